import { getTranslations } from 'next-intl/server';

import { LivePage } from '@/components/shell/live-updates';
import { LinkPager } from '@/components/ui/list/link-pager';
import { PageHeading } from '@/components/ui/page-heading';
import { CountedAsOf } from '@/components/ui/time/counted-as-of';
import { ImportButton } from '@/components/imports/import-button';
import { TaskFilters } from '@/components/tasks/task-filters';
import { NoMatchingTasks, NoTasks } from '@/components/tasks/task-list-empty';
import { TaskTable } from '@/components/tasks/task-table';
import { unread } from '@/app/unread-page';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { listTasks } from '@/lib/services/tasks';
import { loadTaskSearch, serializeTaskSearch, taskTypeOf } from '@/lib/tasks/search-params';

const PAGE_SIZE = 20;

export const generateMetadata = orgMetadata('tasks.read', async () => {
  const t = await getTranslations('tasks');
  return { title: t('title') };
});

export default orgPage('/tasks', 'tasks.read', unread, async ({ read, may, searchParams }) => {
  const t = await getTranslations('tasks');
  const { q, state, sort, page } = loadTaskSearch(searchParams);
  const search = q.trim().slice(0, 100);
  const { tasks, pagination } = await read(listTasks, {
    search: search || undefined,
    states: state ? [taskTypeOf(state)] : undefined,
    sort,
    page: Math.min(Math.max(1, page), 1_000_000),
    pageSize: PAGE_SIZE,
  });
  const filtered = search !== '' || state !== null;

  return (
    <>
      <LivePage />
      <PageHeading
        title={t('title')}
        note={
          tasks.length > 0 && (
            <>
              {t('count', { count: pagination.totalCount })}
              <CountedAsOf time={tasks[0]?.countedAsOf} />
            </>
          )
        }
      >
        {may('tasks.import') && <ImportButton />}
      </PageHeading>
      {tasks.length === 0 && !filtered ? (
        <NoTasks mayImport={may('tasks.import')} />
      ) : (
        <TaskFilters>
          {tasks.length === 0 ? (
            <NoMatchingTasks />
          ) : (
            <TaskTable
              tasks={tasks}
              sort={sort}
              hrefOfSort={(next) => serializeTaskSearch('/tasks', { q: search, state, sort: next })}
            />
          )}
          {tasks.length > 0 && (
            <LinkPager
              pagination={pagination}
              hrefOf={(target) => serializeTaskSearch('/tasks', { q: search, state, sort, page: target })}
            />
          )}
        </TaskFilters>
      )}
    </>
  );
});
