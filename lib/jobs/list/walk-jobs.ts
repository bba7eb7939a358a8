import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import { locatedRows, locatePage } from '../job-index/places';
import { selectRows } from '../select-rows';
import { isOneTask, type Selection } from '../selection';
import { findTask } from '../task-repository';
import { countRows } from './list-repository';
import type { Walk } from './walk';

/** Longer than anybody's day; what comes after it is a worklist of its own. */
const LONGEST_WALK = 1000;

/**
 * The rows of a selection as they stand now, to be worked through one by one: whoever has been dealt with leaves the
 * selection, but not the walk.
 *
 * @throws AppError `not_found` for a task that is not the organization's
 */
export async function walkJobs({ db }: { db: Db }, { orgId }: Actor, selection: Selection): Promise<Walk> {
  const { scope } = selection;
  if (isOneTask(scope) && !(await findTask(orgId, db, scope))) throw new AppError('not_found');
  const asked = { selection, page: 1, pageSize: LONGEST_WALK };
  const located = await locatePage(orgId, db, asked);
  const { selected } = located ?? (await countRows(orgId, db, selection));
  const { from, where, order } = selectRows(orgId, selection);
  const rows = await db.execute<{ rowId: DbId }>(
    located
      ? sql`select t.id as "rowId" from ${locatedRows(orgId, asked, located)} t order by t.position`
      : sql`select t.id as "rowId" from ${from} where ${where} ${order} limit ${LONGEST_WALK}`,
  );
  return { rowIds: rows.map(({ rowId }) => rowId), total: selected };
}
