import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import type { CallOptions, OutboundBot, ProviderAttempt, ProviderJob } from '@/lib/outboundbot/types';
import type { ReceiptRecord } from '@/lib/receipts/receipt-record';
import type { ProviderCall, ReceiptRow, RecordingCounts } from '@/lib/receipts/schemas';
import { insertReceipt } from '@/lib/receipts/stored-receipts';
import type { DbId } from '@/lib/values/db-id';

import { insertChangeEvents } from '../events/event-repository';
import { applySnapshot } from './apply-snapshot';
import { type AnswerRow, readAnswers, recordedCalls, toSnapshotRow } from './read-answers';
import { type AskedRow, readRowsBefore, type RowBefore } from './repository';
import type { RowRecording } from './snapshot';

/** Looks up the recordings of calls; one that fails is counted, not thrown. */
export type FindRecordings = (
  calls: { callId: string; held: RowRecording | null }[],
  options: CallOptions,
) => Promise<Recordings>;

export type Recordings = { links: Map<string, RowRecording>; counts: RecordingCounts };

export type RefreshDependencies = { db: Db; outboundbot: OutboundBot; findRecordings: FindRecordings };

/** Rows of a task that are refreshed together, under one number. */
export type RowsOfRefresh = { orgId: OrgId; taskId: DbId; refreshNumber: number; asked: AskedRow[] };

export type Answers = {
  checkedAt: Date;
  /** As the provider sent them, by JobId. */
  jobs: Map<string, ProviderJob>;
  /** In the order of the rows that were asked for. */
  rows: AnswerRow[];
  /** What the rows held when the provider was asked, by row id. */
  before: Map<DbId, RowBefore>;
};

export const NO_RECORDINGS: Recordings = { links: new Map(), counts: { asked: 0, reused: 0, failed: 0 } };

/**
 * Step 1: asks the provider for every job of the rows. No connection is held meanwhile; the database tells in that time
 * what the rows hold.
 *
 * @throws ProviderError, NoTurnError, CallerGoneError
 */
export async function askProvider(
  { db, outboundbot }: RefreshDependencies,
  { orgId, taskId, asked }: RowsOfRefresh,
  options: CallOptions,
): Promise<Answers> {
  const jobIds = [...new Set(asked.map(({ jobId }) => jobId))];
  const rowIds = asked.map(({ rowId }) => rowId);
  const [answered, before] = await Promise.all([
    jobIds.length === 0 ? [] : outboundbot.listJobs(jobIds, options),
    withinDatabaseDeadline(() => readRowsBefore(orgId, db, taskId, rowIds)),
  ]);
  const jobs = new Map(answered.map((job) => [job.JobId, job]));
  return { checkedAt: new Date(), jobs, rows: readAnswers(asked, jobs), before };
}

/** Step 2: the recordings of the answered calls. */
export function askForRecordings(
  { findRecordings }: RefreshDependencies,
  { rows, before }: Answers,
  options: CallOptions,
): Promise<Recordings> {
  return findRecordings(recordedCalls(rows, before), options);
}

/**
 * Step 3: writes the rows that differ, and in the same transaction the receipt that `toReceipt` makes of the verdicts,
 * what changed, and what `alongside` adds; what that throws keeps all of it from being written.
 */
export function writeAnswers<T>(
  { db }: RefreshDependencies,
  { orgId, taskId, refreshNumber }: RowsOfRefresh,
  { checkedAt, rows, before }: Answers,
  {
    links,
    toReceipt,
    alongside,
  }: {
    links: Recordings['links'];
    toReceipt: (verdicts: ReceiptRow[]) => ReceiptRecord;
    alongside: (tx: Tx, receipt: ReceiptRecord) => Promise<T>;
  },
): Promise<T> {
  const snapshot = {
    taskId,
    refreshNumber,
    checkedAt,
    rows: rows.map((row) => toSnapshotRow(row, links, before.get(row.rowId))),
  };
  return withinDatabaseDeadline(() =>
    applySnapshot(orgId, db, snapshot, async (tx, verdicts) => {
      const receipt = toReceipt(verdicts);
      const [, , result] = await Promise.all([
        insertReceipt(orgId, tx, receipt),
        insertChangeEvents(orgId, tx, receipt),
        alongside(tx, receipt),
      ]);
      return result;
    }),
  );
}

/** A call of the provider as a receipt tells it. */
export function toProviderCall({ operation, requestId, rows, ms, code }: ProviderAttempt): ProviderCall {
  return { operation, request_id: requestId, rows, ms, code };
}
