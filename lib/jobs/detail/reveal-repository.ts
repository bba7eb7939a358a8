import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

export type RevealSetting = { role: string | null; reasonRequired: boolean };

/** Who of the organization may see full numbers, and whether a reason is asked. */
export async function findRevealSetting(orgId: OrgId, db: Db | Tx): Promise<RevealSetting> {
  const [row] = await db.execute<RevealSetting>(sql`
    select reveal_role as role, reveal_reason_required as "reasonRequired"
    from callboard.organizations where id = ${orgId}`);
  return row ?? { role: null, reasonRequired: true };
}

/** The full number of a row's lead; null: not ours. */
export async function findNumber(
  orgId: OrgId,
  tx: Tx,
  rowId: DbId,
): Promise<{ taskId: DbId; number: string | null } | null> {
  const [row] = await tx.execute<{ taskId: DbId; number: string | null }>(sql`
    select t.task_id as "taskId", nullif(trim(t.leads_phone::text), '') as number
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.id = ${rowId}::bigint limit 1`);
  return row ?? null;
}

/** Notes in the audit log that a number was revealed; never the number itself. */
export async function insertRevealAudit(
  actor: Actor,
  tx: Tx,
  {
    rowId,
    taskId,
    reason,
    requestId,
    address,
  }: {
    rowId: DbId;
    taskId: DbId;
    reason: string | null;
    /** By which it was allowed to who sees no numbers. */
    requestId?: string;
    address: string;
  },
): Promise<void> {
  const subject = { row_id: rowId, task_id: taskId, reason, ...(requestId && { request_id: requestId }) };
  await tx.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject, address)
    values (${actor.orgId}, ${actor.userId}, 'number.revealed', ${JSON.stringify(subject)}::text::jsonb, ${address})`);
}
