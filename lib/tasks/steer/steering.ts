import type { SteeringOperation } from '@/lib/outboundbot/types';
import type { DbId } from '@/lib/values/db-id';

export const STEERING_ACTIONS = ['suspend', 'resume', 'cancel'] as const;
export type SteeringAction = (typeof STEERING_ACTIONS)[number];

/** Rows that one request may name: as many as one call takes. */
export const MOST_STEERED = 99;

export const OPERATION_OF: Record<SteeringAction, SteeringOperation> = {
  suspend: 'SuspendJobs',
  resume: 'ResumeJobs',
  cancel: 'CancelJobs',
};

/**
 * Why a row is left out: it is over, it stands that way already, it is not suspended, it has not been started at the
 * provider, it has no job id.
 */
export const LEFT_OUT = ['over', 'already', 'not_suspended', 'drafted', 'without_id'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

/**
 * Whether a job of that status can be steered so; null: it can, as far as we know. A status that we do not know is the
 * provider's to judge.
 */
export function whyLeftOut(action: SteeringAction, status: string | null): LeftOut | null {
  if (status === 'Succeeded' || status === 'Failed' || status === 'Cancelled') return 'over';
  if (status === 'Drafted') return action === 'cancel' ? null : 'drafted';
  if (action === 'suspend' && status === 'Paused') return 'already';
  if (action === 'resume' && (status === 'Scheduling' || status === 'Executing')) return 'not_suspended';
  return null;
}

export type SteeringCounts = { rows: number; leftOut: Partial<Record<LeftOut, number>> };

/**
 * How many rows an action reaches, and how many not and why, from the statuses that we hold.
 * @param statusCounts rows by status, '' for none; those without a job id are among them, under ''
 */
export function countSteered(
  action: SteeringAction,
  { statusCounts, withoutJobId }: { statusCounts: Readonly<Record<string, number>>; withoutJobId: number },
): SteeringCounts {
  const counts: SteeringCounts = { rows: 0, leftOut: {} };
  const leaveOut = (why: LeftOut, rows: number) => {
    if (rows > 0) counts.leftOut[why] = (counts.leftOut[why] ?? 0) + rows;
  };
  for (const [status, all] of Object.entries(statusCounts)) {
    const rows = status === '' ? Math.max(0, all - withoutJobId) : all;
    const why = whyLeftOut(action, status || null);
    if (why) leaveOut(why, rows);
    else counts.rows += rows;
  }
  leaveOut('without_id', withoutJobId);
  return counts;
}

/** What became of each row that was named. */
export type SteeredRow =
  { row_id: DbId; result: 'asked' } | { row_id: DbId; result: 'left_out'; reason: LeftOut };

export type SteeringAnswer = {
  task_id: DbId;
  action: SteeringAction;
  /** The provider's. */
  request_id: string | null;
  /** Of the rows named; null: the whole task was asked for. */
  rows: SteeredRow[] | null;
  /** The run that looks what became of the whole task; null: none was begun. */
  run_id: string | null;
};

/** A job group at the provider beside what we hold of the task. */
export type JobGroupAnswer = {
  task_id: DbId;
  status: string | null;
  progress: {
    total_jobs: number;
    total_completed: number;
    failed: number;
    executing: number;
    scheduling: number;
    paused: number;
    cancelled: number;
  };
};
