/** The columns of the jobs' table, in order; table, cards and skeleton are all made from them. */
export const JOB_COLUMNS = [
  'lead',
  'checked',
  'callStatus',
  'callResult',
  'callingNumber',
  'planned',
  'duration',
  'changed',
  'provider',
  'recording',
  'conversation',
  'followUp',
] as const;

/** The same over all tasks: each row names its task. */
export const ALL_JOBS_COLUMNS = JOB_COLUMNS.map((column) => (column === 'callingNumber' ? 'task' : column));

/** The columns of the rows that have no `call_job_id`: nothing of a call, but why. */
export const WITHOUT_ID_COLUMNS = [
  'lead',
  'callStatus',
  'reason',
  'planned',
  'conversation',
  'followUp',
] as const;

export type JobColumn = (typeof JOB_COLUMNS)[number] | 'task' | (typeof WITHOUT_ID_COLUMNS)[number];
