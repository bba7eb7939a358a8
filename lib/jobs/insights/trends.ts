import type { DbId } from '@/lib/values/db-id';

/** Jobs whose latest call was in the period; dialled and ended, and answered, as `tellsOf` has it. */
export type Rate = { jobs: number; dialled: number; connected: number };

/** One bar: figures stand below `counts`, where none is taken for a telephone number. */
export type TrendPart<T> = T & { counts: Rate };

export type Trends = {
  /** The filter `called` that the period is: `7d`, `2026-11-01..2026-11-30`. */
  called: string;
  total: { counts: Rate };
  /** Every day of the period in Asia/Shanghai, those without a call among them. */
  days: TrendPart<{ day: string }>[];
  /** The tasks with the most jobs, where all tasks are asked for. */
  tasks: TrendPart<{ taskId: DbId; name: string | null }>[];
  /** By the provider's id of the robot's script; null: the task names none. */
  scripts: TrendPart<{ scriptId: string | null }>[];
  /** By the number that was called from, as it is shown; null: none is known. */
  callers: TrendPart<{ caller: string | null }>[];
  /** As of when it is true, ISO UTC, where it may be behind. */
  asOf: string | null;
};

/** Follow-ups of one person: written in the period; due from today on, and before. */
export type PersonTrend = {
  id: string;
  name: string;
  counts: { written: number; leads: number; due: number; overdue: number };
};

/** The address of the page: `/insights?task=54&called=7d`. */
export type InsightsPlace = { task: DbId | null; called: string };
