import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { countTry, createLimiter } from '@/lib/auth/rate-limit';
import { env } from '@/lib/env';

let refreshLimiter: ReturnType<typeof createLimiter> | undefined;

/**
 * Counts one refresh of a person, or of a token: `REFRESH_RATE_LIMIT` a minute, 0 for no limit.
 *
 * @throws AppError `rate_limited` with the seconds to wait
 */
export async function countRefresh(actor: Actor): Promise<void> {
  const points = env().refreshRateLimit;
  if (points === 0) return;
  refreshLimiter ??= createLimiter({ keyPrefix: 'refresh', points, duration: 60 });
  await countTry(refreshLimiter, actor.tokenId ?? actor.userId);
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
