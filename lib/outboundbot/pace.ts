import type { CallClass } from './types';

/** When the next call may start. */
export type Pace = {
  /**
   * Ms until one more may start, for the class whose turn it is and so many that wait; 0 or less: now; Infinity: not
   * known yet, whoever made the pace is told.
   */
  waitMs: (callClass: CallClass, waiting: number) => number;
  /** Counts one that starts now. */
  start: () => void;
  /** In the long run. */
  msPerTurn: number;
};

/** At most `maxRps` starts within any one second. */
export function createPace(maxRps: number): Pace {
  const burst = Math.max(1, Math.floor(maxRps));
  const windowMs = (1000 * burst) / maxRps;
  const starts: number[] = [];
  return {
    waitMs() {
      const oldest = starts.length < burst ? undefined : starts[0];
      return oldest === undefined ? 0 : oldest + windowMs - performance.now();
    },
    start() {
      starts.push(performance.now());
      if (starts.length > burst) starts.shift();
    },
    msPerTurn: 1000 / maxRps,
  };
}
