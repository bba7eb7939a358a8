import Link from 'next/link';
import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { InsightsBody } from '@/components/insights/insights-body';
import { PageHeading } from '@/components/ui/page-heading';
import { CountedAsOf } from '@/components/ui/time/counted-as-of';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { loadInsights } from '@/lib/jobs/insights/search-params';
import { getInsights } from '@/lib/services/insights';

export const generateMetadata = orgMetadata('jobs.read', async () => {
  const t = await getTranslations('insights');
  return { title: t('title') };
});

/** How calls and follow-ups went: of one task (`?task=54`) or of all, in a period. */
export default orgPage('/insights', 'jobs.read', unread, async ({ read, searchParams }) => {
  const t = await getTranslations('insights');
  const { task: taskId, called, from, to } = loadInsights(searchParams);
  const { trends, people, task } = await read(getInsights, {
    task: taskId,
    called: from && to ? `${from}..${to}` : called,
  });
  return (
    <>
      <PageHeading
        title={t('title')}
        note={
          <>
            {task ? (
              <>
                <Link href={`/tasks/${task.id}`}>{task.name || t('unnamed', { id: task.id })}</Link>
                {' · '}
                <Link href="/insights">{t('allTasks')}</Link>
              </>
            ) : (
              t('ofAll')
            )}
            <CountedAsOf time={trends.asOf} />
          </>
        }
      />
      <InsightsBody trends={trends} people={people} task={task?.id ?? null} />
    </>
  );
});
