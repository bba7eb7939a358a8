import 'server-only';

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { withinDatabaseDeadline } from '@/lib/db/deadline';

/** How often a free place looks for work that nobody does. With a lease of 6 s a dead process's work goes on within 8 s. */
const LOOK_MS = 1_000;

/**
 * Takes work that nobody does and does it, several at once, until `stop` aborts.
 *
 * @param take takes the lease of a piece of work in the name of `owner`; null: there is none
 * @param work never begun without its lease; what it throws is told to `onError`, and the lease lapses
 * @returns `ended` resolves when what was under way then has ended; `knock` spares somebody who has just made work the
 *   wait for the next look
 */
export function workOnLeases<T>(
  {
    atOnce,
    take,
    work,
    onError,
  }: {
    atOnce: number;
    take: (owner: string) => Promise<T | null>;
    work: (leased: T) => Promise<void>;
    onError: (error: unknown, leased: T | null) => void;
  },
  stop: AbortSignal,
): { ended: Promise<void>; knock: () => void } {
  const owner = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const underWay = new Set<Promise<void>>();
  let wake = new AbortController();

  const rest = async () => {
    await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([stop, wake.signal]) }).catch(() => {});
    if (wake.signal.aborted) wake = new AbortController();
  };
  const begin = (leased: T) => {
    const working = work(leased)
      .catch((error: unknown) => onError(error, leased))
      .finally(() => {
        underWay.delete(working);
        wake.abort();
      });
    underWay.add(working);
  };
  const look = async () => {
    while (!stop.aborted) {
      const leased =
        underWay.size < atOnce
          ? await withinDatabaseDeadline(() => take(owner)).catch((error: unknown) => {
              onError(error, null);
              return null;
            })
          : null;
      if (leased) begin(leased);
      else await rest();
    }
    await Promise.all(underWay);
  };
  return { ended: look(), knock: () => wake.abort() };
}
