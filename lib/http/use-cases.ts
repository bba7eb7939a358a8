import 'server-only';

import { after } from 'next/server';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { describeJob, DescribedAnswers } from '@/lib/jobs/detail/describe-job';
import { getJob as getJobUseCase } from '@/lib/jobs/detail/get-job';
import {
  listJobs as listJobsUseCase,
  listJobsWithoutId as listJobsWithoutIdUseCase,
} from '@/lib/jobs/list/list-jobs';
import { findJobPlace } from '@/lib/jobs/detail/job-repository';
import type { PageQuery } from '@/lib/jobs/list/list-repository';
import { presentRefresh, withoutLinks } from '@/lib/jobs/refresh/present-refresh';
import {
  deleteOldReceipts,
  findReceipt,
  listReceipts as listReceiptRows,
} from '@/lib/receipts/stored-receipts';
import {
  type RefreshDependencies,
  type Refreshed,
  refreshJob as refreshJobUseCase,
  refreshPage as refreshPageUseCase,
} from '@/lib/jobs/refresh/refresh-page';
import { jobTimeline } from '@/lib/jobs/timeline/timeline';
import type {
  DescribedCalls,
  JobDetail,
  JobPlace,
  JobsPage,
  RefreshAnswer,
  RefreshInput,
  TimelineEvent,
} from '@/lib/jobs/schemas';
import type { ReceiptListItem, StoredReceipt } from '@/lib/receipts/schemas';
import { logger } from '@/lib/observability/logger';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import { findRecordings } from '@/lib/recordings/find-recordings';
import { findTaskHeader, listTasks as listTaskRows, type TaskFilter } from '@/lib/tasks/repository';
import type { TaskHeader, TaskPage } from '@/lib/tasks/schemas';

import { makePeaksOf } from './recordings';
import { outboundbot } from './services';

// Use cases wired to the database and the provider: what pages, routes and actions call.

export async function listTasks(actor: Actor, filter: TaskFilter): Promise<TaskPage> {
  const { tasks, totalCount, page } = await withinDatabaseDeadline(() =>
    listTaskRows(actor.orgId, database('pages'), filter),
  );
  const totalPages = Math.ceil(totalCount / filter.pageSize);
  return { tasks, pagination: { page, pageSize: filter.pageSize, totalPages, totalCount } };
}

export async function getTask(actor: Actor, taskId: number): Promise<TaskHeader> {
  const task = await withinDatabaseDeadline(() => findTaskHeader(actor.orgId, database('pages'), taskId));
  if (!task) throw new AppError('not_found');
  return task;
}

const onNoteError = (err: unknown) => logger().warn({ err }, 'a look at a page could not be noted');

export function listJobs(actor: Actor, query: PageQuery): Promise<JobsPage> {
  return withinDatabaseDeadline(() => listJobsUseCase({ db: database('pages'), onNoteError }, actor, query));
}

export function listJobsWithoutId(actor: Actor, query: PageQuery): Promise<JobsPage> {
  return withinDatabaseDeadline(() => listJobsWithoutIdUseCase({ db: database('pages') }, actor, query));
}

export function getJob(actor: Actor, rowId: number): Promise<JobDetail> {
  return withinDatabaseDeadline(() => getJobUseCase({ db: database('pages') }, actor, rowId));
}

/** Where a job stands in its task's table. */
export async function getJobPlace(actor: Actor, rowId: number): Promise<JobPlace> {
  const place = await withinDatabaseDeadline(() => findJobPlace(actor.orgId, database('pages'), rowId));
  if (!place) throw new AppError('not_found');
  return place;
}

export function getTimeline(actor: Actor, rowId: number): Promise<TimelineEvent[]> {
  return withinDatabaseDeadline(() => jobTimeline({ db: database('pages') }, actor, rowId));
}

const answers = new DescribedAnswers();

/** Every attempt of a job with what the provider's DescribeJob tells of it. */
export function getCalls(actor: Actor, rowId: number, request: ProviderRequest): Promise<DescribedCalls> {
  const onStoreError = (err: unknown) => logger().warn({ err, rowId }, 'a job’s calls could not be kept');
  return describeJob(
    { db: database('pages'), outboundbot: outboundbot(), answers, onStoreError },
    actor,
    rowId,
    request,
  );
}

/** Refreshes one page and answers as `POST /query-task-execution` does. */
export async function refreshPage(
  actor: Actor,
  input: RefreshInput,
  request: ProviderRequest,
): Promise<RefreshAnswer> {
  return answerRefresh(actor, await refreshPageUseCase(refreshDependencies(), actor, input, request));
}

/** Refreshes one job and answers as a page of one row. */
export async function refreshJob(
  actor: Actor,
  rowId: number,
  request: ProviderRequest,
): Promise<RefreshAnswer> {
  return answerRefresh(actor, await refreshJobUseCase(refreshDependencies(), actor, rowId, request));
}

function refreshDependencies(): RefreshDependencies {
  const provider = outboundbot();
  return {
    db: database(),
    outboundbot: provider,
    findRecordings: (wanted, options) => findRecordings({ outboundbot: provider, wanted, ...options }),
  };
}

function answerRefresh(actor: Actor, refreshed: Refreshed): RefreshAnswer {
  after(() =>
    deleteOldReceipts(actor.orgId, database('background')).catch((err: unknown) =>
      logger().warn({ err }, 'old receipts could not be deleted'),
    ),
  );
  const rowIds = refreshed.rows.flatMap(({ rowId, after: row }) => (row?.recordingUrl ? [rowId] : []));
  if (rowIds.length > 0) {
    after(() =>
      makePeaksOf(actor.orgId, rowIds).catch((err: unknown) =>
        logger().warn({ err }, 'peaks could not be made ahead'),
      ),
    );
  }
  return presentRefresh(refreshed, actor.via);
}

export async function listReceipts(
  actor: Actor,
  query: PageQuery,
): Promise<{ receipts: ReceiptListItem[]; pagination: JobsPage['pagination'] }> {
  const { receipts, totalCount } = await withinDatabaseDeadline(() =>
    listReceiptRows(actor.orgId, database('pages'), query),
  );
  const totalPages = Math.ceil(totalCount / query.pageSize);
  return { receipts, pagination: { page: query.page, pageSize: query.pageSize, totalPages, totalCount } };
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A receipt with our own addresses in place of the provider's links. */
export async function getReceipt(actor: Actor, receiptId: string): Promise<StoredReceipt> {
  const receipt = UUID.test(receiptId)
    ? await withinDatabaseDeadline(() => findReceipt(actor.orgId, database('pages'), receiptId))
    : null;
  if (!receipt) throw new AppError('not_found');
  return { ...receipt, rows: receipt.rows.map(withoutLinks) };
}
