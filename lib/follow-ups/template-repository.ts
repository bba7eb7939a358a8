import 'server-only';

import { and, asc, eq, sql } from 'drizzle-orm';

import type { Actor } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { followUpTemplates } from '@/lib/db/schema';

import { MOST_TEMPLATES } from './limits';
import type { FollowUpTemplate } from './schemas';

const own = (actor: Actor) =>
  and(eq(followUpTemplates.organizationId, actor.orgId), eq(followUpTemplates.userId, actor.userId));

/** A person's own phrases, the oldest first. */
export async function selectTemplates(actor: Actor, db: Db | Tx): Promise<FollowUpTemplate[]> {
  return db
    .select({ id: followUpTemplates.id, body: followUpTemplates.body })
    .from(followUpTemplates)
    .where(own(actor))
    .orderBy(asc(followUpTemplates.createdAt), asc(followUpTemplates.id))
    .limit(MOST_TEMPLATES);
}

/** Keeps a phrase; one that the person has already is that one. Null: they have as many as they may. */
export async function insertTemplate(actor: Actor, db: Db, body: string): Promise<FollowUpTemplate | null> {
  return db.transaction(async (tx) => {
    // Two tabs that keep the same phrase at once keep it once.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`templates:${actor.orgId}:${actor.userId}`}, 0))`,
    );
    const kept = await selectTemplates(actor, tx);
    const same = kept.find((template) => template.body === body);
    if (same) return same;
    if (kept.length >= MOST_TEMPLATES) return null;
    const [added] = await tx
      .insert(followUpTemplates)
      .values({ organizationId: actor.orgId, userId: actor.userId, body, createdAt: sql`clock_timestamp()` })
      .returning({ id: followUpTemplates.id, body: followUpTemplates.body });
    return added ?? null;
  });
}

/** False when the person has no such template. */
export async function deleteTemplate(actor: Actor, db: Db, id: string): Promise<boolean> {
  const deleted = await db
    .delete(followUpTemplates)
    .where(and(own(actor), eq(followUpTemplates.id, id)))
    .returning({ id: followUpTemplates.id });
  return deleted.length > 0;
}
