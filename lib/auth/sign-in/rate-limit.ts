import 'server-only';

import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';

import { database } from '@/lib/db/client';
import { rateLimits } from '@/lib/db/schema/people';
import { AppError } from '@/lib/errors';

/** `points` tries within `duration` seconds from the first one, counted in PostgreSQL for all instances together. */
export function createLimiter(options: { keyPrefix: string; points: number; duration: number }) {
  return new RateLimiterDrizzle({ ...options, storeClient: database('pages'), schema: rateLimits });
}

/**
 * Counts one try.
 *
 * @throws AppError `rate_limited` with the seconds to wait
 */
export async function countTry(limiter: RateLimiterDrizzle, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    throw new AppError('rate_limited', {
      retryAfterSeconds: Math.max(1, Math.ceil(thrown.msBeforeNext / 1000)),
      cause: thrown,
    });
  }
}
