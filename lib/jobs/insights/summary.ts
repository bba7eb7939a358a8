import type { FacetCounts } from '../selection-values';

/** Seconds of the bars of durations: from each to before the next, the last without an end. */
export const DURATION_STEPS = [0, 10, 30, 60, 120, 300] as const;
/** Attempts that have a bar of their own; the last one stands for more, too. */
export const MOST_ATTEMPTS = 5;
export const HOURS_OF_WEEK = 7 * 24;

/** Jobs that came to an attempt, and those whose call was answered then. */
export type Attempt = { reached: number; connected: number };

export type SummaryCharts = {
  /** Jobs by DURATION_STEPS; those without a duration are in none. */
  durations: number[];
  /** First, second ... attempt, as far as any job came. */
  attempts: Attempt[];
  /** Jobs by the hour of the week of their latest call, Monday 0 o'clock of Asia/Shanghai first. */
  hours: Attempt[];
};

/** What a selection comes to. All figures stand below `counts`, where none is taken for a telephone number. */
export type JobsSummary = {
  counts: {
    /** Jobs of the selection; those whose latest call was dialled and has ended; those that were answered. */
    total: number;
    dialled: number;
    connected: number;
    /** Answered by a machine, of those. */
    byMachine: number;
    facets: FacetCounts;
    /** Only where they were asked for. */
    charts: SummaryCharts | null;
  };
  /** As of when it is true, ISO UTC, where it may be behind. */
  asOf: string | null;
};
