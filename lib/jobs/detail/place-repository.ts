import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { HAS_JOB_ID } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { knowsPlaces, rowsBefore } from '../job-index/places';
import type { JobPlace } from '../schemas';
import { selectRows } from '../select-rows';
import type { Selection } from '../selection';

// Where a row stands in a selection.

export type Neighbours = { previousRowId: DbId | null; nextRowId: DbId | null };

/** The row itself, with its place in the order, and whether it is one of the selection's. */
function ownRow(orgId: OrgId, rowId: DbId, from: SQL, sortKey: SQL, isSelected: SQL): SQL {
  return sql`own as materialized (
    select t.id, t.task_id, coalesce(${HAS_JOB_ID}, false) as has_job_id, ${sortKey} as sort_key,
      (${isSelected}) as is_selected
    from ${from} where t.id = ${rowId}::bigint
      and exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId}) limit 1)`;
}

/**
 * The rows before and after a row in the order of a selection, whether or not the row itself (still) matches its
 * filter. Null at the ends, for a row of the other tab, and for one that is not the organization's.
 */
export async function findNeighbours(
  orgId: OrgId,
  db: Db,
  selection: Selection,
  rowId: DbId,
): Promise<Neighbours> {
  const { from, where, order, reversed, sortKey, beforeOwn, afterOwn } = selectRows(orgId, selection);
  const [found] = await db.execute<Neighbours>(sql`
    with ${ownRow(orgId, rowId, from, sortKey, sql`true`)}
    select (select t.id from ${from} where ${where} and ${beforeOwn} ${reversed} limit 1) as "previousRowId",
      (select t.id from ${from} where ${where} and ${afterOwn} ${order} limit 1) as "nextRowId"
    from own where has_job_id = ${selection.tab === 'jobs'}`);
  return found ?? { previousRowId: null, nextRowId: null };
}

/** How many rows of a selection come before a row; null: not a row of the organization. */
export async function findJobPlace(
  orgId: OrgId,
  db: Db,
  selection: Selection,
  rowId: DbId,
): Promise<Pick<JobPlace, 'taskId' | 'place'> | null> {
  const { from, where, matches, sortKey, beforeOwn } = selectRows(orgId, selection);
  const before = (await knowsPlaces(db, selection))
    ? rowsBefore(sql`own.task_id::bigint`, sql`own.id::bigint`)
    : sql`(select count(*) from ${from} where ${where} and ${beforeOwn})`;
  const [place] = await db.execute<JobPlace>(sql`
    with ${ownRow(orgId, rowId, from, sortKey, matches)}
    select own.task_id as "taskId", case when own.is_selected then ${before} end as place
    from own`);
  return place ?? null;
}
