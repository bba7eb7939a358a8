import 'server-only';

import { AsyncLocalStorage } from 'node:async_hooks';

import { AppError } from '@/lib/errors';

import { DatabaseUnavailableError } from './errors';

/** A database out of reach is told within 5 s; the rest is left for cancelling and for the answer. */
const DATABASE_DEADLINE_MS = 4_200;
/** Longer than a cancelled statement is waited for (lib/db/connection.ts). */
const GRACE_MS = 400;

const deadlines = new AsyncLocalStorage<number>();

/** Until when, of `performance.now()`, the work under way may keep the database. */
export function currentDeadline(): number | undefined {
  return deadlines.getStore();
}

/**
 * Gives database work a time: what it asks of the database after that is refused, what runs is cancelled, and a
 * connection that does not answer is thrown away. So what failed was not written, or the error says that nobody knows
 * (OutcomeUnknownError). Work that goes on by itself needs a call of its own.
 *
 * @param work a function; a promise is under way already and can only be waited for, which does for reading
 * @throws AppError `database_unavailable` when the time is over
 */
export async function withinDatabaseDeadline<T>(
  work: Promise<T> | (() => Promise<T>),
  ms = DATABASE_DEADLINE_MS,
): Promise<T> {
  const running =
    typeof work === 'function' ? deadlines.run(performance.now() + ms, async () => work()) : work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = () =>
      reject(
        new AppError('database_unavailable', {
          cause: new DatabaseUnavailableError(`no answer within ${ms} ms`),
        }),
      );
    // A busy process runs its timers before it reads: what is in the socket already counts.
    timer = setTimeout(() => setImmediate(giveUp), ms + GRACE_MS);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
