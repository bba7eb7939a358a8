import { setTimeout as sleep } from 'node:timers/promises';

import pLimit from 'p-limit';

/**
 * Takes one of the places for calls under way; resolves with the function that gives it back.
 * Rejects with the signal's reason when it aborts first.
 */
export type AcquirePlace = (signal: AbortSignal) => Promise<() => void>;

/** At most `concurrency` places, first come, first served. One that is given up while waiting costs nothing. */
export function createPlaces(concurrency: number): AcquirePlace {
  const limit = pLimit(concurrency);
  return (signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const giveUp = () => reject(signal.reason as Error);
      signal.addEventListener('abort', giveUp, { once: true });
      void limit(
        () =>
          new Promise<void>((release) => {
            signal.removeEventListener('abort', giveUp);
            if (signal.aborted) release();
            else resolve(release);
          }),
      );
    });
}

/** Waits until one more call a second may start; rejects with the signal's AbortError. */
export type TakeTurn = (signal: AbortSignal) => Promise<void>;

/**
 * At most `maxRps` starts within any one second. Not p-throttle: its queue still spends a turn on a call whose caller
 * has gone, and a page of recordings given up at its deadline would delay the next refresh by as many seconds.
 */
export function createPace(maxRps: number): TakeTurn {
  const burst = Math.max(1, Math.floor(maxRps));
  const windowMs = (1000 * burst) / maxRps;
  const gate = pLimit(1);
  const starts: number[] = [];
  return (signal) =>
    gate(async () => {
      signal.throwIfAborted();
      const oldest = starts.length < burst ? undefined : starts[0];
      const wait = oldest === undefined ? 0 : oldest + windowMs - performance.now();
      if (wait > 0) await sleep(Math.ceil(wait), undefined, { signal });
      starts.push(performance.now());
      if (starts.length > burst) starts.shift();
    });
}
