import 'server-only';

import { randomUUID } from 'node:crypto';

import { type Actor, budgetKey, type OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isOutcomeUnknown } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';
import {
  deadlineAt,
  deadlineIn,
  type ProviderAttempt,
  type ProviderJob,
  type ProviderRequest,
} from '@/lib/outboundbot/types';
import type { ReceiptRecord } from '@/lib/receipts/receipt-record';
import type { ProviderCall } from '@/lib/receipts/schemas';
import { hasReceipt, insertReceipt } from '@/lib/receipts/stored-receipts';
import type { DbId } from '@/lib/values/db-id';

import { outcomeUnknown, toReceiptError, toRefreshFailure } from './refresh-failure';
import {
  type Answers,
  askForRecordings,
  askProvider,
  NO_RECORDINGS,
  type Recordings,
  type RefreshDependencies,
  type RowsOfRefresh,
  toProviderCall,
  writeAnswers,
} from './refresh-steps';
import {
  findBatchToRefresh,
  findPageToRefresh,
  findRowToRefresh,
  readRows,
  type RowAfterRefresh,
  type RowsToRefresh,
} from './repository';
import type { RefreshInput } from './refresh-input';
import { type SelectedPage, selectionAddress, wholeTask } from '../selection';

const LIST_JOBS_DEADLINE_MS = 15_000;
const RECORDINGS_DEADLINE_MS = 10_000;
/** What is left of the five seconds in which an outage is told. */
const LOOK_UP_MS = 300;

/** When a refresh was asked for, and whether the one who asked has gone meanwhile. */
export type RefreshRequest = Pick<ProviderRequest, 'startedAt' | 'gone'>;

/** The rows that one refresh asks for: a page of a task, or one job. */
type Asked = RowsToRefresh & {
  /** Of which selection the page is, as its address has it: '' for the whole task in id order. */
  selection: string;
  /** The one row; null for a page. */
  rowId: DbId | null;
  page: number;
  pageSize: number;
  totalPages: number;
};

/** A page of one task's selection that is to be refreshed. */
export type PageToRefresh = SelectedPage & { selection: { scope: DbId }; skipRecording: boolean };

export type Refreshed = Omit<Asked, 'rows' | 'refreshNumber'> & {
  receipt: ReceiptRecord;
  /** In the order of the receipt's rows; a row without `job` was not returned. */
  rows: { rowId: DbId; job: ProviderJob | undefined; after: RowAfterRefresh | undefined }[];
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
 * Refreshes chosen rows of a task in the steps of a page's refresh. Those that are not the task's, or have no
 * `call_job_id`, are left out.
 *
 * @throws AppError as `refreshPage` does; `no_jobs` where none is left
 */
export function refreshChosen(
  dependencies: RefreshDependencies,
  actor: Actor,
  { taskId, rowIds }: { taskId: DbId; rowIds: readonly DbId[] },
  request: RefreshRequest,
): Promise<Refreshed> {
  const select = () => selectChosen(dependencies.db, actor, taskId, rowIds);
  return refresh(dependencies, actor, select, { ...request, skipRecording: false });
}

/**
 * Refreshes one job as a page of one row, its recording looked up. `rowId` is that of `leads_task_list`.
 *
 * @throws AppError as `refreshPage` does; `no_jobs` for a row without a `call_job_id`
 */
export function refreshJob(
  dependencies: RefreshDependencies,
  actor: Actor,
  rowId: DbId,
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

/** Of no page: its size is 0, so that no page takes the receipt for its own. */
async function selectChosen(db: Db, { orgId }: Actor, taskId: DbId, rowIds: readonly DbId[]): Promise<Asked> {
  const [first] = rowIds;
  const found =
    first === undefined
      ? null
      : await findBatchToRefresh(orgId, db, { taskId, fromRowId: first, toRowId: first, rowIds });
  if (!found) throw new AppError('not_found');
  const totalCount = found.rows.length;
  return { ...found, totalCount, selection: '', rowId: null, page: 1, pageSize: 0, totalPages: 1 };
}

async function selectJob(db: Db, { orgId }: Actor, rowId: DbId): Promise<Asked> {
  const found = await findRowToRefresh(orgId, db, rowId);
  if (!found) throw new AppError('not_found');
  return { ...found, selection: '', rowId, page: 1, pageSize: 1, totalPages: 1 };
}

async function refresh(
  dependencies: RefreshDependencies,
  actor: Actor,
  select: () => Promise<Asked>,
  request: RefreshRequest & { skipRecording: boolean },
): Promise<Refreshed> {
  const { refreshNumber, rows: asked, ...selected } = await withinDatabaseDeadline(select);
  if (asked.length === 0) throw new AppError('no_jobs');
  const rows = { orgId: actor.orgId, taskId: selected.task.id, refreshNumber, asked };
  const receipt = beginReceipt(actor, { ...selected, refreshNumber }, request.startedAt);
  const options = {
    caller: {
      orgId: actor.orgId,
      actorId: budgetKey(actor),
      class: selected.rowId === null ? ('page' as const) : ('person' as const),
      gone: request.gone,
    },
    onAttempt: receipt.noteCall,
  };

  const deadline = deadlineAt(request.startedAt + LIST_JOBS_DEADLINE_MS);
  const answers = await askProvider(dependencies, rows, { ...options, ...deadline }).catch((error: unknown) =>
    keepFailure(dependencies.db, rows, receipt, error),
  );
  const recordings =
    request.skipRecording || request.gone.aborted
      ? NO_RECORDINGS
      : await askForRecordings(dependencies, answers, { ...options, ...deadlineIn(RECORDINGS_DEADLINE_MS) });
  const { stored, after } = await write(dependencies, rows, answers, recordings, receipt);

  return {
    ...selected,
    receipt: stored,
    rows: asked.map(({ rowId, jobId }) => ({ rowId, job: answers.jobs.get(jobId), after: after.get(rowId) })),
  };
}

type ReceiptOutcome = Pick<ReceiptRecord, 'checkedAt' | 'askedRowIds' | 'rows' | 'recordings' | 'error'>;

/** The receipt of a refresh that has begun; `end` makes it of what came of it. */
type OpenReceipt = {
  id: string;
  noteCall: (attempt: ProviderAttempt) => void;
  end: (outcome: ReceiptOutcome) => ReceiptRecord;
};

function beginReceipt(
  { userId, userName, via }: Actor,
  { task, refreshNumber, selection, rowId, page, pageSize, totalPages }: Omit<Asked, 'rows'>,
  requestedAt: number,
): OpenReceipt {
  // Known before anything is written: it tells later what became of a refresh whose end nobody heard of.
  const id = randomUUID();
  const providerCalls: ProviderCall[] = [];
  return {
    id,
    noteCall: (attempt) => void providerCalls.push(toProviderCall(attempt)),
    end: (outcome) => ({
      id,
      taskId: task.id,
      refreshNumber,
      userId,
      userName,
      via,
      selection,
      rowId,
      page,
      pageSize,
      totalPages,
      startedAt: new Date(requestedAt),
      durationMs: Date.now() - requestedAt,
      providerCalls,
      ...outcome,
    }),
  };
}

/** Keeps the receipt of a refresh that the provider did not answer. @throws always: what the caller is told */
async function keepFailure(
  db: Db,
  { orgId, asked }: RowsOfRefresh,
  receipt: OpenReceipt,
  error: unknown,
): Promise<never> {
  const failure = toReceiptError(error);
  if (!failure) throw error;
  const failed = receipt.end({
    checkedAt: new Date(),
    askedRowIds: asked.map(({ rowId }) => rowId),
    rows: [],
    recordings: NO_RECORDINGS.counts,
    error: failure,
  });
  await withinDatabaseDeadline(() => insertReceipt(orgId, db, failed));
  throw toRefreshFailure(error, failed.id);
}

type Written = { stored: ReceiptRecord; after: Map<DbId, RowAfterRefresh> };

/** Writes the answers. Of a commit that nobody confirmed the receipt says whether it took place. */
async function write(
  dependencies: RefreshDependencies,
  rows: RowsOfRefresh,
  answers: Answers,
  recordings: Recordings,
  receipt: OpenReceipt,
): Promise<Written> {
  const rowIds = rows.asked.map(({ rowId }) => rowId);
  let written: Written | undefined;
  return writeAnswers(dependencies, rows, answers, {
    links: recordings.links,
    toReceipt: (verdicts) =>
      receipt.end({
        checkedAt: answers.checkedAt,
        askedRowIds: null,
        rows: verdicts,
        recordings: recordings.counts,
        error: null,
      }),
    alongside: async (tx, stored) => {
      written = { stored, after: await readRows(rows.orgId, tx, rows.taskId, rowIds) };
      return written;
    },
  }).catch(async (error: unknown) => {
    if (!isOutcomeUnknown(error)) throw error;
    if (written && (await isReceiptStored(rows.orgId, dependencies.db, receipt.id))) return written;
    throw outcomeUnknown(error, receipt.id);
  });
}

/** The commit was sent and not answered: whether it took place shows in the receipt that it holds. */
async function isReceiptStored(orgId: OrgId, db: Db, receiptId: string): Promise<boolean> {
  return withinDatabaseDeadline(() => hasReceipt(orgId, db, receiptId), LOOK_UP_MS).catch(() => false);
}
