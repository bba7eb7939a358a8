import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';

import { countRows, findLastRefresh, type PageQuery, selectPage } from './list-repository';
import { findTask } from '../task-repository';
import type { JobsPage } from '../schemas';
import { lookAtPage } from './task-views';

/** A page waits no longer for what it only notes. */
const NOTE_MS = 1_500;

/** One page of the jobs that can be refreshed; the page then counts as looked at. A page past the end is the last. */
export async function listJobs(
  {
    db,
    onNoteError,
  }: {
    db: Db;
    /** Hears that the look could not be noted; without it that is thrown. */
    onNoteError?: (error: unknown) => void;
  },
  actor: Actor,
  query: PageQuery,
): Promise<JobsPage> {
  const { page, pagination, counts } = await takePage(db, actor, query, 'withId');
  const [rows, lastRefresh] = await Promise.all([
    selectPage(actor.orgId, db, page, 'with_job_id'),
    findLastRefresh(actor.orgId, db, page),
  ]);
  const view = {
    userId: actor.userId,
    taskId: page.taskId,
    pageSize: page.pageSize,
    rows,
    at: counts.countedAt,
  };
  // A page is shown whether or not it could be noted that somebody looks at it.
  const note = () => lookAtPage(actor.orgId, db, view);
  const changedElsewhere = await withinDatabaseDeadline(note, NOTE_MS).catch((error: unknown) => {
    if (!onNoteError) throw error;
    onNoteError(error);
    return null;
  });
  return { rows, pagination, withoutJobId: counts.withoutId, lastRefresh, changedElsewhere };
}

/** One page of the rows that have no `call_job_id` and can therefore not be refreshed. */
export async function listJobsWithoutId(
  { db }: { db: Db },
  actor: Actor,
  query: PageQuery,
): Promise<JobsPage> {
  const { page, pagination, counts } = await takePage(db, actor, query, 'withoutId');
  const rows = await selectPage(actor.orgId, db, page, 'without_job_id');
  return { rows, pagination, withoutJobId: counts.withoutId, lastRefresh: null, changedElsewhere: null };
}

async function takePage(db: Db, actor: Actor, query: PageQuery, counted: 'withId' | 'withoutId') {
  if (!(await findTask(actor.orgId, db, query.taskId))) throw new AppError('not_found');
  const counts = await countRows(actor.orgId, db, query.taskId);
  const totalCount = counts[counted];
  const totalPages = Math.ceil(totalCount / query.pageSize);
  const page = { ...query, page: Math.max(1, Math.min(query.page, totalPages)) };
  return { page, counts, pagination: { page: page.page, pageSize: query.pageSize, totalPages, totalCount } };
}
