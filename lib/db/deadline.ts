import 'server-only';

import { AppError } from '@/lib/errors';

/** A database out of reach is told within 5 s; half a second is left for the answer. */
const DATABASE_DEADLINE_MS = 4_500;

/**
 * Waits for database work, but never longer than the answer may take: a server that accepts connections and says
 * nothing would otherwise hold the request for ever. The work is not taken back: what comes late may still be written.
 *
 * @throws AppError `database_unavailable` when the time is over
 */
export async function withinDatabaseDeadline<T>(work: Promise<T>, ms = DATABASE_DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('database_unavailable', { cause: new Error(`no answer within ${ms} ms`) })),
      ms,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
