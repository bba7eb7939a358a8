import { setTimeout as sleep } from 'node:timers/promises';

import { deadlineExceeded } from './errors';
import { CallerGoneError, NoTurnError, ProviderError } from './types';

export type RetryOptions = {
  deadline: AbortSignal;
  /** When the deadline comes, epoch ms, where that is known. */
  endsAt: number | undefined;
  maxAttempts: number;
  /** The first pause; each further one doubles, up to `maxPauseMs`, and is spread by up to half either way. */
  firstPauseMs: number;
  maxPauseMs: number;
};

/**
 * Runs attempts until one succeeds, fails for good, or `maxAttempts` is reached. Ours and not the runtime's, because
 * each attempt is reported and none may start past the deadline.
 * @throws ProviderError the last attempt's, also when the provider asks to wait until the deadline or longer;
 * DeadlineExceeded when the deadline comes first; NoTurnError when it comes before the first attempt's turn;
 * CallerGoneError
 */
export async function withRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { deadline, endsAt, maxAttempts, firstPauseMs, maxPauseMs } = options;
  let last: ProviderError | null = null;
  for (let made = 1; ; made += 1) {
    if (deadline.aborted) throw deadlineExceeded(last);
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof CallerGoneError || (error instanceof NoTurnError && !last)) throw error;
      // A wait that the deadline ended has made no attempt and says nothing new.
      if (deadline.aborted) throw deadlineExceeded(last ?? retryableCause(error));
      if (!(error instanceof ProviderError) || !error.retryable || made >= maxAttempts) throw error;
      last = error;
    }
    const asked = last.retryAfterMs;
    if (asked !== null && endsAt !== undefined && Date.now() + asked >= endsAt) throw last;
    const backoff = Math.min(maxPauseMs, firstPauseMs * 2 ** (made - 1)) * (0.5 + Math.random());
    try {
      await sleep(asked ?? backoff, undefined, { signal: deadline });
    } catch {
      throw deadlineExceeded(last);
    }
  }
}

function retryableCause(error: unknown): ProviderError | null {
  return error instanceof ProviderError && error.code !== 'DeadlineExceeded' ? error : null;
}
