import 'server-only';

import { randomUUID } from 'node:crypto';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import {
  type CallOptions,
  type OutboundBot,
  type ProviderAttempt,
  ProviderError,
  type ProviderJob,
} from '@/lib/outboundbot/types';

import { applySnapshot, type RowRecording, type Snapshot, type SnapshotRow } from './apply-snapshot';
import { insertChangeEvents } from './event-repository';
import { insertReceipt } from './receipt-repository';
import type { ReceiptRecord } from './receipts';
import {
  findTask,
  listPageIds,
  type PageIds,
  readRows,
  type RowAfterRefresh,
  type TaskIdentity,
} from './repository';
import type { ProviderCall, RecordingCounts, RefreshInput } from './schemas';
import { type JobRecord, LINK_LIMIT, recordedCallId, toRecord } from './to-record';

const LIST_JOBS_DEADLINE_MS = 15_000;
const RECORDINGS_DEADLINE_MS = 10_000;

/** Looks up the recordings of calls; one that fails is counted, not thrown. */
export type FindRecordings = (
  calls: { callId: string; held: RowRecording | null }[],
  options: CallOptions,
) => Promise<{ links: Map<string, RowRecording>; counts: RecordingCounts }>;

export type RefreshDependencies = { db: Db; outboundbot: OutboundBot; findRecordings: FindRecordings };

export type RefreshedPage = {
  task: TaskIdentity;
  page: number;
  pageSize: number;
  totalCount: number;
  totalPages: number;
  receipt: ReceiptRecord;
  /** In the order of the receipt's rows; a row without `job` was not returned. */
  rows: { rowId: number; job: ProviderJob | undefined; after: RowAfterRefresh | undefined }[];
};

/**
 * Refreshes one page of a task: asks the provider for every job of it, writes the rows that differ, and tells of each
 * row what happened to it. No connection is held while the provider is asked.
 *
 * @throws AppError `not_found`, `no_jobs` or, with a stored receipt, `provider_failed`
 */
export async function refreshPage(
  { db, outboundbot, findRecordings }: RefreshDependencies,
  actor: Actor,
  input: RefreshInput,
): Promise<RefreshedPage> {
  const startedAt = new Date();
  const asked = { taskId: input.task_id, page: input.page, pageSize: input.page_size };
  const [task, page] = await withinDatabaseDeadline(
    Promise.all([findTask(actor.orgId, db, input.task_id), listPageIds(actor.orgId, db, asked)]),
  );
  if (!task) throw new AppError('not_found');
  if (page.totalCount === 0) throw new AppError('no_jobs');

  const providerCalls: ProviderCall[] = [];
  const onAttempt: CallOptions['onAttempt'] = (attempt) => providerCalls.push(toProviderCall(attempt));
  const totalPages = Math.ceil(page.totalCount / input.page_size);
  const receipt = (
    outcome: Pick<ReceiptRecord, 'checkedAt' | 'rows' | 'recordings' | 'error'>,
  ): ReceiptRecord => ({
    id: randomUUID(),
    taskId: task.id,
    refreshNumber: page.refreshNumber,
    userId: actor.userId,
    userName: actor.userName,
    via: actor.via,
    page: page.page,
    pageSize: input.page_size,
    totalPages,
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    providerCalls,
    ...outcome,
  });

  let answered: ProviderJob[];
  try {
    const jobIds = [...new Set(page.rows.map((row) => row.jobId))];
    const deadline = AbortSignal.timeout(LIST_JOBS_DEADLINE_MS);
    answered = await outboundbot.listJobs(jobIds, { deadline, onAttempt });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { code, message, requestId } = error;
    const failure = { code, message, requestId };
    const failed = receipt({
      checkedAt: new Date(),
      rows: [],
      recordings: NO_RECORDINGS.counts,
      error: failure,
    });
    await withinDatabaseDeadline(insertReceipt(actor.orgId, db, failed));
    throw providerFailed(error, failed.id);
  }
  const checkedAt = new Date();

  const jobs = new Map(answered.map((job) => [job.JobId, job]));
  const rows = readAnswers(page, jobs);
  const { links, counts: recordings } = input.skip_recording
    ? NO_RECORDINGS
    : await findRecordings(recordedCalls(page, rows), {
        deadline: AbortSignal.timeout(RECORDINGS_DEADLINE_MS),
        onAttempt,
      });

  const snapshot: Snapshot = {
    taskId: task.id,
    refreshNumber: page.refreshNumber,
    checkedAt,
    rows: rows.map((row) => withRecording(row, links)),
  };
  const rowIds = page.rows.map((row) => row.rowId);
  const { stored, after } = await withinDatabaseDeadline(
    applySnapshot(actor.orgId, db, snapshot, async (tx, verdicts) => {
      const complete = receipt({ checkedAt, rows: verdicts, recordings, error: null });
      const [rowsNow] = await Promise.all([
        readRows(actor.orgId, tx, task.id, rowIds),
        insertReceipt(actor.orgId, tx, complete),
        insertChangeEvents(actor.orgId, tx, complete),
      ]);
      return { stored: complete, after: rowsNow };
    }),
  );

  return {
    task,
    page: page.page,
    pageSize: input.page_size,
    totalCount: page.totalCount,
    totalPages,
    receipt: stored,
    rows: page.rows.map(({ rowId, jobId }) => ({ rowId, job: jobs.get(jobId), after: after.get(rowId) })),
  };
}

const NO_RECORDINGS: Awaited<ReturnType<FindRecordings>> = {
  links: new Map(),
  counts: { asked: 0, reused: 0, failed: 0 },
};

function toProviderCall({ operation, requestId, rows, ms, code }: ProviderAttempt): ProviderCall {
  return { operation, request_id: requestId, rows, ms, code };
}

function providerFailed(error: ProviderError, receiptId: string): AppError {
  return new AppError('provider_failed', {
    message: `获取外呼任务状态失败：${error.code} ${error.message}`,
    ...(error.requestId ? { requestId: error.requestId } : {}),
    receiptId,
    cause: error,
  });
}

type AnswerRow = { rowId: number; jobId: string } & (
  | { outcome: 'record'; record: JobRecord }
  | { outcome: 'not_returned' }
  | { outcome: 'invalid'; reason: string }
);

function readAnswers(page: PageIds, jobs: Map<string, ProviderJob>): AnswerRow[] {
  return page.rows.map(({ rowId, jobId }) => {
    const job = jobs.get(jobId);
    if (!job) return { rowId, jobId, outcome: 'not_returned' };
    const read = toRecord(job);
    return read.ok
      ? { rowId, jobId, outcome: 'record', record: read.record }
      : { rowId, jobId, outcome: 'invalid', reason: read.reason };
  });
}

/** The calls whose recording is asked for, each once, with the link that we hold for the very same call. */
function recordedCalls(page: PageIds, rows: AnswerRow[]): { callId: string; held: RowRecording | null }[] {
  const heldLinks = new Map(page.rows.map((row) => [row.rowId, row.held]));
  const calls = new Map<string, RowRecording | null>();
  for (const row of rows) {
    const callId = row.outcome === 'record' ? recordedCallId(row.record) : null;
    if (!callId) continue;
    const held = heldLinks.get(row.rowId);
    const own = held?.callId === callId ? { url: held.url, expiresAt: held.expiresAt } : null;
    calls.set(callId, calls.get(callId) ?? own);
  }
  return [...calls].map(([callId, held]) => ({ callId, held }));
}

function withRecording(row: AnswerRow, links: Map<string, RowRecording>): SnapshotRow {
  if (row.outcome !== 'record') return row;
  const callId = recordedCallId(row.record);
  const recording = callId ? (links.get(callId) ?? null) : null;
  if (recording && recording.url.length > LINK_LIMIT) {
    const reason = `the recording's link is longer than ${LINK_LIMIT} characters`;
    return { rowId: row.rowId, jobId: row.jobId, outcome: 'invalid', reason };
  }
  return { ...row, recording };
}
