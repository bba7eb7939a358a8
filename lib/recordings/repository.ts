import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';

import type { RecordedCall, SignedLink } from './types';

/** The latest call of a row, with the live link that we hold for it; null for a foreign or missing row. */
export async function findRecordedCall(orgId: OrgId, db: Db, rowId: number): Promise<RecordedCall | null> {
  type Row = Omit<RecordedCall, 'held'> & { link: string | null; expiresAt: string | null };
  const [row] = await db.execute<Row>(sql`
    select t.id as "rowId", nullif(t.call_task_id, '') as "callId", nullif(t.call_status, '') as "callStatus",
      s.call_result as "callResult", c.task_name as "taskName", t.leads_name as "leadName",
      ${isoUtc(sql`t.planed_time`)} as "plannedTime",
      case when s.recording_call_id = t.call_task_id then s.recording_link end as link,
      ${isoUtc(sql`s.recording_expires_at`)} as "expiresAt"
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join callboard.job_states s on s.row_id = t.id
    where t.id = ${rowId}::bigint`);
  if (!row) return null;
  const { link, expiresAt, ...call } = row;
  return {
    ...call,
    held: link === null ? null : { url: link, expiresAt: expiresAt === null ? null : new Date(expiresAt) },
  };
}

/**
 * Keeps a fresh link for as long as the row shows this very call. A row that was never refreshed has no state to keep
 * it in; its next range asks for another link.
 */
export async function storeRecordingLink(
  orgId: OrgId,
  db: Db,
  rowId: number,
  callId: string,
  { url, expiresAt }: SignedLink,
): Promise<void> {
  await db.execute(sql`
    update callboard.job_states s
    set recording_call_id = ${callId}, recording_link = ${url}, recording_expires_at = ${expiresAt?.toISOString() ?? null}
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where s.row_id = t.id and t.id = ${rowId}::bigint and t.call_task_id = ${callId}`);
}
