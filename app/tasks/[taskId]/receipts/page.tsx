import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';

import { ReceiptHistory } from '@/components/receipts/receipt-history';
import { NoReceipts } from '@/components/receipts/receipt-states';
import { TaskMoves } from '@/components/schedule/task-moves';
import { RunHistory } from '@/components/runs/run-history';
import { Breadcrumb } from '@/components/shell/breadcrumb';
import { LinkPager } from '@/components/ui/list/link-pager';
import { PageHeading } from '@/components/ui/page-heading';
import { pageQuery, taskParams } from '@/lib/http/address';
import { unread } from '@/app/unread-page';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { listReceipts } from '@/lib/services/receipts';
import { getTaskRuns } from '@/lib/services/runs';
import { getSchedule } from '@/lib/services/schedules';
import { getTask } from '@/lib/services/tasks';

type Params = { taskId: string };

const PAGE_SIZE = 50;

export const generateMetadata = orgMetadata<Params>('receipts.read', async ({ read, params }) => {
  const t = await getTranslations();
  const task = await read(getTask, taskParams.parse(params).taskId);
  return { title: t('receipts.historyOf', { name: task.name || t('tasks.unnamed') }) };
});

export default orgPage<Params>(
  '/tasks/[taskId]/receipts',
  'receipts.read',
  unread,
  async ({ read, may, params, searchParams }) => {
    const t = await getTranslations();
    const parsed = taskParams.safeParse(params);
    if (!parsed.success) notFound();
    const { taskId } = parsed.data;
    const page = pageQuery.shape.page.catch(1).parse(searchParams.page);
    const [task, { receipts, pagination }, runs, days, { moves }] = await Promise.all([
      read(getTask, taskId),
      read(listReceipts, { taskId, page, pageSize: PAGE_SIZE }),
      read(getTaskRuns, taskId),
      read(getTaskRuns, taskId, 'schedule'),
      read(getSchedule, taskId),
    ]);
    if (page > 1 && page > pagination.totalPages) {
      redirect(`/tasks/${taskId}/receipts?page=${Math.max(1, pagination.totalPages)}`);
    }
    const name = task.name || t('tasks.unnamed');

    return (
      <>
        <PageHeading
          above={
            <Breadcrumb
              label={t('receipts.breadcrumb')}
              links={[
                { href: '/tasks', text: t('tasks.title') },
                { href: `/tasks/${taskId}`, text: name },
              ]}
            />
          }
          title={t('receipts.title')}
          note={
            receipts.length > 0 &&
            `${t('receipts.count', { count: pagination.totalCount })} · ${t('receipts.kept')}`
          }
        />
        {page === 1 && (
          <>
            <TaskMoves taskId={taskId} moves={moves} mayTakeBack={may('tasks.schedule')} />
            <RunHistory runs={runs} />
            <RunHistory runs={days} of="schedule" />
          </>
        )}
        {receipts.length === 0 ? (
          runs.length + days.length === 0 && <NoReceipts taskId={taskId} />
        ) : (
          <ReceiptHistory receipts={receipts} />
        )}
        {receipts.length > 0 && (
          <LinkPager
            pagination={pagination}
            hrefOf={(target) => `/tasks/${taskId}/receipts?page=${target}`}
          />
        )}
      </>
    );
  },
);
