import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { bigints, HAS_JOB_ID } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { selectRows } from '../select-rows';
import { isOneTask, type SelectedPage, type Selection } from '../selection';
import { asksWordsAndFacetsOnly, findWordsPage } from '../words/find-words';
import { FACETS } from '../selection-values';
import { blockCounts, cellCounts } from './counts';
import { blockOf, firstOf } from './facts';
import { findFilteredPage } from './filtered-page';
import { EXACT, LOOKED, looked, openIndex, type OpenIndex, throughIndex } from './open-index';

/** The selections whose places the index keeps: a tab of one task in id order. */
type PlacedSelection = Selection & { scope: DbId };

const isInIdOrder = ({ sort }: Selection): boolean => sort.key === 'id' && !sort.descending;

function isPlaced({ scope, filter, sort }: Selection): boolean {
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return isOneTask(scope) && isInIdOrder({ scope, filter, sort } as Selection) && !isFiltered;
}

/** The last row of a task that is in the index. */
const lastIndexed = (taskId: SQL, hasJob: boolean): SQL => sql`coalesce((
  select max(row_id) from callboard.job_index where task_id = ${taskId} and has_job = ${sql.raw(String(hasJob))}), -1)`;

/** Where a page in id order begins: `skip` rows behind the first row whose id is `fromId` or higher. */
export type PageStart = { fromId: DbId; skip: number };

export type LocatedPage = {
  rows: PageStart | { rowIds: readonly DbId[] };
  page: number;
  /** Rows of the selection, and those of its task that have no job. */
  selected: number;
  withoutId: number;
  /** There are more than `selected`. */
  atLeast?: boolean;
};

/**
 * Where a page begins, the last one when the asked one is past it, and how many rows there are. What lies before the
 * page is not read: its block is found by counts, and within it at most 511 rows are passed. Null: not by the index,
 * or it may lack rows that other programs have just written.
 */
export async function locatePage(
  orgId: OrgId,
  db: Db,
  { selection, page, pageSize }: SelectedPage,
): Promise<LocatedPage | null> {
  if (asksWordsAndFacetsOnly(selection) && isInIdOrder(selection)) {
    const taskId = isOneTask(selection.scope) ? selection.scope : undefined;
    // What words were said changes with a call; what cells tell may have changed a moment ago.
    const hasFacets = FACETS.some((facet) => selection.filter[facet] !== undefined);
    if (!(await openIndex(db, taskId, hasFacets ? EXACT : {}))) return null;
    const found = await findWordsPage(orgId, db, { selection, page, pageSize });
    return { ...found, rows: found, withoutId: await countWithoutId(orgId, db, selection) };
  }
  if (!isPlaced(selection)) {
    const filtered = await findFilteredPage(orgId, db, { selection, page, pageSize });
    return filtered && { ...filtered, rows: filtered };
  }
  const { scope, tab } = selection as PlacedSelection;
  const task = sql`${scope}::bigint`;
  const hasJob = tab === 'jobs';
  type Found = Omit<LocatedPage, 'rows'> & PageStart;
  const read = async () => {
    const [row] = await db.execute<Found & OpenIndex & { ready: boolean; noted: boolean }>(sql`
      with ${looked(scope, EXACT)},
      totals as materialized (
        select coalesce(sum(n) filter (where has_job = ${hasJob}), 0)::bigint as selected,
          coalesce(sum(n) filter (where not has_job), 0)::bigint as without_id
        from ${cellCounts(sql`task_id = ${task}`)} told
        where (select ready from looked)
          and exists (select from call_tasks c where c.id = ${task} and c.organization_id = ${orgId})),
      taken as materialized (
        select *, greatest(1, least(${page}::bigint, ceil(selected::numeric / ${pageSize}::int)))::bigint as page from totals),
      wanted as materialized (select (page - 1) * ${pageSize}::int as place from taken),
      blocks as materialized (
        select block, n, sum(n) over (order by block) as upto from (
          select block, sum(n) as n from ${blockCounts(task, hasJob)} told where (select ready from looked) group by block having sum(n) > 0) b)
      select ${LOOKED}, taken.page, taken.selected, taken.without_id as "withoutId",
        coalesce(${firstOf(sql`b.block`)}, ${lastIndexed(task, hasJob)} + 1)::bigint as "fromId",
        (wanted.place - coalesce(b.upto - b.n, (select max(upto) from blocks), 0))::bigint as skip
      from looked cross join taken cross join wanted
      left join lateral (select * from blocks where upto > wanted.place order by block limit 1) b on true`);
    return row;
  };
  const found = await throughIndex<Found>(db, scope, read, EXACT);
  if (!found) return null;
  const { fromId, skip, page: taken, selected, withoutId } = found;
  return { rows: { fromId, skip }, page: taken, selected, withoutId };
}

/** Rows of the selection's task, or tasks, that cannot be refreshed. */
async function countWithoutId(orgId: OrgId, db: Db, { scope }: Selection): Promise<number> {
  const own = sql`array(select c.id::bigint from call_tasks c where c.organization_id = ${orgId})`;
  const inTasks = isOneTask(scope)
    ? sql`task_id = ${scope}::bigint and task_id = any(${own})`
    : sql`task_id = any(${own})`;
  const [row] = await db.execute<{ n: number }>(sql`
    select coalesce(sum(n), 0)::bigint as n from ${cellCounts(inTasks)} told where not has_job`);
  return row?.n ?? 0;
}

/** The rows of a located page as a FROM item: `leads_task_list` and the `position` by which they are in order. */
export function locatedRows(orgId: OrgId, { selection, pageSize }: SelectedPage, { rows }: LocatedPage): SQL {
  const { from, where, order } = selectRows(orgId, selection);
  const ids =
    'rowIds' in rows
      ? sql`select t.id from ${from} where ${where} and t.id = any(${bigints(rows.rowIds)})`
      : sql`select t.id from ${from} where ${where} and t.id >= ${rows.fromId}::bigint
          ${order} limit ${pageSize} offset ${rows.skip}`;
  return sql`(select t.*, t.id as position from leads_task_list t where t.id = any(array(${ids})))`;
}

/** How many rows of a task that can be refreshed lie before an id, as a scalar; both as `bigint`. */
export function rowsBefore(taskId: SQL, rowId: SQL): SQL {
  return sql`(
    (select coalesce(sum(n), 0)::bigint from ${blockCounts(taskId, true)} told where block < ${blockOf(rowId)})
    + (select count(*) from leads_task_list t where t.task_id = ${taskId} and ${HAS_JOB_ID} and t.id < ${rowId}
        and t.id >= least(${firstOf(blockOf(rowId))}, ${lastIndexed(taskId, true)} + 1)))`;
}

/**
 * Places of a task's rows that can be refreshed, as a statement: `id, place` of every row in the blocks that `rowIds`,
 * a statement of `row_id`, lie in. Other blocks are not read.
 */
export function placesNear(orgId: OrgId, taskId: DbId, rowIds: SQL): SQL {
  const task = sql`${taskId}::bigint`;
  // Fences (offset 0) keep PostgreSQL from reading every block of the task before it knows which ones are wanted.
  return sql`
    select t.id, b.before + t.nth - 1 as place
    from (
      select block, upto - n as before from (
        select block, n, sum(n) over (order by block) as upto from (
          select block, sum(n) as n from ${blockCounts(task, true)} told group by block having sum(n) > 0) counted) summed
      where block in (select ${blockOf(sql`near.row_id`)} from (${rowIds}) near)
        and exists (select from call_tasks c where c.id = ${task} and c.organization_id = ${orgId})
      offset 0) b
    cross join lateral (
      select t.id, row_number() over (order by t.id) as nth from leads_task_list t
      where t.task_id = ${task} and ${HAS_JOB_ID}
        and t.id >= ${firstOf(sql`b.block`)} and t.id < ${firstOf(sql`(b.block + 1)`)}
      offset 0) t`;
}

/**
 * Whether `rowsBefore` tells the places of a selection; what has been noted as written is read first.
 *
 * @param taskId the task of the row that is asked about, where it is known
 */
export async function knowsPlaces(db: Db, selection: Selection, taskId?: DbId): Promise<boolean> {
  const isTask = selection.scope !== 'all-tasks' && selection.tab === 'jobs';
  return isTask && isPlaced({ ...selection, scope: 0 }) && (await openIndex(db, taskId)) !== null;
}
