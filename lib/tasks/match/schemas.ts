import type { DbId } from '@/lib/values/db-id';

// Also loads in the browser.

/** `pending`: nobody drives it yet; `ready`: a proposal waits for somebody; the others are its ends. */
export const MATCHING_STATES = [
  ...(['pending', 'running', 'ready', 'failed', 'discarded', 'applied', 'undone'] as const),
] as const;
export type MatchingState = (typeof MATCHING_STATES)[number];

export const isUnderWay = (state: MatchingState): boolean => state === 'pending' || state === 'running';

/**
 * What was found for a row: its job; more than one that could be it, or one that could be another row's as well; only jobs
 * that other rows have; nothing.
 */
export const MATCH_OUTCOMES = ['match', 'ambiguous', 'taken', 'none'] as const;
export type MatchOutcome = (typeof MATCH_OUTCOMES)[number];

/** By what a job was found to be a row's. */
export const MATCH_REASONS = [
  ...(['reference_and_number', 'reference_and_time', 'reference', 'number_and_time', 'number'] as const),
] as const;
export type MatchReason = (typeof MATCH_REASONS)[number];

/** The surest first. */
export const CONFIDENCES = ['certain', 'likely', 'doubtful'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/**
 * What became of a proposal. `skipped`: the row has a job id by now, or another row has the job; `refused`: the
 * installation's table takes no such value; `changed`, `refreshed`: it was not taken back, because the row has been since.
 */
export const MATCH_STATES = [
  ...(['proposed', 'applied', 'skipped', 'refused', 'undone', 'changed', 'refreshed'] as const),
] as const;
export type MatchState = (typeof MATCH_STATES)[number];

/** A search for the jobs of a task's rows without a job id, and what came of it. */
export type Matching = {
  id: string;
  state: MatchingState;
  by: string;
  appliedBy: string | null;
  /** Jobs of the group as the provider counts them, and those that have been read. */
  total: number | null;
  readJobs: number;
  /** Rows that were looked for. */
  rows: number;
  /** The task has more rows without a job id than were looked for: the next search takes those first. */
  moreRows: boolean;
  /** Rows by what was found for them, and matches by how sure they are. */
  counts: Record<MatchOutcome, number> & Record<Confidence, number>;
  appliedRows: number;
  undoneRows: number;
  /** Why it stands still at the moment. `code` is the provider's. */
  waiting: { reason: 'throttled' | 'provider' | 'turn' | 'slow'; code: string | null; until: string } | null;
  error: { code: string; message: string } | null;
  createdAt: string;
  finishedAt: string | null;
};

export type Match = {
  rowId: DbId;
  leadsName: string | null;
  phoneMasked: string | null;
  referenceId: string | null;
  outcome: MatchOutcome;
  jobId: string | null;
  /** How many jobs fit, and some of them. */
  jobs: number;
  candidates: { jobId: string }[];
  reason: MatchReason | null;
  confidence: Confidence | null;
  state: MatchState;
};

/** What a row without a job id is told of the newest search that looked for it. */
export type RowSearch = { outcome: MatchOutcome; jobs: number; state: MatchState; at: string };

export const MATCHES_A_PAGE = 50;

/** `GET /api/tasks/{id}/matching`. Null: nobody has looked yet. Rows for which there is nothing are not among the matches. */
export type MatchingAnswer = {
  matching: Matching | null;
  matches: Match[];
  page: number;
  totalPages: number;
};
