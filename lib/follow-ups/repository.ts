import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import {
  asInterest,
  asTime,
  beginning,
  bigints,
  followData,
  isoUtc,
  NAMED_FOLLOW_UP as NAMED,
  NOT_INTERESTED,
} from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';
import type { FollowData } from './schemas';

import { READ_LIMIT } from './limits';
import type { FollowUpValues } from './schemas';

/** A row `t` of the organization. */
const ownRow = (orgId: OrgId, rowId: DbId): SQL => sql`leads_task_list t
  join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId} where t.id = ${rowId}::bigint`;

/** A time in the type and spelling of a column; its old value, or a null of its type, tells which type that is. */
const timeFor = (column: string, time: SQL, old: SQL): SQL =>
  sql`callboard.time_if(true, ${time}, ${old}, 'leads_follow', ${sql.raw(`'${column}'`)})`;

/** A null of the type of a column of `leads_follow`. */
const none = (column: string): SQL => sql.raw(`(null::leads_follow).${column}`);

export type LockedRow = {
  leadsId: string | null;
  interest: number | null;
  followUp: FollowData | null;
  by: string | null;
  byUserId: string | null;
  savedAt: string | null;
};

/** Locks a row and its follow-up until the transaction's end, and reads them as they then stand; null: not ours. */
export async function lockRow(orgId: OrgId, tx: Tx, rowId: DbId): Promise<LockedRow | null> {
  const [own] = await tx.execute(sql`select t.id from ${ownRow(orgId, rowId)} for update of t`);
  if (!own) return null;
  await tx.execute(sql`
    select f.id from leads_follow f, ${ownRow(orgId, rowId)} and ${NAMED} for update of f`);
  const [row] = await tx.execute<LockedRow>(sql`
    select nullif(t.leads_id::text, '') as "leadsId", ${asInterest(sql`t.is_interested`)} as interest,
      ${followData(READ_LIMIT)} as "followUp",
      a.user_name as by, a.user_id as "byUserId", ${isoUtc(sql`a.saved_at`)} as "savedAt"
    from (select t.* from ${ownRow(orgId, rowId)} limit 1) t
    left join leads_follow f on ${NAMED}
    left join callboard.follow_up_authors a on a.follow_id = f.id and a.organization_id = ${orgId} limit 1`);
  return row ?? null;
}

/**
 * Adds a follow-up to the row's lead and names it in the row.
 *
 * @returns its id, or null where the installation's `leads_follow.id` does not number itself; roll back then
 */
export async function insertFollowUp(
  orgId: OrgId,
  tx: Tx,
  rowId: DbId,
  values: FollowUpValues,
): Promise<DbId | null> {
  const [added] = await tx.execute<{ id: DbId | null }>(sql`
    insert into leads_follow (leads_id, follow_time, leads_remark, next_follow_time, is_arrive)
    select callboard.text_if(true, t.leads_id::text, ${none('leads_id')}),
      ${timeFor('follow_time', sql`now()`, none('follow_time'))}, ${values.remark || null}::text,
      ${timeFor('next_follow_time', sql`${values.nextFollowTime}::timestamptz`, none('next_follow_time'))},
      callboard.code_like(${values.isArrive}::int, 0, ${none('is_arrive')})
    from ${ownRow(orgId, rowId)} limit 1
    returning id`);
  if (added?.id == null) return null;
  await tx.execute(sql`
    update leads_task_list t set leads_follow_id = ${added.id} from call_tasks c
    where c.id = t.task_id and c.organization_id = ${orgId} and t.id = ${rowId}::bigint`);
  return added.id;
}

/** Changes the follow-up that the row names, in the given values only. */
export async function updateFollowUp(
  orgId: OrgId,
  tx: Tx,
  rowId: DbId,
  values: FollowUpValues,
  changed: readonly (keyof FollowUpValues)[],
): Promise<void> {
  const columns: SQL[] = [];
  if (changed.includes('remark')) columns.push(sql`leads_remark = ${values.remark || null}::text`);
  if (changed.includes('nextFollowTime'))
    columns.push(
      sql`next_follow_time = ${timeFor('next_follow_time', sql`${values.nextFollowTime}::timestamptz`, sql`f.next_follow_time`)}`,
    );
  if (changed.includes('isArrive'))
    columns.push(sql`is_arrive = callboard.code_like(${values.isArrive}::int, 0, f.is_arrive)`);
  if (columns.length === 0) return;
  await tx.execute(sql`
    update leads_follow f set ${sql.join(columns, sql`, `)} from ${ownRow(orgId, rowId)} and ${NAMED}`);
}

export async function updateInterest(
  orgId: OrgId,
  tx: Tx,
  rowId: DbId,
  interest: number | null,
): Promise<void> {
  await tx.execute(sql`
    update leads_task_list t set is_interested = callboard.code_like(${interest}::int, ${sql.raw(NOT_INTERESTED)}, t.is_interested) from call_tasks c
    where c.id = t.task_id and c.organization_id = ${orgId} and t.id = ${rowId}::bigint`);
}

/** Keeps who wrote the row's follow-up, and until when it is due. */
export async function noteFollowUp(actor: Actor, tx: Tx, rowId: DbId): Promise<void> {
  await tx.execute(sql`
    insert into callboard.follow_up_authors as a (follow_id, organization_id, task_id, row_id, user_id, user_name)
    select f.id, ${actor.orgId}, t.task_id, t.id, ${actor.userId}, ${actor.userName}
    from leads_follow f, ${ownRow(actor.orgId, rowId)} and ${NAMED} limit 1
    on conflict (follow_id) do update set user_id = excluded.user_id, user_name = excluded.user_name,
      task_id = excluded.task_id, row_id = excluded.row_id, saved_at = clock_timestamp()
      where a.organization_id = excluded.organization_id`);
  await tx.execute(
    sql`delete from callboard.due_follow_ups where organization_id = ${actor.orgId} and row_id = ${rowId}::bigint`,
  );
  await tx.execute(sql`
    insert into callboard.due_follow_ups (row_id, organization_id, due_at, noted_at)
    select t.id, ${actor.orgId}, ${asTime(sql`f.next_follow_time`)}, clock_timestamp()
    from leads_follow f, ${ownRow(actor.orgId, rowId)} and ${NAMED} and ${asTime(sql`f.next_follow_time`)} is not null limit 1
    on conflict (row_id) do update set organization_id = excluded.organization_id, due_at = excluded.due_at,
      noted_at = excluded.noted_at`);
}

export type RawListItem = {
  rowId: DbId;
  taskId: DbId;
  taskName: string | null;
  leadsName: string | null;
  phone: string | null;
  callStatus: string | null;
  interest: number | null;
  nextFollowTime: string | null;
  followTime: string | null;
  remark: string | null;
  by: string | null;
};

/** Whose or which follow-ups: due in a span of time (from inclusive, to exclusive), or those that a person wrote. */
export type ListFilter = { dueFrom: Date | null; dueTo: Date } | { userId: string };

/** `ours`: the lists of due follow-ups and of authors; `index`: the index of jobs, where it can answer. */
export type ListSource = 'ours' | 'index';

/** Every list starts from a table of ours, and each of its entries is checked against the installation's own. */
function listed(orgId: OrgId, filter: ListFilter): SQL {
  const joins = sql`join leads_task_list t on t.id = l.row_id
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    join leads_follow f on ${NAMED}`;
  if ('userId' in filter) {
    return sql`callboard.follow_up_authors l ${joins}
      where l.organization_id = ${orgId} and l.user_id = ${filter.userId} and l.follow_id = f.id`;
  }
  return sql`callboard.due_follow_ups l ${joins}
    where l.organization_id = ${orgId} and ${within(filter, sql`l.due_at`)}
      and ${within(filter, asTime(sql`f.next_follow_time`))}`;
}

function within({ dueFrom, dueTo }: Extract<ListFilter, { dueTo: Date }>, time: SQL): SQL {
  const to = sql`${time} < ${dueTo.toISOString()}::timestamptz`;
  return dueFrom ? sql`${time} >= ${dueFrom.toISOString()}::timestamptz and ${to}` : to;
}

/** The entries `i` of the index that a list has: found without reading the installation's tables. */
function indexed(orgId: OrgId, filter: ListFilter): SQL {
  if ('userId' in filter) {
    return sql`callboard.follow_up_authors a
      join callboard.job_index i on i.row_id = a.row_id and i.follow_id = a.follow_id and i.follow_version is not null
      where a.organization_id = ${orgId} and a.user_id = ${filter.userId}`;
  }
  return sql`callboard.job_index i where i.organization_id = ${orgId} and i.due_at is not null
    and ${within(filter, sql`i.due_at`)}`;
}

export async function countFollowUps(
  orgId: OrgId,
  db: Db,
  filter: ListFilter,
  source: ListSource = 'ours',
): Promise<number> {
  const from = source === 'index' ? indexed(orgId, filter) : listed(orgId, filter);
  const [row] = await db.execute<{ count: number }>(sql`select count(*) as count from ${from}`);
  return row?.count ?? 0;
}

type ListPage = { page: number; pageSize: number };

/** The rows of one page of a list as the index has them, the earliest due first. */
export async function findListed(
  orgId: OrgId,
  db: Db,
  filter: ListFilter,
  { page, pageSize }: ListPage,
): Promise<DbId[]> {
  const rows = await db.execute<{ rowId: DbId }>(sql`
    select i.row_id as "rowId" from ${indexed(orgId, filter)}
    order by i.due_at, i.row_id limit ${pageSize} offset ${(page - 1) * pageSize}`);
  return rows.map(({ rowId }) => rowId);
}

/** One page of a list, the earliest due first; each text as `preview` needs it. */
export function selectFollowUps(
  orgId: OrgId,
  db: Db,
  filter: ListFilter,
  { page, pageSize }: ListPage,
): Promise<RawListItem[]> {
  return readItems(orgId, db, listed(orgId, filter), sql`limit ${pageSize} offset ${(page - 1) * pageSize}`);
}

/** Those of the given rows that a list still has, as they are now; in the order of the list. */
export function readListed(
  orgId: OrgId,
  db: Db,
  filter: ListFilter,
  rowIds: readonly DbId[],
): Promise<RawListItem[]> {
  const wanted =
    'userId' in filter
      ? sql`exists (select from callboard.follow_up_authors a where a.follow_id = f.id
          and a.organization_id = ${orgId} and a.user_id = ${filter.userId})`
      : within(filter, asTime(sql`f.next_follow_time`));
  const from = sql`leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    join leads_follow f on ${NAMED}
    where t.id = any(${bigints(rowIds)}) and ${wanted}`;
  return readItems(orgId, db, from, sql``);
}

async function readItems(orgId: OrgId, db: Db, from: SQL, range: SQL): Promise<RawListItem[]> {
  const rows = await db.execute<RawListItem>(sql`
    with listed as materialized (
      select t.id, t.task_id, ${beginning(sql`c.task_name`)} as task_name, ${beginning(sql`t.leads_name`)} as leads_name,
        ${beginning(sql`t.leads_phone`)} as leads_phone, ${beginning(sql`t.call_status`)} as call_status,
        ${asInterest(sql`t.is_interested`)} as is_interested, f.id as follow_id,
        ${asTime(sql`f.next_follow_time`)} as due, f.follow_time, ${beginning(sql`f.leads_remark`)} as leads_remark
      from ${from}
      order by due nulls last, t.id ${range})
    select l.id as "rowId", l.task_id as "taskId", l.task_name as "taskName", l.leads_name as "leadsName",
      l.leads_phone as phone, nullif(l.call_status, '') as "callStatus", l.is_interested as interest,
      ${isoUtc(sql`l.due`)} as "nextFollowTime", ${isoUtc(sql`l.follow_time`)} as "followTime",
      l.leads_remark as remark, a.user_name as by
    from listed l
    left join callboard.follow_up_authors a on a.follow_id = l.follow_id and a.organization_id = ${orgId}
    order by l.due nulls last, l.id`);
  return [...rows];
}
