import type { TaskSortKey } from '@/lib/tasks/search-params';

/** The columns of the task list, in order; the table and its skeleton are both made from them. */
export const TASK_COLUMNS = [
  ...(['name', 'state', 'progress', 'jobs', 'rate', 'followUps', 'lastRefresh', 'created'] as const),
] as const;
export type TaskColumn = (typeof TASK_COLUMNS)[number];

/** What a column is sorted by, where it can be. */
export const TASK_COLUMN_SORTS: Partial<Record<TaskColumn, TaskSortKey>> = {
  jobs: 'jobs',
  rate: 'rate',
  followUps: 'overdue',
  lastRefresh: 'refreshed',
};
