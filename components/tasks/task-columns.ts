/** The columns of the task list, in order; the table and its skeleton are both made from them. */
export const TASK_COLUMNS = ['name', 'state', 'progress', 'jobs', 'lastRefresh', 'created'] as const;
