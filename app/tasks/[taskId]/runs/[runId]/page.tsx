import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';

import { RunPageBody } from '@/components/runs/run-page-body';
import { Breadcrumb } from '@/components/shell/breadcrumb';
import { PageHeading } from '@/components/ui/page-heading';
import { taskParams } from '@/lib/http/address';
import { unread } from '@/app/unread-page';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { formatDateTime } from '@/lib/i18n/format';
import { getRun } from '@/lib/services/runs';
import { getTask } from '@/lib/services/tasks';

type Params = { taskId: string; runId: string };

export const generateMetadata = orgMetadata<Params>('runs.read', async ({ read, params }) => {
  const t = await getTranslations();
  const task = await read(getTask, taskParams.parse(params).taskId);
  return { title: t('runs.titleOf', { name: task.name || t('tasks.unnamed') }) };
});

export default orgPage<Params>(
  '/tasks/[taskId]/runs/[runId]',
  'runs.read',
  unread,
  async ({ read, params }) => {
    const t = await getTranslations();
    const parsed = taskParams.safeParse(params);
    if (!parsed.success) notFound();
    const { taskId } = parsed.data;
    const run = await read(getRun, params.runId);
    if (run.taskId !== taskId) notFound();

    return (
      <>
        <PageHeading
          above={
            <Breadcrumb
              label={t('receipts.breadcrumb')}
              links={[
                { href: '/tasks', text: t('tasks.title') },
                { href: `/tasks/${taskId}`, text: run.taskName || t('tasks.unnamed') },
                { href: `/tasks/${taskId}/receipts`, text: t('receipts.title') },
              ]}
            />
          }
          title={t(run.via === 'schedule' ? 'runs.dayHeading' : 'runs.heading', {
            time: formatDateTime(run.createdAt, await getLocale()),
          })}
        />
        <RunPageBody run={run} />
      </>
    );
  },
);
