/** The states of a job group that ListJobGroups filters by. */
export const JOB_GROUP_STATES = [
  'Draft',
  'Initializing',
  'Scheduling',
  'Executing',
  'Paused',
  'Completed',
  'Failed',
  'Cancelled',
] as const;
export type JobGroupState = (typeof JOB_GROUP_STATES)[number];
