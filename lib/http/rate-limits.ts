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
