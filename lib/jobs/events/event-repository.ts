import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { beginning, isoUtc } from '@/lib/db/columns';
import { noteTaskChange } from '@/lib/events/changes';

import type { ReceiptRecord } from '@/lib/receipts/receipt-record';
import type { FieldChange } from '@/lib/receipts/schemas';
import type { FollowData } from '@/lib/follow-ups/schemas';
import type { DbId } from '@/lib/values/db-id';

export type StoredEvent = {
  id: number;
  at: string;
  kind: 'changed' | 'follow_up' | 'played' | 'downloaded' | 'revealed' | 'assigned';
  by: string | null;
  via: string | null;
  receiptId: string | null;
  details: {
    changes?: FieldChange[];
    follow_up?: FollowData;
    interest?: { from: number | null; to: number | null };
    /** Of a new follow-up: the one that the row named before it. */
    before?: { id: DbId | null };
    /** The follow-up was taken back. */
    undone?: true;
    /** Names of the owner before and after; null: nobody. */
    owner?: { from: string | null; to: string | null };
    call_id?: string;
    reason?: string;
  } | null;
};

/**
 * Notes every row that a refresh changed, with old and new values, and that the task changed; runs in the refresh's own
 * transaction.
 */
export async function insertChangeEvents(orgId: OrgId, tx: Tx, receipt: ReceiptRecord): Promise<void> {
  const changed = receipt.rows.filter((row) => row.verdict === 'updated');
  if (changed.length === 0) return;
  const events = changed.map((row) => ({
    row_id: row.row_id,
    details: JSON.stringify({ changes: row.changes }),
  }));
  await tx.execute(sql`
    insert into callboard.job_events (organization_id, task_id, row_id, kind, user_id, user_name, via, receipt_id, details)
    select ${orgId}, ${receipt.taskId}, e.row_id, 'changed', ${receipt.userId}, ${receipt.userName}, ${receipt.via},
      ${receipt.id}, e.details::jsonb
    from json_to_recordset(${JSON.stringify(events)}::json) as e(row_id bigint, details text)`);
  const rowIds = changed.map((row) => row.row_id);
  await noteTaskChange(orgId, tx, { taskId: receipt.taskId, receiptId: receipt.id, rowIds });
}

/** Notes what a person did with a row; nothing is noted of a row that is not the organization's. */
export async function insertEvent(
  actor: Actor,
  db: Db | Tx,
  event: { rowId: DbId; kind: Exclude<StoredEvent['kind'], 'changed'>; details: StoredEvent['details'] },
): Promise<void> {
  await db.execute(sql`
    insert into callboard.job_events (organization_id, task_id, row_id, kind, user_id, user_name, via, details)
    select ${actor.orgId}, t.task_id, t.id, ${event.kind}, ${actor.userId}, ${actor.userName}, ${actor.via},
      ${JSON.stringify(event.details)}::jsonb
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${actor.orgId}
    where t.id = ${event.rowId}::bigint limit 1`);
}

/** The id of a row's call when it is one of its job's, or of its latest when none is asked for; null: there is none. */
export async function findCall(
  orgId: OrgId,
  tx: Tx,
  rowId: DbId,
  callId: string | null,
): Promise<string | null> {
  const [row] = await tx.execute<{ callId: string | null }>(sql`
    select coalesce(${callId}::text, nullif(t.call_task_id::text, '')) as "callId"
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join callboard.job_states s on s.row_id = t.id
    where t.id = ${rowId}::bigint and (${callId}::text is null or t.call_task_id::text = ${callId}
      or s.provider_job->'Tasks' @> jsonb_build_array(jsonb_build_object('TaskId', ${callId}::text)))
    limit 1`);
  return row?.callId ?? null;
}

/** Lets one person's notes about a row wait for each other, until the transaction's end. */
export async function lockListening(actor: Actor, tx: Tx, rowId: DbId): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`listening:${actor.orgId}:${actor.userId}:${rowId}`}, 0))`,
  );
}

/** Whether this person's event about this call was noted within the last seconds. */
export async function noted(
  actor: Actor,
  tx: Tx,
  event: { rowId: DbId; callId: string; kind: 'played' | 'downloaded'; withinSeconds: number },
): Promise<boolean> {
  const found = await tx.execute(sql`
    select id from callboard.job_events
    where organization_id = ${actor.orgId} and row_id = ${event.rowId}::bigint and kind = ${event.kind}
      and user_id = ${actor.userId} and details->>'call_id' = ${event.callId}
      and at > clock_timestamp() - make_interval(secs => ${event.withinSeconds})
    limit 1`);
  return found.length > 0;
}

/** The newest events of a row, oldest first; of a remark no more than `preview` needs. */
export async function selectEvents(orgId: OrgId, db: Db, rowId: DbId, limit = 500): Promise<StoredEvent[]> {
  const remark = sql`details #>> '{follow_up,leads_remark}'`;
  const details = sql`case when ${remark} is null then details
    else jsonb_set(details, '{follow_up,leads_remark}', coalesce(to_jsonb(${beginning(remark)}), 'null')) end as details`;
  const rows = await db.execute<StoredEvent>(sql`
    select id, ${isoUtc(sql`at`)} as at, kind, user_name as by, via, receipt_id as "receiptId", ${details}
    from callboard.job_events where organization_id = ${orgId} and row_id = ${rowId}::bigint
    order by id desc limit ${limit}`);
  return [...rows].reverse();
}
