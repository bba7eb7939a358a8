import 'server-only';

import { randomUUID } from 'node:crypto';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { type CallOptions, type OutboundBot, ProviderError, type ProviderJob } from '@/lib/outboundbot/types';

import { applySnapshot, type RowRecording, type SnapshotRow } from './apply-snapshot';
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
  const task = await findTask(actor.orgId, db, input.task_id);
  if (!task) throw new AppError('not_found');
  const page = await listPageIds(actor.orgId, db, {
    taskId: task.id,
    page: input.page,
    pageSize: input.page_size,
  });
  if (page.totalCount === 0) throw new AppError('no_jobs');

  const providerCalls: ProviderCall[] = [];
  const onAttempt: CallOptions['onAttempt'] = (attempt) =>
    providerCalls.push({
      operation: attempt.operation,
      request_id: attempt.requestId,
      rows: attempt.rows,
      ms: attempt.ms,
      code: attempt.code,
    });
  const totalPages = Math.ceil(page.totalCount / input.page_size);
  const receipt = (changes: Partial<ReceiptRecord>): ReceiptRecord => ({
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
    checkedAt: new Date(),
    durationMs: Date.now() - startedAt.getTime(),
    rows: [],
    providerCalls,
    recordings: { asked: 0, reused: 0, failed: 0 },
    error: null,
    ...changes,
  });

  let answered: ProviderJob[];
  try {
    const jobIds = [...new Set(page.rows.map((row) => row.jobId))];
    answered = await outboundbot.listJobs(jobIds, {
      deadline: AbortSignal.timeout(LIST_JOBS_DEADLINE_MS),
      onAttempt,
    });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { code, message, requestId } = error;
    const failed = receipt({ error: { code, message, requestId } });
    await insertReceipt(actor.orgId, db, failed);
    throw new AppError('provider_failed', {
      message: `获取外呼任务状态失败：${code} ${message}`,
      ...(requestId ? { requestId } : {}),
      receiptId: failed.id,
      cause: error,
    });
  }
  const checkedAt = new Date();

  const jobs = new Map(answered.map((job) => [job.JobId, job]));
  const rows = readAnswers(page, jobs);
  const recordings = input.skip_recording
    ? { links: new Map<string, RowRecording>(), counts: { asked: 0, reused: 0, failed: 0 } }
    : await findRecordings(recordedCalls(page, rows), {
        deadline: AbortSignal.timeout(RECORDINGS_DEADLINE_MS),
        onAttempt,
      });

  const stored = await applySnapshot(
    actor.orgId,
    db,
    {
      taskId: task.id,
      refreshNumber: page.refreshNumber,
      checkedAt,
      rows: rows.map((row) => withRecording(row, recordings.links)),
    },
    async (tx, verdicts) => {
      const complete = receipt({ rows: verdicts, checkedAt, recordings: recordings.counts });
      await insertReceipt(actor.orgId, tx, complete);
      await insertChangeEvents(actor.orgId, tx, complete);
      return complete;
    },
  );
  const after = await readRows(
    actor.orgId,
    db,
    task.id,
    page.rows.map((row) => row.rowId),
  );

  return {
    task,
    page: page.page,
    pageSize: input.page_size,
    totalCount: page.totalCount,
    totalPages,
    receipt: stored,
    rows: page.rows.map((row) => ({
      rowId: row.rowId,
      job: jobs.get(row.jobId),
      after: after.get(row.rowId),
    })),
  };
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
