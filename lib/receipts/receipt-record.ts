import type { Actor } from '@/lib/auth/actor';
import type { DbId } from '@/lib/values/db-id';

import type { Verdict } from './schemas';
import type { ProviderCall, ReceiptCounts, ReceiptRow, RecordingCounts } from './schemas';

/** A refresh as it is kept: who asked for which page or job, when, and what happened to every row of it. */
export type ReceiptRecord = {
  id: string;
  taskId: DbId;
  refreshNumber: number;
  userId: string;
  userName: string;
  via: Actor['via'];
  /** Of which selection of the task the page is, as its address has it: '' for the whole task in id order. */
  selection: string;
  /** The one job that was refreshed, as a page of one row; null for a page of the task. */
  rowId: DbId | null;
  /** The run that it is a batch of: its page is the batch's number then, and its page size 0. */
  runId?: string;
  page: number;
  pageSize: number;
  totalPages: number;
  startedAt: Date;
  checkedAt: Date;
  durationMs: number;
  /** Which rows were asked for, where `rows` cannot tell because the provider did not answer. */
  askedRowIds: DbId[] | null;
  rows: ReceiptRow[];
  providerCalls: ProviderCall[];
  recordings: RecordingCounts;
  error: { code: string; message: string; requestId: string | null } | null;
};

/** How many rows got each verdict; the five add up to `rows`. */
export function countVerdicts(rows: readonly { verdict: Verdict }[]): ReceiptCounts {
  const counts: ReceiptCounts = {
    rows: rows.length,
    updated: 0,
    unchanged: 0,
    not_returned: 0,
    superseded: 0,
    invalid: 0,
  };
  for (const { verdict } of rows) counts[verdict] += 1;
  return counts;
}
