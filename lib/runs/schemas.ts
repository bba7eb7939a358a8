import type { DbId } from '@/lib/values/db-id';
/** `pending`: nobody drives it yet; `done`, `failed` and `cancelled` are its ends. */
export const RUN_STATES = ['pending', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export function isOver(state: RunState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** The most ids of one call (OutboundBot 2019-12-26, ListJobs, JobId). */
export const MOST_IDS = 99;

/** Why a run stands still at the moment. */
export type RunWaiting = {
  /** `throttled`: the provider wants fewer calls; `provider`: it fails for now; `turn`: other work goes first. */
  reason: 'throttled' | 'provider' | 'turn';
  /** The provider's code. */
  code: string | null;
  /** ISO UTC: when it goes on. */
  until: string;
};

/** The rows of a run by what became of them: verdicts, and rows whose call failed. They add up to `processed`. */
export type RunCounts = {
  updated: number;
  unchanged: number;
  not_returned: number;
  superseded: number;
  invalid: number;
  failed: number;
};

export type Run = {
  id: string;
  taskId: DbId;
  taskName: string | null;
  state: RunState;
  by: string;
  via: 'session' | 'token' | 'schedule';
  /** The run whose failed rows this one asks for once more. */
  retryOf: string | null;
  /** Only rows of a filter, not of the whole task. */
  filtered: boolean;
  skipRecording: boolean;
  batchSize: number;
  pauseMs: number;
  /** Rows when it was asked for, and how many of them have been asked about. */
  totalRows: number;
  processed: number;
  counts: RunCounts;
  batches: { done: number; failed: number };
  calls: number;
  waiting: RunWaiting | null;
  error: { code: string; message: string } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** Of the last half minute; null when nothing was asked in it. */
  callsPerSecond: number | null;
  rowsPerSecond: number | null;
};

/** One call of a run, as its receipt page lists it. */
export type RunBatch = {
  number: number;
  fromRowId: DbId;
  toRowId: DbId;
  rows: number;
  state: 'planned' | 'done' | 'failed';
  /** Of a schedule: rows that were due, or a sample of final jobs. */
  cause: 'due' | 'sample' | null;
  receiptId: string | null;
  counts: Omit<RunCounts, 'failed'> | null;
  error: { code: string; message: string; requestId: string | null } | null;
  durationMs: number | null;
  finishedAt: string | null;
};

export type RunBatchesPage = {
  batches: RunBatch[];
  pagination: { page: number; pageSize: number; totalPages: number; totalCount: number };
};

/** What the dialog tells before a run is asked for. */
export type RunPreview = {
  rows: number;
  /** Rows whose status is not final. */
  unfinished: number;
  calls: number;
  /** At what was reached of late, and at most at the account's limit. */
  callsPerSecond: number;
  seconds: number;
  /** The run that is under way: a second one would join it. */
  active: Run | null;
};

export type StartRun = {
  taskId: DbId;
  /** The filter of its rows, as an address has it; '': the whole task. */
  query: string;
  batchSize: number;
  pauseMs: number;
  skipRecording: boolean;
  retryOf: string | null;
};
