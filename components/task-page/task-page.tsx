'use client';

import { useQuery } from '@tanstack/react-query';

import { RunStrip } from '@/components/runs/run-strip';
import { useOpenJob } from '@/components/job-context/use-open-job';
import { walkPath } from '@/components/job-context/walk-path';
import { JobDrawer } from '@/components/job/job-drawer';
import { useJobsAddress } from '@/components/jobs-table/use-jobs-address';
import { fetchJson } from '@/lib/browser/fetch-json';
import { taskQuery } from '@/lib/jobs/list/queries';
import type { DbId } from '@/lib/values/db-id';

import { JobsView } from './jobs-view';
import { TaskHeading } from './task-heading';
import classes from './task-page.module.css';
import { WithoutIdView } from './without-id-view';

/** One task: its progress, the jobs of one page with their refresh, and the rows that no refresh reaches. */
export function TaskPage({
  taskId,
  maySteer,
  maySchedule,
}: {
  taskId: DbId;
  maySteer: boolean;
  maySchedule: boolean;
}) {
  const address = useJobsAddress(`/tasks/${taskId}`);
  const { works } = useOpenJob();
  const { data: task } = useQuery(taskQuery(taskId, fetchJson));
  const counts = {
    jobs: task ? task.totalRows - task.withoutJobId : null,
    'without-id': task?.withoutJobId ?? null,
  };
  return (
    <div className={classes.page}>
      {task && <TaskHeading task={task} maySteer={maySteer} maySchedule={maySchedule} />}
      <RunStrip taskId={taskId} />
      {address.tab === 'jobs' ? (
        <JobsView taskId={taskId} address={address} counts={counts} maySteer={maySteer} />
      ) : (
        <WithoutIdView taskId={taskId} address={address} counts={counts} maySteer={maySteer} />
      )}
      <JobDrawer worklist={works ? walkPath(taskId, address.selection) : null} />
    </div>
  );
}
