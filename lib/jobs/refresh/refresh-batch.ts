import 'server-only';

import { randomUUID } from 'node:crypto';

import type { OrgId } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { type CallOptions, deadlineIn, type ProviderError } from '@/lib/outboundbot/types';
import type { ReceiptRecord } from '@/lib/receipts/receipt-record';
import type { ProviderCall } from '@/lib/receipts/schemas';
import { insertReceipt } from '@/lib/receipts/stored-receipts';
import type { DbId } from '@/lib/values/db-id';

import {
  askForRecordings,
  askProvider,
  NO_RECORDINGS,
  type RefreshDependencies,
  toProviderCall,
  writeAnswers,
} from './refresh-steps';
import { findBatchToRefresh } from './repository';

const LIST_JOBS_DEADLINE_MS = 15_000;
/** Nobody waits for a batch: its recordings may take their turn behind what people ask. */
const RECORDINGS_DEADLINE_MS = 60_000;

/** On whose behalf a run asks. */
export type BatchOwner = { orgId: OrgId; userId: string; userName: string; via: ReceiptRecord['via'] };

export type BatchToRefresh = {
  runId: string;
  taskId: DbId;
  /** From 1. */
  number: number;
  fromRowId: DbId;
  toRowId: DbId;
  /** Which rows of the range; null: all that can be refreshed. */
  rowIds: DbId[] | null;
  skipRecording: boolean;
};

/**
 * What is to be committed with a batch, in its transaction; what it throws keeps the batch from being written.
 */
export type Alongside = (tx: Tx, receipt: ReceiptRecord) => Promise<void>;

/**
 * Refreshes the rows of one batch in the steps of a page's refresh. A failure of the provider is thrown and leaves
 * nothing behind: whether the batch is asked for again, or `keepFailedBatch` notes it, is for the caller to say.
 *
 * @throws AppError `not_found` when the task has gone; ProviderError, NoTurnError, CallerGoneError; what `alongside` throws
 */
export async function refreshBatch(
  dependencies: RefreshDependencies,
  owner: BatchOwner,
  batch: BatchToRefresh,
  { gone, alongside }: { gone: AbortSignal; alongside: Alongside },
): Promise<ReceiptRecord> {
  const startedAt = new Date();
  const found = await withinDatabaseDeadline(() => findBatchToRefresh(owner.orgId, dependencies.db, batch));
  if (!found) throw new AppError('not_found');
  const { rows: asked, refreshNumber } = found;
  const rows = { orgId: owner.orgId, taskId: batch.taskId, refreshNumber, asked };

  const providerCalls: ProviderCall[] = [];
  const options = {
    caller: { orgId: owner.orgId, actorId: batch.runId, class: 'background' as const, gone },
    onAttempt: (attempt) => providerCalls.push(toProviderCall(attempt)),
  } satisfies Pick<CallOptions, 'caller' | 'onAttempt'>;
  // Rows may have gone since the batch was planned: then nothing is asked.
  const answers = await askProvider(dependencies, rows, { ...options, ...deadlineIn(LIST_JOBS_DEADLINE_MS) });
  const { links, counts: recordings } = batch.skipRecording
    ? NO_RECORDINGS
    : await askForRecordings(dependencies, answers, { ...options, ...deadlineIn(RECORDINGS_DEADLINE_MS) });
  return writeAnswers(dependencies, rows, answers, {
    links,
    toReceipt: (verdicts) => ({
      ...receiptOf(owner, batch, { refreshNumber, startedAt, checkedAt: answers.checkedAt }),
      askedRowIds: null,
      rows: verdicts,
      providerCalls,
      recordings,
      error: null,
    }),
    alongside: async (tx, receipt) => {
      await alongside(tx, receipt);
      return receipt;
    },
  });
}

/** Keeps the receipt of a batch that the provider did not answer, with what belongs to it in the same transaction. */
export async function keepFailedBatch(
  { db }: Pick<RefreshDependencies, 'db'>,
  owner: BatchOwner,
  batch: BatchToRefresh,
  { failure, startedAt, alongside }: { failure: ProviderError; startedAt: Date; alongside: Alongside },
): Promise<void> {
  const found = await withinDatabaseDeadline(() => findBatchToRefresh(owner.orgId, db, batch));
  if (!found) throw new AppError('not_found');
  const { code, message, requestId } = failure;
  const receipt: ReceiptRecord = {
    ...receiptOf(owner, batch, { ...found, startedAt, checkedAt: new Date() }),
    askedRowIds: found.rows.map(({ rowId }) => rowId),
    rows: [],
    providerCalls: [],
    recordings: NO_RECORDINGS.counts,
    error: { code, message, requestId },
  };
  await withinDatabaseDeadline(() =>
    db.transaction(async (tx) => {
      await insertReceipt(owner.orgId, tx, receipt);
      await alongside(tx, receipt);
    }),
  );
}

function receiptOf(
  { userId, userName, via }: BatchOwner,
  { runId, taskId, number }: BatchToRefresh,
  { refreshNumber, startedAt, checkedAt }: { refreshNumber: number; startedAt: Date; checkedAt: Date },
) {
  return {
    id: randomUUID(),
    taskId,
    refreshNumber,
    userId,
    userName,
    via,
    selection: '',
    rowId: null,
    runId,
    page: number,
    pageSize: 0,
    totalPages: 0,
    startedAt,
    checkedAt,
    durationMs: Date.now() - startedAt.getTime(),
  };
}
