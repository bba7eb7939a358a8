import 'server-only';

import { setTimeout as sleep } from 'node:timers/promises';

import type { ProviderError } from '@/lib/outboundbot/types';

import type { RunWaiting } from './schemas';

/** A throttled provider is waited for without end: at least so long, the longer the more often, at most a minute. */
const THROTTLED_MS = { least: 1_000, most: 60_000 };

/** Why and until when a run begins no batch. */
export class DriveBlock {
  private until = 0;
  private throttledInARow = 0;
  waiting: RunWaiting | null = null;

  /**
   * @param halt nothing is waited for any more
   * @param onBlocked told at once, so that people see why nothing moves
   */
  constructor(
    private readonly halt: AbortSignal,
    private readonly onBlocked: () => void,
  ) {}

  for(ms: number, reason: RunWaiting['reason'], code: string | null): void {
    this.until = Math.max(this.until, Date.now() + ms);
    this.waiting = { reason, code, until: new Date(this.until).toISOString() };
    this.onBlocked();
  }

  throttled(error: ProviderError): void {
    // The batches that were under way when the storm began tell of the same one.
    if (Date.now() >= this.until) this.throttledInARow += 1;
    const { least, most } = THROTTLED_MS;
    const growing = Math.min(most, least * 2 ** Math.min(10, this.throttledInARow - 1));
    this.for(Math.max(error.retryAfterMs ?? 0, growing), 'throttled', error.code);
  }

  /** The provider has answered. */
  clear(): void {
    this.waiting = null;
    this.throttledInARow = 0;
  }

  async over(): Promise<void> {
    for (;;) {
      const ms = this.until - Date.now();
      if (ms <= 0 || this.halt.aborted) return;
      await this.pause(ms);
    }
  }

  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.halt }).catch(() => {});
  }
}
