import type { Pace } from './pace';
import type { CallClass } from './types';

/** When calls may start, told in ms from now. `refused`: others go first; ask again after so many ms. */
export type Slots = { startInMs: number[] } | { refusedForMs: number };

/** The one budget of a provider's account, over all instances. */
export type Budget = {
  /** Calls a second. */
  limit: number;
  /**
   * Reserves the next starts. One that is not used is lost, never doubled.
   *
   * @param maxWaitMs further ahead than this nothing is reserved
   */
  reserve: (slots: number, maxWaitMs: number) => Promise<Slots>;
  /**
   * Tells that the provider throttled a call, how long ago that was sent, and how long it wants to be left alone.
   * Resolves when that is noted or cannot be; it never rejects.
   */
  throttled: (sentAgoMs: number, retryAfterMs: number | null) => Promise<void>;
};

/** Later than this a start might crowd the next ones: the slot is given up. */
const LATE_MS = 45;
/** How far ahead a class may reserve: who waits longest for people is background work, which takes what is free now. */
const MAX_WAIT_MS: Readonly<Record<CallClass, number>> = { person: 8_000, page: 4_000, background: 0 };
/** Background work that is refused again and again may look ahead after all, a tenth of its waiting, up to this. */
const BACKGROUND_MOST_MS = 1_000;
/** The budget could not be asked: nothing is called without it. */
const OUT_OF_REACH_MS = 500;
const ORDER: readonly CallClass[] = ['person', 'page', 'background'];

/**
 * A pace whose starts are reserved at a shared budget, a tenth of a second's worth at once.
 *
 * @param onReady called when `waitMs` may have another answer
 */
export function createSharedPace(budget: Budget, onReady: () => void): Pace {
  const most = Math.max(1, Math.floor(budget.limit / 10));
  /** Of `performance.now()`, in order. */
  let slots: number[] = [];
  let asking = false;
  let refused: { callClass: CallClass; timer: NodeJS.Timeout } | null = null;
  let refusedSince: number | null = null;

  const askAgainIn = (callClass: CallClass, ms: number) => {
    const timer = setTimeout(() => {
      refused = null;
      onReady();
    }, ms);
    refused = { callClass, timer };
  };

  const ask = async (callClass: CallClass, waiting: number) => {
    asking = true;
    try {
      const patience = refusedSince === null ? 0 : (performance.now() - refusedSince) / 10;
      const maxWait = Math.max(MAX_WAIT_MS[callClass], Math.min(BACKGROUND_MOST_MS, patience));
      const told = await budget.reserve(Math.min(most, Math.max(1, waiting)), maxWait);
      if ('startInMs' in told) {
        const now = performance.now();
        slots = told.startInMs.map((ms) => now + ms);
        refusedSince = null;
      } else {
        refusedSince ??= performance.now();
        askAgainIn(callClass, told.refusedForMs);
      }
    } catch {
      askAgainIn(callClass, OUT_OF_REACH_MS);
    } finally {
      asking = false;
    }
    if (!refused) onReady();
  };

  return {
    waitMs(callClass, waiting) {
      const now = performance.now();
      slots = slots.filter((slot) => slot > now - LATE_MS);
      const [next] = slots;
      if (next !== undefined) return next - now;
      // Somebody of a higher class does not wait for what a lower one was refused.
      if (refused && ORDER.indexOf(callClass) < ORDER.indexOf(refused.callClass)) {
        clearTimeout(refused.timer);
        refused = null;
      }
      if (!asking && !refused) void ask(callClass, waiting);
      return Infinity;
    },
    start() {
      slots.shift();
    },
    msPerTurn: 1000 / budget.limit,
  };
}
