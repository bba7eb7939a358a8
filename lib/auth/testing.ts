import { randomUUID } from 'node:crypto';

import { sql } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';

import type { Db } from '@/lib/db/client';
import { memberships, organizations, users } from '@/lib/db/schema/people';

import type { Role } from './actor';
import { hashPassword } from './passwords/passwords';
import { SESSION_MAX_AGE, type SessionClaims } from './sessions/session';

export const TEST_PASSWORD = 'correct horse battery';
export const TEST_SECRET = 'a secret of the tests only';

/** A person of a test's own, a member of the given organizations (made when new). Their password is TEST_PASSWORD. */
export async function createPerson(
  db: Db,
  email: string,
  roles: Record<string, Role | 'owner'> = {},
): Promise<{ userId: string; email: string }> {
  const passwordHash = await hashPassword(TEST_PASSWORD);
  const [user] = await db
    .insert(users)
    .values({ email, name: `Name of ${email}`, passwordHash })
    .returning({ id: users.id });
  if (!user) throw new Error('not stored');
  for (const [organizationId, role] of Object.entries(roles)) {
    await db
      .insert(organizations)
      .values({ id: organizationId, name: `Organization ${organizationId}` })
      .onConflictDoNothing();
    await db.insert(memberships).values({ userId: user.id, organizationId, role });
  }
  return { userId: user.id, email };
}

/** The value of a session cookie, as signing in would set it; the person need not exist. */
export async function mintSession(
  db: Db,
  claims: Partial<SessionClaims> & { userId: string },
  secret = TEST_SECRET,
): Promise<string> {
  const sessionId = randomUUID();
  await db.execute(sql`
    insert into callboard.sessions (id, user_id, address, user_agent)
    select ${sessionId}, id, '127.0.0.1', '' from callboard.users where id = ${claims.userId}`);
  const signedInAt = Math.floor(Date.now() / 1000);
  const token = { sessionVersion: 1, signedInAt, sessionId, ...claims };
  return encode({ token, secret, maxAge: SESSION_MAX_AGE });
}
