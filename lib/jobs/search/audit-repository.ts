import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';

/** Notes in the audit log that somebody looked for a whole number, by its digest. */
export async function insertNumberSearchAudit(actor: Actor, db: Db, digest: string): Promise<void> {
  await db.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    values (${actor.orgId}, ${actor.userId}, 'number.searched', ${JSON.stringify({ number: digest })}::text::jsonb)`);
}
