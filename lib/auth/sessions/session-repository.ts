import 'server-only';

import { and, desc, eq, ne, sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';
import { sessions, users } from '@/lib/db/schema/people';

import { SESSION_MAX_AGE } from './session';

/** How much of what a browser says of itself is kept. */
const MAX_USER_AGENT_LENGTH = 400;

export type StartedSession = { sessionId: string; sessionVersion: number };
export type SessionRow = {
  id: string;
  signedInAt: Date;
  lastSeenAt: Date;
  address: string;
  userAgent: string;
};

/** A session's day is not over. */
export const underWay = sql`${sessions.signedInAt} > now() - make_interval(secs => ${SESSION_MAX_AGE})`;

/**
 * Starts a session of a person whose password was found to be the one of `passwordHash`. Null: meanwhile it was changed,
 * or the person disabled. Sessions whose day is over are swept.
 */
export async function startSession(
  tx: Tx,
  {
    userId,
    passwordHash,
    address,
    userAgent,
  }: { userId: string; passwordHash: string; address: string; userAgent: string },
): Promise<StartedSession | null> {
  const [account] = await tx
    .select({ sessionVersion: users.sessionVersion })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.passwordHash, passwordHash), sql`${users.disabledAt} is null`))
    // A change of the password waits for us and then ends this session, too.
    .for('share');
  if (!account) return null;
  await tx.execute(sql`
    delete from callboard.sessions where id in (
      select id from callboard.sessions
      where signed_in_at <= now() - make_interval(secs => ${SESSION_MAX_AGE}) for update skip locked)`);
  const [session] = await tx
    .insert(sessions)
    .values({ userId, address, userAgent: userAgent.slice(0, MAX_USER_AGENT_LENGTH) })
    .returning({ sessionId: sessions.id });
  if (!session) throw new Error('the session was not stored');
  return { ...session, sessionVersion: account.sessionVersion };
}

/** A person's sessions, the newest first. */
export async function selectSessions(db: Db, userId: string): Promise<SessionRow[]> {
  return db
    .select({
      id: sessions.id,
      signedInAt: sessions.signedInAt,
      lastSeenAt: sessions.lastSeenAt,
      address: sessions.address,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), underWay))
    .orderBy(desc(sessions.signedInAt), desc(sessions.id));
}

/** Ends one session of a person; false: they have no such session. */
export async function deleteSession(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends a person's sessions, all but one if that is named, and answers how many there were. */
export async function deleteSessions(tx: Tx, userId: string, exceptId?: string): Promise<number> {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), exceptId === undefined ? undefined : ne(sessions.id, exceptId)))
    .returning({ id: sessions.id });
  return ended.length;
}

/** Notes that a session was used now. */
export async function touchSession(db: Db, sessionId: string): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: sql`now()` })
    .where(eq(sessions.id, sessionId));
}
