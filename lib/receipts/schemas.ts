import type { DbId } from '@/lib/values/db-id';
export const REFRESHED_FIELDS = [
  'call_status',
  'planed_time',
  'call_task_id',
  'call_conversation',
  'calling_number',
  'recording_url',
] as const;

export type RefreshedField = (typeof REFRESHED_FIELDS)[number];

/** A value before or after: times as ISO UTC with milliseconds, a conversation as its number of turns. */
export type FieldValue = string | null | { turns: number };

export type FieldChange = { field: RefreshedField; from: FieldValue; to: FieldValue };

export type ReceiptRow = {
  row_id: DbId;
  job_id: string;
  verdict: Verdict;
  changes?: FieldChange[];
  reason?: string;
};

export type ReceiptCounts = {
  rows: number;
  updated: number;
  unchanged: number;
  not_returned: number;
  superseded: number;
  invalid: number;
};

/** One attempt of one call to the provider. */
export type ProviderCall = {
  operation: string;
  request_id: string | null;
  rows: number;
  ms: number;
  code: string;
};

export type RecordingCounts = { asked: number; reused: number; failed: number };

/** The receipt as the endpoint answers it. */
export type Receipt = {
  id: string;
  checked_at: string;
  duration_ms: number;
  counts: ReceiptCounts;
  rows: ReceiptRow[];
  provider_calls: ProviderCall[];
  recordings: RecordingCounts;
};

/** A stored receipt as its own page and the task's history show it. */
export type StoredReceipt = {
  id: string;
  taskId: DbId;
  taskName: string | null;
  by: string;
  via: 'session' | 'token' | 'system';
  /** The page's filter and sort as the address has them; '' for the whole task in id order. */
  selection: string;
  /** The one job that was refreshed; null: a page of the task, which the next three name. */
  rowId: DbId | null;
  /** The run that it is a batch of: `page` is the batch's number then. */
  runId: string | null;
  page: number;
  pageSize: number;
  totalPages: number;
  startedAt: string;
  checkedAt: string;
  durationMs: number;
  counts: ReceiptCounts;
  rows: (ReceiptRow & { leadsName: string | null })[];
  providerCalls: ProviderCall[];
  recordings: RecordingCounts;
  error: { code: string; message: string; requestId: string | null } | null;
};

export type ReceiptListItem = Omit<StoredReceipt, 'rows' | 'providerCalls' | 'taskName'>;

/** What a refresh says of one row, in the order in which the first that applies is taken. */
export const VERDICTS = ['not_returned', 'invalid', 'superseded', 'updated', 'unchanged'] as const;

export type Verdict = (typeof VERDICTS)[number];
