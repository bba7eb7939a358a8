import type { DbId } from '@/lib/values/db-id';
export const EXPORT_FORMATS = ['csv', 'xlsx', 'txt', 'zip'] as const;
/** `txt`: conversations; `zip`: recordings. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The columns that a file can have, in their order. */
export const EXPORT_COLUMNS = [
  ...(['rowId', 'task', 'lead', 'phone', 'leadsId', 'jobId', 'callStatus', 'callResult'] as const),
  ...(['grade', 'interest', 'follow', 'nextFollowUp', 'remark', 'callingNumber'] as const),
  ...(['planned', 'called', 'duration', 'attempts', 'changed', 'checked', 'verdict'] as const),
  ...(['recording', 'turns', 'labels', 'conversation'] as const),
] as const;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

/** What a file has unless somebody chooses. */
export const USUAL_COLUMNS: readonly ExportColumn[] = EXPORT_COLUMNS.filter(
  (column) => !['leadsId', 'jobId', 'verdict', 'conversation'].includes(column),
);

/** Recordings in one file at most: each may be a question to the provider. */
export const MOST_RECORDINGS = 20_000;

export const EXPORT_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

export function isOver(state: ExportState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** Why an export failed. `TooLarge`: the file; `TooSlow`: its rows could not be picked in time. */
export const EXPORT_FAILURES = ['TooLarge', 'TooManyRecordings', 'TaskGone', 'TooSlow', 'Internal'] as const;
export type ExportFailure = (typeof EXPORT_FAILURES)[number];

/** An export as pages and other programs see it. */
export type Export = {
  id: string;
  /** Null: all tasks. */
  task_id: DbId | null;
  taskName: string | null;
  /** The selection's part of an address; a browser opens `queryOf` it. */
  query: string;
  /** The person in it whose leads were asked for. */
  owner: { userId: string } | null;
  format: ExportFormat;
  columns: ExportColumn[];
  status: ExportState;
  by: string;
  via: 'session' | 'token';
  /** In the file so far. */
  rows: number;
  /** That match; null until that is known. */
  totalRows: number | null;
  /** Recordings that could not be had. */
  missing: number;
  percent: number;
  bytes: number;
  error: ExportFailure | null;
  createdAt: string;
  /** As of when its rows match. */
  pickedAt: string | null;
  finishedAt: string | null;
  /** Until when the file can be taken. */
  expiresAt: string | null;
  expired: boolean;
  /** Who took the file, the newest first. */
  taken: { by: string; at: string }[];
};

/** The selection's part of an address with its person: what masks a browser's answers takes an id within a text for a number. */
export function queryOf({ query, owner }: Pick<Export, 'query' | 'owner'>): string {
  if (!owner) return query;
  const texts = new URLSearchParams(query);
  texts.set('owner', owner.userId);
  return texts.toString();
}

export type ExportsPage = { exports: Export[] };
