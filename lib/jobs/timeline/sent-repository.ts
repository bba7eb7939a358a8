import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

type Sent = { rowId: DbId; callId: string };

/** Whether the audit log tells that the sound of a call was sent to this person within the last seconds. */
export async function isSentNoted(
  actor: Actor,
  tx: Tx,
  { rowId, callId }: Sent,
  withinSeconds: number,
): Promise<boolean> {
  const found = await tx.execute(sql`
    select id from callboard.audit_log
    where organization_id = ${actor.orgId} and at > now() - make_interval(secs => ${withinSeconds})
      and user_id = ${actor.userId} and action = 'recording.sent'
      and subject->>'row_id' = ${String(rowId)} and subject->>'call_id' = ${callId}
    limit 1`);
  return found.length > 0;
}

/** Notes in the audit log that the sound of a call was sent to this person. */
export async function insertSentAudit(
  actor: Actor,
  tx: Tx,
  { rowId, callId, address }: Sent & { address: string },
): Promise<void> {
  const subject = { row_id: rowId, call_id: callId };
  await tx.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject, address)
    values (${actor.orgId}, ${actor.userId}, 'recording.sent', ${JSON.stringify(subject)}::text::jsonb, ${address})`);
}
