import { isTerminal } from '@/lib/values/provider-words';

import type { Policy } from './schemas';

/** What is known of a job; times are epoch ms. */
export type CheckedJob = {
  /** `call_status`; null: none. */
  status: string | null;
  /** Null: never. */
  checkedAt: number | null;
  /** When our data last differed; null: never. */
  changedAt: number | null;
  lastVerdict: string | null;
  /** PlanedTime of the latest call, and DescribeJob's NextExecutionTime where somebody has looked. */
  plannedAt: number | null;
  nextExecutionAt: number | null;
  /** When the latest call really began: ActualTime. */
  calledAt: number | null;
  /** The provider's newest time of the job: ActualTime or the last sentence. */
  providerAt: number | null;
  /** Calls so far. */
  attempts: number;
  hasRecording: boolean;
};

/** What a task's own calls have taught; null: nothing yet. In ms. */
export type TaskHistory = {
  /** From a call's beginning to its end, in the middle. */
  callMs: number | null;
  /** From the planned time to the call's beginning, in the middle. */
  startLagMs: number | null;
  /** From one call of a job to its next, in the middle. */
  redialMs: number | null;
};

export type NextCheck = {
  /** Epoch ms; null: it is final, and only the nightly sample asks for it. */
  at: number | null;
  why:
    | 'never'
    | 'executing'
    | 'planned'
    | 'redial'
    | 'waiting'
    | 'paused'
    | 'recording'
    | 'unanswered'
    | 'final';
};

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** No job is asked for twice within so long. */
const LEAST_MS = 15 * SECOND;
const DEFAULTS = { callMs: 45 * SECOND, startLagMs: 20 * SECOND, redialMs: 15 * MINUTE };
/** One that is planned for later can still be cancelled. */
const PLANNED_AT_MOST_MS = 6 * HOUR;
/** When a recording is looked for after its call, in ms; after a day it is not any more. */
const RECORDING_AFTER = [2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];

/**
 * When a job is to be checked next: when it can have changed and most probably has.
 *
 * The longer nothing has changed, the longer the next change will take, at most as long as the policy says; where the
 * provider's own times tell more, they come first. A job that is planned for later, is paused or is a draft changes only
 * when somebody acts on it, and is asked for seldom.
 */
export function nextCheckAt(job: CheckedJob, history: TaskHistory, policy: Policy, now: number): NextCheck {
  const { checkedAt, status } = job;
  const within = policy.withinMinutes * MINUTE;
  if (checkedAt === null) return { at: now, why: 'never' };
  /** At the time that something is expected, or, once that has passed in vain, as things age. */
  const expected = (time: number, why: NextCheck['why'], most = within): NextCheck => ({
    at: time > checkedAt + LEAST_MS ? Math.min(time, checkedAt + most) : aged(time),
    why,
  });
  // A change of which nothing is known is as likely early as late.
  const aged = (since: number | null): number =>
    checkedAt + (since === null ? within / 2 : clamp((checkedAt - since) / 4, LEAST_MS, within));
  const taught = { ...DEFAULTS, ...withoutNulls(history) };

  if (job.lastVerdict === 'not_returned' || job.lastVerdict === 'invalid') {
    return { at: checkedAt + within, why: 'unanswered' };
  }
  if (isTerminal(status)) return recordingCheck(job, policy, checkedAt);
  if (status === 'Executing') {
    const began = job.calledAt ?? job.changedAt ?? checkedAt;
    return expected(began + taught.callMs, 'executing', Math.min(within, 2 * MINUTE));
  }
  if (status === 'Paused' || status === 'Drafted') {
    return { at: checkedAt + Math.max(4 * within, HOUR), why: 'paused' };
  }
  // The call begins then, and is over a call's length later: what is seen is its end.
  const planned = [job.nextExecutionAt, job.plannedAt].find((time) => time !== null && time > checkedAt);
  if (planned) {
    const settled = planned + taught.startLagMs + taught.callMs;
    return expected(settled, 'planned', Math.max(within, PLANNED_AT_MOST_MS));
  }
  if (job.attempts > 0 && job.calledAt !== null) {
    return expected(job.calledAt + taught.redialMs + taught.callMs, 'redial');
  }
  return { at: aged(latest(job.plannedAt, job.changedAt)), why: 'waiting' };
}

/** A connected call's recording is made after it: looked for ever more seldom, for a day. */
function recordingCheck(job: CheckedJob, policy: Policy, checkedAt: number): NextCheck {
  const endedAt = job.providerAt ?? job.calledAt;
  if (!policy.recordings || job.status !== 'Succeeded' || job.hasRecording || endedAt === null) {
    return { at: null, why: 'final' };
  }
  const next = RECORDING_AFTER.find((after) => endedAt + after > checkedAt);
  return next === undefined ? { at: null, why: 'final' } : { at: endedAt + next, why: 'recording' };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function latest(...times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function withoutNulls(history: TaskHistory): Partial<typeof DEFAULTS> {
  return Object.fromEntries(Object.entries(history).filter(([, value]) => value !== null));
}
