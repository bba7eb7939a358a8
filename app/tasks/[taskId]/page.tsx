import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';

import { JobActionsProvider } from '@/components/job-context/job-actions';
import { TaskPage } from '@/components/task-page/task-page';
import { getQueryClient } from '@/components/shell/query-client';
import { isBareAddress, passFilterErrors, readSelection, taskParams, viewAddress } from '@/lib/http/address';
import { revealRight } from '@/lib/services/numbers';
import { unread } from '@/app/unread-page';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { listJobs } from '@/lib/services/jobs';
import { getSchedule } from '@/lib/services/schedules';
import { getTask } from '@/lib/services/tasks';
import { listViews, readLayout, viewToOpen } from '@/lib/services/views';
import { taskKeys } from '@/lib/jobs/list/queries';
import { layoutKey, VIEWS_KEY } from '@/lib/views/queries';
import { scheduleKey } from '@/lib/runs/schedule/queries';
import { loadJobsSearch, selectionText } from '@/lib/jobs/list/search-params';

import { jobActions, jobPerson } from '@/app/job-tools';

type Params = { taskId: string };

/** Read once for the page and its title. */
const readTask = cache(getTask);

export const generateMetadata = orgMetadata<Params>('tasks.read', async ({ read, params }) => {
  const t = await getTranslations('tasks');
  const task = await read(readTask, taskParams.parse(params).taskId);
  return { title: task.name || t('unnamed') };
});

export default orgPage<Params>(
  '/tasks/[taskId]',
  'jobs.read',
  unread,
  async ({ read, may, person, params, searchParams }) => {
    const parsed = taskParams.safeParse(params);
    if (!parsed.success) notFound();
    const { taskId } = parsed.data;
    const { page, size, tab, job: _job, view, ...texts } = loadJobsSearch(searchParams);
    const first = await read(viewToOpen, taskId, { view, isBare: isBareAddress(searchParams) });
    if (first) redirect(viewAddress(`/tasks/${taskId}`, first));
    const selection = tab === 'jobs' ? selectionText(texts) : '';
    // What is wrong in a filter the table says.
    const asked = readSelection(taskId, tab, selection);

    // The browser owns these from here on; the page itself shows none of them.
    const client = getQueryClient();
    const [reveal] = await Promise.all([
      read(revealRight),
      client.query({ queryKey: taskKeys.header(taskId), queryFn: () => read(readTask, taskId) }),
      client.query({ queryKey: scheduleKey(taskId), queryFn: () => read(getSchedule, taskId) }),
      client.query({ queryKey: layoutKey('task'), queryFn: () => read(readLayout, 'task') }),
      client.query({ queryKey: VIEWS_KEY, queryFn: () => read(listViews) }),
      asked &&
        client
          .query({
            queryKey: taskKeys.page({ taskId, tab, page, size, selection }),
            queryFn: () => read(listJobs, { selection: asked, page, pageSize: size }),
          })
          .catch(passFilterErrors),
    ]);
    return (
      <HydrationBoundary state={dehydrate(client)}>
        <JobActionsProvider actions={jobActions} person={jobPerson(person, reveal, may)}>
          <TaskPage taskId={taskId} maySteer={may('tasks.steer')} maySchedule={may('tasks.schedule')} />
        </JobActionsProvider>
      </HydrationBoundary>
    );
  },
);
