import 'server-only';

import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isPassing } from '@/lib/queue/passing';

/** A statement is cancelled up to so long before its time is over, for the answer to come within it. */
const EARLY_MS = 1_000;
const USUAL_MS = 4_200;

/** The rows of a run were not found in their time. */
export class PlanTooSlowError extends Error {
  override readonly name = 'PlanTooSlowError';
}

let last: Promise<unknown> = Promise.resolve();

/** One long plan of a process at a time: the pool is small, and others need it as well. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}

/**
 * Plans in the usual time, or, where that is too short, once more in the background with a long one.
 *
 * @throws PlanTooSlowError
 */
export async function planInTime<T>(
  plan: (db: Db) => Promise<T>,
  {
    db,
    background,
    planMs,
  }: { db: Db; background: Db; planMs: { usual?: number | undefined; most: number } },
): Promise<T> {
  const { usual = USUAL_MS, most } = planMs;
  const first = await within(() => plan(db), usual);
  if ('planned' in first) return first.planned;
  const second = await inTurn(() => within(() => plan(background), most));
  if ('planned' in second) return second.planned;
  throw new PlanTooSlowError('the rows could not be found in time');
}

async function within<T>(plan: () => Promise<T>, ms: number): Promise<{ planned: T } | { tooSlow: true }> {
  const startedAt = performance.now();
  try {
    return { planned: await withinDatabaseDeadline(plan, ms) };
  } catch (error) {
    if (isPassing(error) && performance.now() - startedAt >= ms - EARLY_MS) return { tooSlow: true };
    throw error;
  }
}

/** What the work gives, or `otherwise` as soon as the signal aborts; the work then ends by itself. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>, otherwise: T): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<T>((resolve) => {
    abort = () => resolve(otherwise);
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
