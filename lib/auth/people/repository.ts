import 'server-only';

import { and, asc, eq, sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';
import { accessTokens, memberships, organizations, sessions, users } from '@/lib/db/schema/people';

import type { MembershipRow } from '../actor';
import { deleteSessions, underWay } from '../sessions/session-repository';

// Sign-in comes before any organization is known, so these are the queries without one.

export type Account = {
  id: string;
  email: string;
  name: string;
  sessionVersion: number;
  disabledAt: Date | null;
};

/** An address is compared without its case; see the unique index on `lower(email)`. */
const byEmail = (email: string) => eq(sql`lower(${users.email})`, email.trim().toLowerCase());

export async function findAccountByEmail(
  db: Db,
  email: string,
): Promise<(Account & { passwordHash: string }) | null> {
  const [row] = await db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      sessionVersion: users.sessionVersion,
      disabledAt: users.disabledAt,
      passwordHash: users.passwordHash,
    })
    .from(users)
    .where(byEmail(email));
  return row ?? null;
}

/**
 * A person with one of their sessions (null: it has ended) and all their memberships, the oldest first: one query, because
 * every request makes it.
 */
export async function findAccountWithMemberships(
  db: Db,
  userId: string,
  sessionId: string,
): Promise<{
  account: Account;
  session: { lastSeenAt: Date } | null;
  memberships: MembershipRow[];
} | null> {
  const rows = await db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      sessionVersion: users.sessionVersion,
      disabledAt: users.disabledAt,
      lastSeenAt: sessions.lastSeenAt,
      organizationId: organizations.id,
      organizationName: organizations.name,
      role: memberships.role,
    })
    .from(users)
    .leftJoin(sessions, and(eq(sessions.id, sessionId), eq(sessions.userId, users.id), underWay))
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .leftJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(users.id, userId))
    .orderBy(asc(memberships.createdAt), asc(memberships.organizationId));
  const first = rows[0];
  if (!first) return null;
  const { id, email, name, sessionVersion, disabledAt, lastSeenAt } = first;
  return {
    account: { id, email, name, sessionVersion, disabledAt },
    session: lastSeenAt && { lastSeenAt },
    memberships: rows.flatMap(({ organizationId, organizationName, role }) =>
      organizationId === null || organizationName === null || role === null
        ? []
        : [{ userId: id, userName: name, organizationId, organizationName, role }],
    ),
  };
}

/**
 * Ends all sessions of a person and answers their e-mail address; null when `sessionId` is no session of theirs any more:
 * a cookie whose session has ended does nothing.
 */
export async function endSessions(tx: Tx, userId: string, sessionId: string): Promise<string | null> {
  const [account] = await tx
    .update(users)
    .set({ sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(
      and(
        eq(users.id, userId),
        sql`exists (select from callboard.sessions s where s.id = ${sessionId} and s.user_id = ${userId})`,
      ),
    )
    .returning({ email: users.email });
  if (!account) return null;
  await deleteSessions(tx, userId);
  return account.email;
}

export type TokenOwner = {
  tokenId: string;
  revokedAt: Date | null;
  expiresAt: Date;
  lastUsedAt: Date | null;
  disabledAt: Date | null;
  /** Null when the person has left the token's organization. */
  membership: MembershipRow | null;
};

/** The token of that SHA-256 with its owner and the owner's membership in the token's organization: one query. */
export async function findTokenOwner(db: Db, tokenHash: string): Promise<TokenOwner | null> {
  const [row] = await db
    .select({
      tokenId: accessTokens.id,
      revokedAt: accessTokens.revokedAt,
      expiresAt: accessTokens.expiresAt,
      lastUsedAt: accessTokens.lastUsedAt,
      userId: users.id,
      userName: users.name,
      disabledAt: users.disabledAt,
      organizationId: organizations.id,
      organizationName: organizations.name,
      role: memberships.role,
    })
    .from(accessTokens)
    .innerJoin(users, eq(users.id, accessTokens.userId))
    .innerJoin(organizations, eq(organizations.id, accessTokens.organizationId))
    .leftJoin(
      memberships,
      and(
        eq(memberships.userId, accessTokens.userId),
        eq(memberships.organizationId, accessTokens.organizationId),
      ),
    )
    .where(eq(accessTokens.tokenHash, tokenHash));
  if (!row) return null;
  const { tokenId, revokedAt, expiresAt, lastUsedAt, disabledAt, role, ...rest } = row;
  const membership = role === null ? null : { ...rest, role };
  return { tokenId, revokedAt, expiresAt, lastUsedAt, disabledAt, membership };
}

/** Notes that a token was used now. */
export async function touchToken(db: Db, tokenId: string): Promise<void> {
  await db
    .update(accessTokens)
    .set({ lastUsedAt: sql`now()` })
    .where(eq(accessTokens.id, tokenId));
}
