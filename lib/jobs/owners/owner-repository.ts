import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { bigints, texts } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { selectRows } from '../select-rows';
import type { Selection } from '../selection';
import { type Colleague, MOST_ASSIGNED } from './owners';

/** Who works in an organization, by name; those whose account is disabled do not. */
export async function selectColleagues(orgId: OrgId, db: Db | Tx): Promise<Colleague[]> {
  return db.execute<Colleague>(sql`
    select u.id, u.name, m.role from callboard.memberships m join callboard.users u on u.id = m.user_id
    where m.organization_id = ${orgId} and u.disabled_at is null order by u.name, u.id`);
}

/** Rows of a list in its order, as a statement of `id, task_id, n`, where `n` counts from 0. */
export type AssignedRows = SQL;

export function namedRows(orgId: OrgId, rowIds: readonly DbId[]): AssignedRows {
  return sql`select t.id::bigint as id, t.task_id::bigint as task_id, row_number() over (order by asked.position) - 1 as n
    from unnest(${bigints([...new Set(rowIds)])}) with ordinality as asked(id, position)
    join leads_task_list t on t.id = asked.id
    where exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId})`;
}

export function selectedRows(orgId: OrgId, selection: Selection, limit: number): AssignedRows {
  const { from, where, order } = selectRows(orgId, selection);
  return sql`select t.id::bigint as id, t.task_id::bigint as task_id, row_number() over (${order}) - 1 as n
    from ${from} where ${where} ${order} limit ${limit}`;
}

/** Whether a row `w` is somebody's, as the filter `owner` has it. */
const isOwned = (orgId: OrgId): SQL => sql`(
  exists (select from callboard.lead_owners o where o.row_id = w.id)
  or exists (select from leads_task_list t join callboard.follow_up_authors a on a.follow_id = t.leads_follow_id
    and a.row_id = t.id and a.organization_id = ${orgId} where t.id = w.id))`;

export type Assigned = { matched: number; changed: number; counts: Record<string, number> | null };

/**
 * Gives rows to people in turn, or to nobody, and notes it in the time-line of each row that has another owner then.
 * Two who assign the same rows at once take turns; the later one holds.
 *
 * @param keepOwners rows that are somebody's (given to them, or followed up by them) stay theirs, and are not counted in
 *   the turns
 */
export async function writeOwners(
  actor: Actor,
  tx: Tx,
  rows: AssignedRows,
  people: readonly Colleague[],
  keepOwners = false,
): Promise<Assigned> {
  const ids = texts(people.map(({ id }) => id));
  const change =
    people.length === 0
      ? sql`delete from callboard.lead_owners o using wanted w
          where o.row_id = w.id and o.organization_id = ${actor.orgId} returning o.row_id, null::uuid as user_id`
      : sql`insert into callboard.lead_owners as o (row_id, organization_id, task_id, user_id, assigned_by)
          select w.id, ${actor.orgId}, w.task_id, ((${ids})[w.n % ${people.length}::int + 1])::uuid, ${actor.userId}
          from (select distinct on (id) * from given order by id, n) w where (select count(*) from wanted) <= ${MOST_ASSIGNED}::int order by w.id
          on conflict (row_id) do update set user_id = excluded.user_id, assigned_by = excluded.assigned_by,
            assigned_at = clock_timestamp()
            where o.user_id <> excluded.user_id and o.organization_id = excluded.organization_id and ${!keepOwners}::bool
          returning o.row_id, o.user_id`;
  const [row] = await tx.execute<Assigned>(sql`
    with wanted as materialized (${rows}),
    given as (${
      keepOwners
        ? sql`select w.id, w.task_id, row_number() over (order by w.n) - 1 as n from wanted w where not ${isOwned(actor.orgId)}`
        : sql`select id, task_id, n from wanted`
    }),
    before as materialized (
      select o.row_id, o.user_id, u.name from wanted w
      join callboard.lead_owners o on o.row_id = w.id and o.organization_id = ${actor.orgId}
      join callboard.users u on u.id = o.user_id),
    changed as (${change}),
    noted as (
      insert into callboard.job_events (organization_id, task_id, row_id, kind, user_id, user_name, via, details)
      select ${actor.orgId}, w.task_id, w.id, 'assigned', ${actor.userId}, ${actor.userName}, ${actor.via},
        jsonb_build_object('owner', jsonb_build_object('from', b.name, 'to', u.name))
      from changed c join wanted w on w.id = c.row_id left join before b on b.row_id = c.row_id
      left join callboard.users u on u.id = c.user_id
      order by w.id)
    select (select count(*) from wanted) as matched, (select count(*) from changed) as changed,
      (select jsonb_object_agg(user_id, n) from (
        select user_id::text, count(*) as n from changed where user_id is not null group by user_id) each) as counts`);
  if (!row) throw new Error('a SELECT without FROM always answers one row');
  return row;
}

/** Notes in the audit log who gave which leads to whom. */
export async function insertAssignAudit(
  actor: Actor,
  tx: Tx,
  address: string | null,
  subject: Record<string, unknown>,
): Promise<void> {
  await tx.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject, address)
    values (${actor.orgId}, ${actor.userId}, 'leads.assigned', ${JSON.stringify(subject)}::text::jsonb, ${address})`);
}
