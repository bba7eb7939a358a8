import 'server-only';

import { randomUUID } from 'node:crypto';

import { type Actor, budgetKey, type OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isOutcomeUnknown } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';
import {
  CallerGoneError,
  type CallOptions,
  deadlineAt,
  deadlineIn,
  NoTurnError,
  type OutboundBot,
  type ProviderAttempt,
  ProviderError,
  type ProviderJob,
  type ProviderRequest,
} from '@/lib/outboundbot/types';
import type { ReceiptRecord } from '@/lib/receipts/receipt-record';
import type { ProviderCall, RecordingCounts } from '@/lib/receipts/schemas';
import { hasReceipt, insertReceipt } from '@/lib/receipts/stored-receipts';

import { applySnapshot } from './apply-snapshot';
import type { RowRecording, Snapshot } from './snapshot';
import { insertChangeEvents } from '../events/event-repository';
import { readAnswers, recordedCalls, toSnapshotRow } from './read-answers';
import {
  findPageToRefresh,
  findRowToRefresh,
  readRows,
  readRowsBefore,
  type RowBefore,
  type RowAfterRefresh,
  type RowsToRefresh,
} from './repository';
import type { RefreshInput } from '../schemas';
import { type SelectedPage, selectionAddress, wholeTask } from '../selection';

const LIST_JOBS_DEADLINE_MS = 15_000;
const RECORDINGS_DEADLINE_MS = 10_000;
/** What is left of the five seconds in which an outage is told. */
const LOOK_UP_MS = 300;

/** Looks up the recordings of calls; one that fails is counted, not thrown. */
export type FindRecordings = (
  calls: { callId: string; held: RowRecording | null }[],
  options: CallOptions,
) => Promise<{ links: Map<string, RowRecording>; counts: RecordingCounts }>;

/** When a refresh was asked for, and whether the one who asked has gone meanwhile. */
export type RefreshRequest = Pick<ProviderRequest, 'startedAt' | 'gone'>;

export type RefreshDependencies = { db: Db; outboundbot: OutboundBot; findRecordings: FindRecordings };

/** The rows that one refresh asks for: a page of a task, or one job. */
type Asked = RowsToRefresh & {
  /** Of which selection the page is, as its address has it: '' for the whole task in id order. */
  selection: string;
  /** The one row; null for a page. */
  rowId: number | null;
  page: number;
  pageSize: number;
  totalPages: number;
};

/** A page of one task's selection that is to be refreshed. */
export type PageToRefresh = SelectedPage & { selection: { scope: number }; skipRecording: boolean };

export type Refreshed = Omit<Asked, 'rows' | 'refreshNumber'> & {
  receipt: ReceiptRecord;
  /** In the order of the receipt's rows; a row without `job` was not returned. */
  rows: { rowId: number; job: ProviderJob | undefined; after: RowAfterRefresh | undefined }[];
};

/**
 * Refreshes one page of a task: asks the provider for every job of it, writes the rows that differ, and tells of each
 * row what happened to it. No connection is held while the provider is asked. Of one who has gone nothing more is
 * asked; what has been answered by then is written all the same.
 *
 * @throws AppError `not_found`, `no_jobs` or, with a stored receipt, `provider_failed`, `busy` (no turn in time),
 * `caller_gone`
 */
export function refreshPage(
  dependencies: RefreshDependencies,
  actor: Actor,
  input: RefreshInput,
  request: RefreshRequest,
): Promise<Refreshed> {
  const { task_id: taskId, page, page_size: pageSize, skip_recording: skipRecording } = input;
  const asked = { selection: wholeTask(taskId), page, pageSize, skipRecording };
  return refreshSelected(dependencies, actor, asked, request);
}

/** The same for a page of any selection of one task. @throws AppError as `refreshPage` does */
export function refreshSelected(
  dependencies: RefreshDependencies,
  actor: Actor,
  { skipRecording, ...page }: PageToRefresh,
  request: RefreshRequest,
): Promise<Refreshed> {
  const select = () => selectPage(dependencies.db, actor, page);
  return refresh(dependencies, actor, select, { ...request, skipRecording });
}

/**
 * Refreshes one job as a page of one row, its recording looked up. `rowId` is that of `leads_task_list`.
 *
 * @throws AppError as `refreshPage` does; `no_jobs` for a row without a `call_job_id`
 */
export function refreshJob(
  dependencies: RefreshDependencies,
  actor: Actor,
  rowId: number,
  request: RefreshRequest,
): Promise<Refreshed> {
  const select = () => selectJob(dependencies.db, actor, rowId);
  return refresh(dependencies, actor, select, { ...request, skipRecording: false });
}

async function selectPage(
  db: Db,
  { orgId }: Actor,
  asked: Omit<PageToRefresh, 'skipRecording'>,
): Promise<Asked> {
  const found = await findPageToRefresh(orgId, db, asked);
  if (!found) throw new AppError('not_found');
  const { pageSize } = asked;
  const selection = selectionAddress(asked.selection);
  return { ...found, selection, rowId: null, pageSize, totalPages: Math.ceil(found.totalCount / pageSize) };
}

async function selectJob(db: Db, { orgId }: Actor, rowId: number): Promise<Asked> {
  const found = await findRowToRefresh(orgId, db, rowId);
  if (!found) throw new AppError('not_found');
  return { ...found, selection: '', rowId, page: 1, pageSize: 1, totalPages: 1 };
}

async function refresh(
  { db, outboundbot, findRecordings }: RefreshDependencies,
  actor: Actor,
  select: () => Promise<Asked>,
  { startedAt: requestedAt, gone, skipRecording }: RefreshRequest & { skipRecording: boolean },
): Promise<Refreshed> {
  const startedAt = new Date(requestedAt);
  const { refreshNumber, rows: asked, ...selected } = await withinDatabaseDeadline(() => select());
  if (asked.length === 0) throw new AppError('no_jobs');
  const { task, selection, rowId, page, pageSize, totalPages } = selected;

  // Known before anything is written: it tells later what became of a refresh whose end nobody heard of.
  const receiptId = randomUUID();
  const caller = {
    orgId: actor.orgId,
    actorId: budgetKey(actor),
    class: rowId === null ? ('page' as const) : ('person' as const),
    gone,
  };
  const providerCalls: ProviderCall[] = [];
  const onAttempt: CallOptions['onAttempt'] = (attempt) => providerCalls.push(toProviderCall(attempt));
  const receipt = (
    outcome: Pick<ReceiptRecord, 'checkedAt' | 'askedRowIds' | 'rows' | 'recordings' | 'error'>,
  ): ReceiptRecord => ({
    id: receiptId,
    taskId: task.id,
    refreshNumber,
    userId: actor.userId,
    userName: actor.userName,
    via: actor.via,
    selection,
    rowId,
    page,
    pageSize,
    totalPages,
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    providerCalls,
    ...outcome,
  });

  const rowIds = asked.map((row) => row.rowId);
  let answered: ProviderJob[];
  let before: Map<number, RowBefore>;
  try {
    const jobIds = [...new Set(asked.map((row) => row.jobId))];
    const deadline = deadlineAt(requestedAt + LIST_JOBS_DEADLINE_MS);
    // The provider takes long enough for the database to tell meanwhile what the rows hold.
    [answered, before] = await Promise.all([
      outboundbot.listJobs(jobIds, { caller, ...deadline, onAttempt }),
      withinDatabaseDeadline(() => readRowsBefore(actor.orgId, db, task.id, rowIds)),
    ]);
  } catch (error) {
    const failure = toReceiptError(error);
    if (!failure) throw error;
    const failed = receipt({
      checkedAt: new Date(),
      askedRowIds: rowIds,
      rows: [],
      recordings: NO_RECORDINGS.counts,
      error: failure,
    });
    await withinDatabaseDeadline(() => insertReceipt(actor.orgId, db, failed));
    throw toRefreshFailure(error, failed.id);
  }
  const checkedAt = new Date();

  const jobs = new Map(answered.map((job) => [job.JobId, job]));
  const rows = readAnswers(asked, jobs);
  const { links, counts: recordings } =
    skipRecording || gone.aborted
      ? NO_RECORDINGS
      : await findRecordings(recordedCalls(rows, before), {
          caller,
          ...deadlineIn(RECORDINGS_DEADLINE_MS),
          onAttempt,
        });

  const snapshot: Snapshot = {
    taskId: task.id,
    refreshNumber,
    checkedAt,
    rows: rows.map((row) => toSnapshotRow(row, links, before.get(row.rowId))),
  };
  let written: { stored: ReceiptRecord; after: Map<number, RowAfterRefresh> } | undefined;
  const apply = () =>
    applySnapshot(actor.orgId, db, snapshot, async (tx, verdicts) => {
      const complete = receipt({ checkedAt, askedRowIds: null, rows: verdicts, recordings, error: null });
      const [rowsNow] = await Promise.all([
        readRows(actor.orgId, tx, task.id, rowIds),
        insertReceipt(actor.orgId, tx, complete),
        insertChangeEvents(actor.orgId, tx, complete),
      ]);
      written = { stored: complete, after: rowsNow };
      return written;
    });
  const { stored, after } = await withinDatabaseDeadline(apply).catch(async (error: unknown) => {
    if (!isOutcomeUnknown(error)) throw error;
    if (written && (await isReceiptStored(actor.orgId, db, receiptId))) return written;
    throw outcomeUnknown(error, receiptId);
  });

  return {
    ...selected,
    receipt: stored,
    rows: asked.map((row) => ({
      rowId: row.rowId,
      job: jobs.get(row.jobId),
      after: after.get(row.rowId),
    })),
  };
}

const NO_RECORDINGS: Awaited<ReturnType<FindRecordings>> = {
  links: new Map(),
  counts: { asked: 0, reused: 0, failed: 0 },
};

function toProviderCall({ operation, requestId, rows, ms, code }: ProviderAttempt): ProviderCall {
  return { operation, request_id: requestId, rows, ms, code };
}

/** The commit was sent and not answered: whether it took place shows in the receipt that it holds. */
async function isReceiptStored(orgId: OrgId, db: Db, receiptId: string): Promise<boolean> {
  return withinDatabaseDeadline(() => hasReceipt(orgId, db, receiptId), LOOK_UP_MS).catch(() => false);
}

function outcomeUnknown(cause: unknown, receiptId: string): AppError {
  return new AppError('database_unavailable', {
    message: '数据库没有答复，无法确定这次刷新是否已写入：稍后能查到回执即已写入，查不到则没有',
    receiptId,
    cause,
  });
}

/** What the receipt of a refresh tells that failed before anything was written; null for what is no matter of asking. */
function toReceiptError(error: unknown): ReceiptRecord['error'] {
  if (error instanceof ProviderError) {
    const { code, message, requestId } = error;
    return { code, message, requestId };
  }
  if (error instanceof NoTurnError) return { code: 'NoTurn', message: error.message, requestId: null };
  if (error instanceof CallerGoneError)
    return { code: 'CallerGone', message: error.message, requestId: null };
  return null;
}

function toRefreshFailure(error: unknown, receiptId: string): AppError {
  if (error instanceof NoTurnError) {
    return new AppError('busy', { receiptId, retryAfterSeconds: error.retryAfterSeconds, cause: error });
  }
  if (!(error instanceof ProviderError)) return new AppError('caller_gone', { receiptId, cause: error });
  return new AppError('provider_failed', {
    message: `获取外呼任务状态失败：${error.code} ${error.message}`,
    ...(error.requestId ? { requestId: error.requestId } : {}),
    receiptId,
    ...(error.retryAfterMs !== null && { retryAfterSeconds: error.retryAfterMs / 1000 }),
    cause: error,
  });
}
