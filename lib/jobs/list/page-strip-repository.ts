import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { beginning, HAS_JOB_ID } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { blockCounts } from '../job-index/counts';
import { firstOf } from '../job-index/facts';
import { placesNear } from '../job-index/places';
import { CHANGED_MINUTES, MOST_CELLS, STALE_MINUTES, type StripShare } from './page-strip-schemas';

/** Up to so many rows every one is looked at. */
export const MOST_READ = 20_000;
/** Past that so many places, evenly through the task, and so many rows at each. */
const PLACES = 200;
const ROWS_AT_PLACE = MOST_READ / PLACES;
/** Past this many rows that have just changed the rest is left to the sample. */
const MOST_CHANGED = 5_000;
/** A failed refresh is looked for among so many of the newest. */
const RECEIPTS_READ = 2_000;

/** How many of the looked-at rows of one cell have each share. */
export type CountedCell = { cell: number } & Record<StripShare, number>;

/**
 * Rows that can be refreshed, up to one more than is read at most. The organization's own task is the caller's to ask for.
 */
export async function countUpTo(orgId: OrgId, db: Db, taskId: DbId, most: number): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`
    select count(*)::int as n from (
      select from leads_task_list t where t.task_id = ${taskId}::bigint and ${HAS_JOB_ID}
        and exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId})
      limit ${most + 1}::int) counted`);
  return row?.n ?? 0;
}

/** How many rows that can be refreshed the index knows of a task. */
export async function countIndexed(orgId: OrgId, db: Db, taskId: DbId): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`
    select coalesce(sum(n), 0)::bigint as n from ${blockCounts(sql`${taskId}::bigint`, true)} told
    where exists (select from call_tasks c where c.id = ${taskId}::bigint and c.organization_id = ${orgId})`);
  return row?.n ?? 0;
}

type Strip = { taskId: DbId; totalRows: number; pageSize: number };

/** All rows of a task of at most MOST_READ, by cell. */
export function readWholeStrip(
  orgId: OrgId,
  db: Db,
  strip: Strip,
  source: 'index' | 'rows',
): Promise<CountedCell[]> {
  const task = sql`${strip.taskId}::bigint`;
  const rows =
    source === 'index'
      ? sql`select i.row_id, i.cell, row_number() over (order by i.row_id) - 1 as place
          from callboard.job_index i where i.task_id = ${task} and i.has_job order by i.row_id limit ${MOST_READ}`
      : sql`select t.id::bigint as row_id, coalesce(${beginning(sql`t.call_status`)}, '') as status,
            row_number() over (order by t.id) - 1 as place
          from leads_task_list t where t.task_id = ${task} and ${HAS_JOB_ID} order by t.id limit ${MOST_READ}`;
  return countByCell(orgId, db, strip, rows, source);
}

/** A sample of a task's rows, taken at places that lie evenly in it, by cell. Blocks without such a place are not read. */
export function readSampledStrip(orgId: OrgId, db: Db, strip: Strip): Promise<CountedCell[]> {
  const task = sql`${strip.taskId}::bigint`;
  const total = sql`${strip.totalRows}::bigint`;
  const places = sql.raw(String(PLACES));
  // The places are floor(j * total / 200): the first j at or behind a row that many rows lie before.
  const firstAt = (before: SQL) => sql`(((${before}) * ${places} + ${total} - 1) / ${total})`;
  const rows = sql`
    select near.row_id, near.cell, p.place + near.nth - 1 as place
    from (
      select ${firstOf(sql`b.block`)} as from_id, j * ${total} / ${places} as place,
        j * ${total} / ${places} - (b.upto - b.n) as skip
      from (
        select block, n::bigint as n, (sum(n) over (order by block))::bigint as upto from (
          select block, sum(n) as n from ${blockCounts(task, true)} told group by block having sum(n) > 0) counted) b
      cross join lateral generate_series(${firstAt(sql`b.upto - b.n`)}, ${firstAt(sql`b.upto`)} - 1) j
      offset 0) p
    cross join lateral (
      select i.row_id, i.cell, row_number() over (order by i.row_id) as nth from (
        select i.row_id, i.cell from callboard.job_index i
        where i.task_id = ${task} and i.has_job and i.row_id >= p.from_id
        order by i.row_id limit ${ROWS_AT_PLACE} offset p.skip) i) near`;
  return countByCell(orgId, db, strip, rows, 'index');
}

/** Which cells rows lie in that have changed of late: none is missed by a sample. */
export async function readChanged(
  orgId: OrgId,
  db: Db,
  { taskId, totalRows, pageSize }: Strip,
): Promise<{ cell: number; n: number }[]> {
  const changed = sql`
    select s.row_id from callboard.job_states s
    where s.task_id = ${taskId}::bigint and s.changed_at > ${changedSince}
    order by s.changed_at desc limit ${MOST_CHANGED}`;
  const rows = await db.execute<{ cell: number; n: number }>(sql`
    with changed as materialized (${changed})
    select ${cellOfPlace(sql`placed.place`, totalRows, pageSize)} as cell, count(*)::int as n
    from (${placesNear(orgId, taskId, sql`select row_id from changed`)}) placed
    where placed.id in (select row_id from changed) and placed.place < ${totalRows}::bigint
    group by 1`);
  return [...rows];
}

const changedSince = sql`clock_timestamp() - make_interval(mins => ${sql.raw(String(CHANGED_MINUTES))})`;

/** As `cellOf`, of a row's place counted from 0. */
function cellOfPlace(place: SQL, totalRows: number, pageSize: number): SQL {
  const pages = Math.ceil(totalRows / pageSize);
  const cells = Math.min(MOST_CELLS, pages);
  return sql`((((${place})::bigint / ${pageSize}::bigint) * ${cells}::bigint) / ${pages}::bigint)::int`;
}

/** @param rows a statement of `row_id`, `place` and, as the source has it, `cell` or `status` */
async function countByCell(
  orgId: OrgId,
  db: Db,
  { taskId, totalRows, pageSize }: Strip,
  rows: SQL,
  source: 'index' | 'rows',
): Promise<CountedCell[]> {
  const status = source === 'index' ? sql`k.status` : sql`r.status`;
  const cells = source === 'index' ? sql`left join callboard.job_cells k on k.cell = r.cell` : sql``;
  const share = (name: StripShare) =>
    sql`count(*) filter (where share = ${sql.raw(`'${name}'`)})::int as ${sql.raw(name)}`;
  const counted = await db.execute<CountedCell>(sql`
    with failed as materialized (
      select row_id, max(checked_at) as at from (
        select checked_at, unnest(asked_row_ids) as row_id from (
          select error, checked_at, asked_row_ids from callboard.refresh_receipts
          where organization_id = ${orgId} and task_id = ${taskId}::bigint
          order by refresh_number desc limit ${RECEIPTS_READ}) newest
        where error is not null) asked
      group by row_id),
    rows as materialized (${rows}),
    told as (
      select ${cellOfPlace(sql`r.place`, totalRows, pageSize)} as cell,
        case when failed.at > coalesce(s.checked_at, '-infinity') or s.last_verdict in ('not_returned', 'invalid') then 'failed'
          when s.checked_at is null then 'never'
          when s.changed_at > ${changedSince} then 'changed'
          when ${status} in ('Succeeded', 'Failed', 'Cancelled') then 'settled'
          when s.checked_at < clock_timestamp() - make_interval(mins => ${STALE_MINUTES}) then 'stale'
          else 'unfinished' end as share
      from rows r ${cells}
      left join callboard.job_states s on s.row_id = r.row_id
      left join failed on failed.row_id = r.row_id
      where r.place < ${totalRows}::bigint)
    select cell, ${share('failed')}, ${share('never')}, ${share('changed')}, ${share('stale')}, ${share('unfinished')},
      ${share('settled')}
    from told group by cell order by cell`);
  return [...counted];
}
