import 'server-only';

import { and, eq } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';
import { users } from '@/lib/db/schema/people';
import { AppError } from '@/lib/errors';

import { noteAuthEvent, type AuthAction } from '../audit';
import { findPasswordFlaw, type PasswordFlaw } from '../passwords/password-rules';
import { hashPassword, verifyPassword } from '../passwords/passwords';
import { countTry, createLimiter } from '../sign-in/rate-limit';
import { findAccountByEmail } from './repository';
import {
  deleteSession,
  deleteSessions,
  selectSessions,
  type SessionRow,
} from '../sessions/session-repository';

// What a person does with their own account, whatever the organization: without an OrgId.

/** A signed-in person, from where they ask, and what the audit log hides their addresses with (NEXTAUTH_SECRET). */
export type Self = {
  userId: string;
  email: string;
  name: string;
  organizations: readonly { id: string; name: string }[];
  sessionId: string;
  address: string;
  secret: string;
};

/** The person's sessions, this one first, then the newest. */
export async function listOwnSessions(
  { db }: { db: Db },
  { userId, sessionId }: Pick<Self, 'userId' | 'sessionId'>,
): Promise<(SessionRow & { isThis: boolean })[]> {
  const rows = await selectSessions(db, userId);
  return rows
    .map((row) => ({ ...row, isThis: row.id === sessionId }))
    .toSorted((a, b) => Number(b.isThis) - Number(a.isThis));
}

/**
 * Ends one of the person's sessions; this one, too.
 * @throws AppError `not_found`, also for another person's session
 */
export async function endOwnSession({ db }: { db: Db }, self: Self, sessionId: string): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await deleteSession(tx, self.userId, sessionId))) {
      throw new AppError('not_found', { message: '登录已经结束' });
    }
    await noteAuthEvent(tx, self.secret, eventOf(self, 'session.ended', { session_id: sessionId }));
  });
}

/** Ends all of the person's sessions but this one, and answers how many there were. */
export async function endOtherSessions({ db }: { db: Db }, self: Self): Promise<{ sessionsEnded: number }> {
  return db.transaction(async (tx) => {
    const sessionsEnded = await deleteSessions(tx, self.userId, self.sessionId);
    if (sessionsEnded > 0) {
      await noteAuthEvent(tx, self.secret, eventOf(self, 'session.ended', { sessions_ended: sessionsEnded }));
    }
    return { sessionsEnded };
  });
}

export type PasswordChange =
  | { changed: true; sessionsEnded: number }
  | { changed: false; reason: PasswordFlaw | 'wrong_current' | 'unchanged' };

let tries: ReturnType<typeof createLimiter> | undefined;

/** Who finds a screen unlocked may guess as seldom as somebody who signs in. */
function changeLimiter() {
  tries ??= createLimiter({ keyPrefix: 'password', points: 5, duration: 15 * 60 });
  return tries;
}

/**
 * Gives the person another password and ends their other sessions. A wrong current password and a weak new one are
 * answers, not failures, and then nothing was changed.
 *
 * @throws AppError `rate_limited` after five wrong current passwords in 15 minutes
 */
export async function changeOwnPassword(
  { db }: { db: Db },
  self: Self,
  passwords: { current: string; next: string },
): Promise<PasswordChange> {
  const { userId, secret } = self;
  await countTry(changeLimiter(), userId);
  const refuse = async (): Promise<PasswordChange> => {
    await noteAuthEvent(db, secret, eventOf(self, 'password.refused'));
    return { changed: false, reason: 'wrong_current' };
  };
  const account = await findAccountByEmail(db, self.email);
  if (!account || !(await verifyPassword(account.passwordHash, passwords.current))) return refuse();
  await changeLimiter().delete(userId);
  if (passwords.next === passwords.current) return { changed: false, reason: 'unchanged' };
  const names = self.organizations.flatMap(({ id, name }) => [id, name]);
  const flaw = await findPasswordFlaw(passwords.next, { ...self, organizations: names });
  if (flaw) return { changed: false, reason: flaw };

  const passwordHash = await hashPassword(passwords.next);
  const sessionsEnded = await db.transaction(async (tx) => {
    const changed = await tx
      .update(users)
      .set({ passwordHash })
      // Two changes at once: the second one's current password is current no more.
      .where(and(eq(users.id, userId), eq(users.passwordHash, account.passwordHash)))
      .returning({ id: users.id });
    if (changed.length === 0) return null;
    const ended = await deleteSessions(tx, userId, self.sessionId);
    await noteAuthEvent(tx, secret, eventOf(self, 'password.changed', { sessions_ended: ended }));
    return ended;
  });
  return sessionsEnded === null ? refuse() : { changed: true, sessionsEnded };
}

function eventOf(
  { userId, email, address, sessionId }: Self,
  action: AuthAction,
  subject: Record<string, unknown> = {},
) {
  return { action, userId, email, address, subject: { by_session: sessionId, ...subject } };
}
