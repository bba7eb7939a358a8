import 'server-only';

import { type Actor, budgetKey } from '@/lib/auth/actor';
import { countTry, createLimiter } from '@/lib/auth/sign-in/rate-limit';
import { env } from '@/lib/env';

/**
 * What is counted against the person or token that asks: `refresh`, a refresh of a page or job; `provider`, another
 * question that really reaches the provider, counted when it does; `write`, something that is kept in the database.
 */
export type RateLimit = 'refresh' | 'provider' | 'write';

/** Tries a minute; 0 for no limit. */
const POINTS: Record<RateLimit, () => number> = {
  refresh: () => env().refreshRateLimit,
  // Paging through jobs with the keys, each with its calls and its recording's state.
  provider: () => env().providerRateLimit,
  // A remark is saved a second after the last key at most; a few tabs write at once.
  write: () => 120,
};
const limiters = new Map<RateLimit, ReturnType<typeof createLimiter>>();

/**
 * Counts one try of a person, or of a token.
 *
 * @throws AppError `rate_limited` with the seconds to wait
 */
export async function countAgainst(limit: RateLimit, actor: Actor): Promise<void> {
  const points = POINTS[limit]();
  if (points === 0) return;
  const limiter = limiters.get(limit) ?? createLimiter({ keyPrefix: limit, points, duration: 60 });
  limiters.set(limit, limiter);
  await countTry(limiter, budgetKey(actor));
}

/** A person who calls back needs a few numbers a minute; a program that collects them is stopped soon. */
const REVEALS_A_MINUTE = 30;
let revealLimiter: ReturnType<typeof createLimiter> | undefined;

/**
 * Counts one number that a person asks to see.
 *
 * @throws AppError `rate_limited` with the seconds to wait
 */
export async function countReveal(actor: Actor): Promise<void> {
  revealLimiter ??= createLimiter({ keyPrefix: 'reveal', points: REVEALS_A_MINUTE, duration: 60 });
  await countTry(revealLimiter, actor.userId);
}
