import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import type { JobsSummary } from '../insights/summary';
import { summarize } from '../insights/summary-repository';
import { locatePage } from '../job-index/places';
import type { ChangedElsewhere, JobsPage } from '../schemas';
import { isOneTask, isWholeTask, type SelectedPage, type Selection } from '../selection';
import { findTask } from '../task-repository';
import type { FacetCounts } from '../selection-values';
import { withHits } from '../words/row-hits';
import { readSearchable } from '../words/searchable';
import { countFacets } from './facet-repository';
import { countRows, findLastRefresh, readClock, selectPage, selectStanding } from './list-repository';
import { lookAtPage, lookAtRows, type PageView } from './task-views';

/** A page waits no longer for what it only notes. */
const NOTE_MS = 1_500;

type Parts = {
  db: Db;
  /** Hears that the look could not be noted; without it that is thrown. */
  onNoteError?: (error: unknown) => void;
};

/**
 * One page of a selection; it then counts as looked at. A page past the end is the last.
 *
 * @throws AppError `not_found` for a task that is not the organization's
 */
export function listJobs(parts: Parts, actor: Actor, asked: SelectedPage): Promise<JobsPage> {
  return readPage(parts, actor, asked, null);
}

/**
 * A page after a refresh of its rows: the very rows that were refreshed, in the order in which they stood. One that the
 * refresh has made another, so that it no longer matches the filter, stays and says so.
 *
 * @throws AppError as `listJobs`
 */
export function listRefreshedJobs(
  parts: Parts,
  actor: Actor,
  asked: SelectedPage,
  rowIds: readonly DbId[],
): Promise<JobsPage> {
  return readPage(parts, actor, asked, rowIds);
}

async function readPage(
  { db, onNoteError }: Parts,
  actor: Actor,
  asked: SelectedPage,
  rowIds: readonly DbId[] | null,
): Promise<JobsPage> {
  const { selection, pageSize } = asked;
  // Read before the counts and the rows: what is stamped up to then is in them.
  const [, countedAt] = await Promise.all([assertTask(actor, db, selection), readClock(db)]);
  const located = await locatePage(actor.orgId, db, asked);
  const { selected, withoutId, atLeast } = located ?? (await countRows(actor.orgId, db, selection));
  const totalPages = Math.ceil(selected / pageSize);
  // What was refreshed may have been the last of a page that is gone by now.
  const last = rowIds === null ? totalPages : Math.max(asked.page, totalPages);
  const shown = { ...asked, page: Math.max(1, Math.min(asked.page, last)) };
  const pagination = { page: shown.page, pageSize, totalPages, totalCount: selected };
  const searchable = selection.filter.words ? await readSearchable(actor.orgId, db, selection) : null;
  const page = {
    pagination: { ...pagination, ...(atLeast && { atLeast }) },
    withoutJobId: withoutId,
    ...(searchable && { searchable }),
  };
  if (selection.tab !== 'jobs') {
    const rows = await selectPage(actor.orgId, db, shown, located);
    return { ...page, rows, lastRefresh: null, changedElsewhere: null };
  }
  const [rows, lastRefresh] = await Promise.all([
    rowIds === null
      ? selectPage(actor.orgId, db, shown, located)
      : selectStanding(actor.orgId, db, selection, rowIds),
    findLastRefresh(actor.orgId, db, shown),
  ]);
  // A page is shown whether or not it could be noted that somebody looks at it.
  const note = () =>
    look(actor, db, selection, { pageSize, rows, at: countedAt, isPlaced: located !== null });
  const changedElsewhere = await withinDatabaseDeadline(note, NOTE_MS).catch((error: unknown) => {
    if (!onNoteError) throw error;
    onNoteError(error);
    return null;
  });
  return {
    ...page,
    rows: await withHits(actor.orgId, db, selection.filter, rows),
    lastRefresh,
    changedElsewhere,
  };
}

/**
 * How many rows have each value that can be chosen, under the other filters of a selection.
 *
 * @throws AppError `not_found` for a task that is not the organization's
 */
export async function facetsOf({ db }: { db: Db }, actor: Actor, selection: Selection): Promise<FacetCounts> {
  await assertTask(actor, db, selection);
  return countFacets(actor.orgId, db, selection);
}

/**
 * What a selection comes to: rate, facets and, where they are wanted, charts.
 *
 * @throws AppError `not_found` for a task that is not the organization's
 */
export async function summaryOf(
  { db }: { db: Db },
  actor: Actor,
  selection: Selection,
  wanted: { charts: boolean },
): Promise<JobsSummary> {
  await assertTask(actor, db, selection);
  return summarize(actor.orgId, db, selection, wanted);
}

async function assertTask({ orgId }: Actor, db: Db, { scope }: Selection): Promise<void> {
  if (isOneTask(scope) && !(await findTask(orgId, db, scope))) throw new AppError('not_found');
}

/** The pages of a whole task tell which others have changed; of any other selection only its own rows are noted. */
async function look(
  { orgId, userId }: Actor,
  db: Db,
  selection: Selection,
  page: Omit<PageView, 'userId' | 'taskId'>,
): Promise<ChangedElsewhere | null> {
  if (isOneTask(selection.scope) && isWholeTask(selection))
    return lookAtPage(orgId, db, { ...page, userId, taskId: selection.scope });
  await lookAtRows(orgId, db, { userId, rows: page.rows, at: page.at });
  return null;
}
