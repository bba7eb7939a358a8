import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { bigints, HAS_JOB_ID, isoUtc } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { placesNear } from '../job-index/places';
import type { ChangedElsewhere, JobRow } from '../schemas';

/** The range of the row that says until when a person has seen the whole task. */
const WHOLE_TASK = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** Past this many changed rows the count is a lower bound; nobody reads on from there. */
const COUNTED_ROWS = 10_000;

export type PageView = {
  userId: string;
  taskId: DbId;
  pageSize: number;
  rows: readonly JobRow[];
  /** A time of the database's own clock, in its own words: the changes up to it were there when the rows were read. */
  at: string;
  /** The index knows the places of the task's rows. */
  isPlaced?: boolean;
};

/**
 * Notes that this person looks at these rows now, and tells which rows of other pages changed since they last looked
 * at them. When nothing is left unseen, the whole task counts as seen.
 */
export async function lookAtPage(
  orgId: OrgId,
  db: Db,
  { userId, taskId, pageSize, rows, at, isPlaced = false }: PageView,
): Promise<ChangedElsewhere | null> {
  const from = rows.at(0)?.rowId;
  const to = rows.at(-1)?.rowId;
  if (from === undefined || to === undefined) return null;

  const { from: start, to: end } = WHOLE_TASK;
  // The row of the whole task is locked before any other row of this person and task, here and in `seenWholly`.
  await db.execute(sql`
    insert into callboard.task_views as v (user_id, task_id, from_row_id, to_row_id, seen_at)
    values (${userId}, ${taskId}, ${start}, ${end}, ${at}::timestamptz), (${userId}, ${taskId}, ${from}, ${to}, ${at}::timestamptz)
    on conflict (user_id, task_id, from_row_id, to_row_id) do update set seen_at = excluded.seen_at
      where v.from_row_id <> ${start}`);

  const places = isPlaced
    ? placesNear(orgId, taskId, sql`select row_id from unseen`)
    : sql`select t.id, row_number() over (order by t.id) - 1 as place from leads_task_list t
        join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
        where t.task_id = ${taskId} and ${HAS_JOB_ID} and exists (select from unseen)`;
  const pages = await db.execute<{ page: number; rows: number; since: string }>(sql`
    with whole as (
      select seen_at from callboard.task_views
      where user_id = ${userId} and task_id = ${taskId} and from_row_id = ${start} and to_row_id = ${end}),
    unseen as materialized (
      -- A scalar bounds the index; a join would read every state of the task to compare it.
      select s.row_id from callboard.job_states s
      where s.task_id = ${taskId} and s.changed_at > (select seen_at from whole)
        and s.row_id not between ${from} and ${to} and not exists (
        select from callboard.task_views v
        where v.user_id = ${userId} and v.task_id = ${taskId} and v.from_row_id > ${start}
          and s.row_id between v.from_row_id and v.to_row_id and v.seen_at >= s.changed_at)
      order by s.changed_at limit ${COUNTED_ROWS}),
    numbered as (select id, place::bigint / ${pageSize}::int + 1 as page from (${places}) placed)
    select n.page, count(*) as rows, ${isoUtc(sql`max(whole.seen_at)`)} as since
    from numbered n join unseen u on u.row_id = n.id, whole
    group by n.page order by n.page`);

  const [first] = pages;
  if (!first) {
    await seenWholly(userId, db, taskId);
    return null;
  }
  return {
    rows: pages.reduce((sum, { rows: changed }) => sum + changed, 0),
    since: first.since,
    pages: pages.map(({ page, rows: changed }) => ({ page, rows: changed })),
  };
}

/** Notes that this person looks at these rows now, wherever they stand in their tasks' tables. */
export async function lookAtRows(
  orgId: OrgId,
  db: Db,
  { userId, rows, at }: Pick<PageView, 'userId' | 'rows' | 'at'>,
): Promise<void> {
  if (rows.length === 0) return;
  const rowIds = bigints(rows.map(({ rowId }) => rowId));
  await db.execute(sql`
    insert into callboard.task_views as v (user_id, task_id, from_row_id, to_row_id, seen_at)
    select distinct ${userId}::uuid, t.task_id, t.id, t.id, ${at}::timestamptz from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    join callboard.job_states s on s.row_id = t.id
    join callboard.task_views whole on whole.user_id = ${userId} and whole.task_id = t.task_id
      and whole.from_row_id = ${WHOLE_TASK.from} and whole.to_row_id = ${WHOLE_TASK.to}
    where t.id = any(${rowIds}) and s.changed_at > whole.seen_at
    order by t.task_id, t.id
    on conflict (user_id, task_id, from_row_id, to_row_id) do update set seen_at = excluded.seen_at`);
}

/** One row again takes the place of the ranges; what changed in between stays unseen. */
async function seenWholly(userId: string, db: Db, taskId: DbId): Promise<void> {
  await db.execute(sql`
    with whole as materialized (
      select from callboard.task_views
      where user_id = ${userId} and task_id = ${taskId} and from_row_id = ${WHOLE_TASK.from} for update),
    ranges as (
      delete from callboard.task_views where user_id = ${userId} and task_id = ${taskId}
        and from_row_id > ${WHOLE_TASK.from} and exists (select from whole) returning seen_at)
    update callboard.task_views set seen_at = greatest(seen_at, (select max(seen_at) from ranges))
    where user_id = ${userId} and task_id = ${taskId} and from_row_id = ${WHOLE_TASK.from}`);
}
