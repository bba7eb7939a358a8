// What keeps a task true by itself: loads in the browser too.

/** How often at least a job that can change is checked, in minutes. */
export const WITHIN_MINUTES = [5, 10, 15, 30, 60, 120, 240] as const;

/** Monday is 1, as in ISO 8601. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export type Policy = {
  mode: 'off' | 'within';
  withinMinutes: number;
  /** Hours of the organization's day: from this one on (0 to 23), until this one begins (1 to 24; later than `fromHour`). */
  fromHour: number;
  untilHour: number;
  /** ISO days of the week, ascending; at least one. */
  weekdays: number[];
  /** Look the recordings of connected calls up too. */
  recordings: boolean;
};

export const OFF: Policy = {
  mode: 'off',
  withinMinutes: 30,
  fromHour: 8,
  untilHour: 22,
  weekdays: [...WEEKDAYS],
  recordings: false,
};

/** What the check of final jobs said one night. */
export type FinalSample = {
  /** The day that had just begun, `2026-11-29`, in the organization's time zone. */
  night: string;
  asked: number;
  /** Those whose data had changed although they were final. */
  differed: number;
  runId: string;
};

/** One move of `call_tasks.task_type` that the schedule made. */
export type TaskMove = {
  id: number;
  from: number;
  to: number;
  /** ISO UTC. */
  at: string;
  takenBack: { at: string; by: string } | null;
};

/** How a task is kept true, and what came of it. */
export type TaskSchedule = {
  /** The task's own; null: the organization's holds. */
  own: Policy | null;
  organization: Policy;
  /** Of the organization: `task_type` follows the jobs and follow-ups. */
  movesTaskType: boolean;
  timeZone: string;
  /** When the provider is asked next, ISO UTC; null: nothing of it can change, or the schedule is off. */
  nextAt: string | null;
  /** Jobs that wait to be checked again. */
  waiting: number;
  /** The run of today, where one has been begun. */
  runId: string | null;
  sample: FinalSample | null;
  moves: TaskMove[];
};

export function effectivePolicy({ own, organization }: Pick<TaskSchedule, 'own' | 'organization'>): Policy {
  return own ?? organization;
}
