import 'server-only';

import { and, asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';

import type { Db } from '@/lib/db/client';
import { accessTokens, memberships, users } from '@/lib/db/schema/people';
import { AppError } from '@/lib/errors';

import { check, label, requireAccount, wrong } from '../people/account-input';
import { createToken, DEFAULT_TOKEN_DAYS, hashToken } from './tokens';

// What an administrator does with tokens at the command line; see ./accounts.

const MAX_TOKEN_DAYS = 3_650;
const DAY_MS = 24 * 60 * 60 * 1000;

const days = z
  .int('is not a whole number of days')
  .min(1, 'is less than one day')
  .max(MAX_TOKEN_DAYS, `is more than ${MAX_TOKEN_DAYS} days`);

/**
 * Makes an access token of a person for one of their organizations. The token itself is returned here and nowhere else.
 *
 * @param options.organizationId may be left out by a person of one organization
 * @param options.days how long it lives, 90 by default
 */
export async function addToken(
  db: Db,
  options: { email: string; name: string; organizationId?: string; days?: number },
): Promise<{ token: string; id: string; organizationId: string; expiresAt: Date }> {
  const name = check('name', label(100), options.name);
  const lifetime = check('expires', days, options.days ?? DEFAULT_TOKEN_DAYS);
  const account = await requireAccount(db, options.email);
  if (account.disabledAt) throw wrong('email', 'belongs to a disabled person');
  const own = await db
    .select({ id: memberships.organizationId })
    .from(memberships)
    .where(eq(memberships.userId, account.id))
    .orderBy(asc(memberships.organizationId));
  const ids = own.map(({ id }) => id);
  const organizationId = options.organizationId ?? (ids.length === 1 ? ids[0] : undefined);
  if (ids.length === 0) throw wrong('email', 'belongs to a person of no organization');
  if (organizationId === undefined) throw wrong('org', `is missing: the person belongs to ${ids.join(', ')}`);
  if (!ids.includes(organizationId)) throw wrong('org', 'is not an organization of this person');

  const token = createToken();
  const expiresAt = new Date(Date.now() + lifetime * DAY_MS);
  const [row] = await db
    .insert(accessTokens)
    .values({ userId: account.id, organizationId, name, tokenHash: hashToken(token), expiresAt })
    .returning({ id: accessTokens.id });
  if (!row) throw new Error('the token was not stored');
  return { token, id: row.id, organizationId, expiresAt };
}

export type TokenListItem = {
  id: string;
  name: string;
  email: string;
  organizationId: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  state: 'valid' | 'expired' | 'revoked';
};

/** All tokens, or those of one person or organization, the newest last. */
export async function listTokens(
  db: Db,
  filter: { email?: string; organizationId?: string } = {},
): Promise<TokenListItem[]> {
  const account = filter.email === undefined ? undefined : await requireAccount(db, filter.email);
  const rows = await db
    .select({
      id: accessTokens.id,
      name: accessTokens.name,
      email: users.email,
      organizationId: accessTokens.organizationId,
      createdAt: accessTokens.createdAt,
      expiresAt: accessTokens.expiresAt,
      lastUsedAt: accessTokens.lastUsedAt,
      revokedAt: accessTokens.revokedAt,
    })
    .from(accessTokens)
    .innerJoin(users, eq(users.id, accessTokens.userId))
    .where(
      and(
        account && eq(accessTokens.userId, account.id),
        filter.organizationId === undefined
          ? undefined
          : eq(accessTokens.organizationId, filter.organizationId),
      ),
    )
    .orderBy(asc(accessTokens.createdAt), asc(accessTokens.id));
  return rows.map(({ revokedAt, ...row }) => ({
    ...row,
    state: revokedAt ? 'revoked' : row.expiresAt.getTime() <= Date.now() ? 'expired' : 'valid',
  }));
}

/** Revokes a token by its id; a token that was revoked before stays so. */
export async function revokeToken(db: Db, tokenId: string): Promise<void> {
  const id = check('id', z.uuid('is not the id of a token (see token:list)'), tokenId);
  const revoked = await db
    .update(accessTokens)
    .set({ revokedAt: sql`coalesce(${accessTokens.revokedAt}, now())` })
    .where(eq(accessTokens.id, id))
    .returning({ id: accessTokens.id });
  if (revoked.length === 0) throw new AppError('not_found', { field: 'id', message: 'belongs to no token' });
}
