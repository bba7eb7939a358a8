import 'server-only';

import { and, asc, desc, eq, or, sql } from 'drizzle-orm';

import type { Actor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import type { Db, Tx } from '@/lib/db/client';
import { followUpTemplates } from '@/lib/db/schema/callboard';

import { MOST_TEMPLATES } from './limits';
import type { FollowUpTemplate } from './schemas';

const { organizationId, userId, shared, body: phrase } = followUpTemplates;

const ofOrganization = (actor: Actor) => eq(organizationId, actor.orgId);
const own = (actor: Actor) => and(ofOrganization(actor), eq(userId, actor.userId), eq(shared, false));
const team = (actor: Actor) => and(ofOrganization(actor), eq(shared, true));
/** Everybody's own, and for those who lead the team's. */
const removable = (actor: Actor) =>
  can(actor.role, 'phrases.share') ? or(own(actor), team(actor)) : own(actor);

/** The team's phrases and a person's own, each the oldest first. */
export async function selectTemplates(actor: Actor, db: Db | Tx): Promise<FollowUpTemplate[]> {
  const rows = await db
    .select({ id: followUpTemplates.id, body: phrase, shared })
    .from(followUpTemplates)
    .where(or(own(actor), team(actor)))
    .orderBy(desc(shared), asc(followUpTemplates.createdAt), asc(followUpTemplates.id))
    .limit(2 * MOST_TEMPLATES);
  return rows.map((row) => withRight(actor, row));
}

function withRight(actor: Actor, row: Omit<FollowUpTemplate, 'mayRemove'>): FollowUpTemplate {
  return { ...row, mayRemove: !row.shared || can(actor.role, 'phrases.share') };
}

/** Keeps a phrase; one that is there already is that one. Null: there are as many as there may be. */
export async function insertTemplate(
  actor: Actor,
  db: Db,
  { body, shared: forAll }: { body: string; shared: boolean },
): Promise<FollowUpTemplate | null> {
  return db.transaction(async (tx) => {
    // Two tabs that keep the same phrase at once keep it once.
    const whose = forAll ? 'team' : actor.userId;
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`templates:${actor.orgId}:${whose}`}, 0))`,
    );
    const kept = (await selectTemplates(actor, tx)).filter((template) => template.shared === forAll);
    const same = kept.find((template) => template.body === body);
    if (same) return same;
    if (kept.length >= MOST_TEMPLATES) return null;
    const [added] = await tx
      .insert(followUpTemplates)
      .values({
        organizationId: actor.orgId,
        userId: actor.userId,
        body,
        shared: forAll,
        createdAt: sql`clock_timestamp()`,
      })
      .returning({ id: followUpTemplates.id, body: phrase, shared });
    return added ? withRight(actor, added) : null;
  });
}

/** False when there is none that the person may remove. */
export async function deleteTemplate(actor: Actor, db: Db, id: string): Promise<boolean> {
  const deleted = await db
    .delete(followUpTemplates)
    .where(and(removable(actor), eq(followUpTemplates.id, id)))
    .returning({ id: followUpTemplates.id });
  return deleted.length > 0;
}
