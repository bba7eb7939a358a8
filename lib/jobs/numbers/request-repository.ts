import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { beginning, isoUtc } from '@/lib/db/columns';
import { maskNumberOrNull } from '@/lib/values/masking';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import { ALLOWED_HOURS, type NumberRequest } from './number-requests';

/** An allowed request is over when its time is. */
const STATE = sql`case when n.state = 'allowed' and n.expires_at <= clock_timestamp() then 'expired' else n.state end`;

/** The newest request of a person for a row. */
export async function findOwnRequest(
  { orgId, userId }: Actor,
  db: Db | Tx,
  rowId: DbId,
): Promise<Pick<
  NumberRequest,
  'id' | 'state' | 'reason' | 'askedAt' | 'by' | 'answeredAt' | 'until'
> | null> {
  const [row] = await db.execute<
    Pick<NumberRequest, 'id' | 'state' | 'reason' | 'askedAt' | 'by' | 'answeredAt' | 'until'>
  >(sql`
    select n.id, ${STATE} as state, n.reason, ${isoUtc(sql`n.asked_at`)} as "askedAt", n.answered_by_name as by,
      ${isoUtc(sql`n.answered_at`)} as "answeredAt", ${isoUtc(sql`n.expires_at`)} as until
    from callboard.number_requests n
    where n.organization_id = ${orgId} and n.row_id = ${rowId}::bigint and n.user_id = ${userId}::uuid
    order by n.asked_at desc limit 1`);
  return row ?? null;
}

/** The task of a row that has a number; null: not ours. */
export async function findRowTask(
  orgId: OrgId,
  db: Db | Tx,
  rowId: DbId,
): Promise<{ taskId: DbId; hasNumber: boolean } | null> {
  const [row] = await db.execute<{ taskId: DbId; hasNumber: boolean }>(sql`
    select t.task_id as "taskId", coalesce(trim(t.leads_phone::text), '') <> '' as "hasNumber"
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.id = ${rowId}::bigint limit 1`);
  return row ?? null;
}

/** An open request `n` of a row that is still there, and the organization's: nobody can answer another one. */
const isOpen = (orgId: OrgId): SQL => sql`n.state = 'open' and exists (
  select from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
  where t.id = n.row_id)`;

export async function countOpenOf({ orgId, userId }: Actor, tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(sql`
    select count(*) as n from callboard.number_requests n
    where n.organization_id = ${orgId} and n.user_id = ${userId}::uuid and ${isOpen(orgId)}`);
  return row?.n ?? 0;
}

/** Notes a request; null: this one is open already. */
export async function insertRequest(
  { orgId, userId, userName }: Actor,
  tx: Tx,
  { rowId, taskId, reason }: { rowId: DbId; taskId: DbId; reason: string | null },
): Promise<string | null> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into callboard.number_requests (organization_id, row_id, task_id, user_id, user_name, reason)
    values (${orgId}, ${rowId}::bigint, ${taskId}::bigint, ${userId}::uuid, ${userName}, ${reason})
    on conflict (organization_id, user_id, row_id) where state = 'open' do nothing returning id`);
  return row?.id ?? null;
}

/** Answers an open request; of two at once the first one holds. False: it is not open, or not the organization's. */
export async function answerOpen(
  { orgId, userId, userName }: Actor,
  tx: Tx,
  { id, allow }: { id: string; allow: boolean },
): Promise<boolean> {
  const answered = await tx.execute(sql`
    update callboard.number_requests set state = ${allow ? 'allowed' : 'refused'}, answered_by = ${userId}::uuid,
      answered_by_name = ${userName}, answered_at = clock_timestamp(),
      expires_at = ${allow ? sql`clock_timestamp() + make_interval(hours => ${ALLOWED_HOURS})` : sql`null`}
    where id = ${id}::uuid and organization_id = ${orgId} and state = 'open' returning id`);
  return answered.length > 0;
}

type Raw = Omit<NumberRequest, 'phoneMasked'> & { phone: string | null };

async function select(orgId: OrgId, db: Db | Tx, rest: SQL): Promise<NumberRequest[]> {
  const rows = await db.execute<Raw>(sql`
    select n.id, ${STATE} as state, n.row_id as "rowId", n.task_id as "taskId",
      ${beginning(sql`t.task_name`)} as "taskName", ${beginning(sql`t.leads_name`)} as "leadsName",
      t.leads_phone::text as phone, n.user_name as who, n.reason, ${isoUtc(sql`n.asked_at`)} as "askedAt",
      n.answered_by_name as by, ${isoUtc(sql`n.answered_at`)} as "answeredAt", ${isoUtc(sql`n.expires_at`)} as until
    from (select * from callboard.number_requests n where n.organization_id = ${orgId} and ${rest}) n
    left join lateral (
      select t.id, t.leads_name, t.leads_phone, c.task_name from leads_task_list t
      join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      where t.id = n.row_id and t.task_id = n.task_id limit 1) t on true
    where t.id is not null or n.state <> 'open'
    order by n.answered_at desc nulls first, n.asked_at, n.id`);
  return rows.map(({ phone, taskName, leadsName, ...row }) => ({
    ...row,
    taskName: preview(taskName, 'name'),
    leadsName: preview(leadsName, 'name'),
    phoneMasked: maskNumberOrNull(phone),
  }));
}

/** What waits for an answer, the oldest first. */
export const selectOpen = (orgId: OrgId, db: Db, limit: number) =>
  select(orgId, db, sql`${isOpen(orgId)} order by n.asked_at limit ${limit}`);

/** What was answered last. */
export const selectAnswered = (orgId: OrgId, db: Db, limit: number) =>
  select(orgId, db, sql`n.state <> 'open' order by n.answered_at desc limit ${limit}`);

export async function findRequest(orgId: OrgId, tx: Tx, id: string): Promise<NumberRequest | null> {
  const [row] = await select(orgId, tx, sql`n.id = ${id}::uuid`);
  return row ?? null;
}

export async function countOpen(orgId: OrgId, db: Db): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`
    select count(*) as n from callboard.number_requests n where n.organization_id = ${orgId} and ${isOpen(orgId)}`);
  return row?.n ?? 0;
}

/** Notes in the audit log that a number was asked for, allowed or refused; never the number itself. */
export async function insertRequestAudit(
  actor: Actor,
  tx: Tx,
  action: 'number.requested' | 'number.allowed' | 'number.refused',
  { address, ...subject }: { address: string } & Record<string, unknown>,
): Promise<void> {
  await tx.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject, address)
    values (${actor.orgId}, ${actor.userId}, ${action}, ${JSON.stringify(subject)}::text::jsonb, ${address})`);
}
