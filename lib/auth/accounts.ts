import 'server-only';

import { and, asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';

import type { Db, Tx } from '@/lib/db/client';
import { accessTokens, memberships, organizations, users } from '@/lib/db/schema';
import { AppError } from '@/lib/errors';

import { ROLES, type Role } from './actor';
import { hashPassword, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './passwords';
import { findAccountByEmail, type Account } from './repository';
import { createToken, DEFAULT_TOKEN_DAYS, hashToken } from './tokens';

// What an administrator does at the command line: across organizations, so without an OrgId. Every function throws
// AppError `invalid_input` (with the field) or `not_found` (likewise) and then has changed nothing.

const MAX_TOKEN_DAYS = 3_650;
const DAY_MS = 24 * 60 * 60 * 1000;

const label = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `is longer than ${max} characters`)
    .regex(/^\P{Cc}*$/u, 'contains control characters');
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'is too long')
  .pipe(z.email('is not an e-mail address'));
const password = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `is shorter than ${MIN_PASSWORD_LENGTH} characters`)
  .max(MAX_PASSWORD_LENGTH, `is longer than ${MAX_PASSWORD_LENGTH} characters`);
const role = z.enum(ROLES, `is none of ${ROLES.join(', ')}`);
const days = z
  .int('is not a whole number of days')
  .min(1, 'is less than one day')
  .max(MAX_TOKEN_DAYS, `is more than ${MAX_TOKEN_DAYS} days`);

function wrong(field: string, message: string): AppError {
  return new AppError('invalid_input', { field, message });
}

function check<T>(field: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw wrong(field, result.error.issues[0]?.message ?? 'is not valid');
  return result.data;
}

async function requireAccount(db: Db, address: string): Promise<Account> {
  const account = await findAccountByEmail(db, check('email', email, address));
  if (!account) throw new AppError('not_found', { field: 'email', message: 'belongs to nobody' });
  return account;
}

async function ensureOrganization(tx: Tx, id: string, name: string | undefined): Promise<boolean> {
  const [found] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, id));
  if (found) return false;
  if (name === undefined) throw wrong('org-name', 'is missing: the organization is new and needs a name');
  await tx.insert(organizations).values({ id, name });
  return true;
}

export type NewUser = {
  email: string;
  name: string;
  organizationId: string;
  /** Needed when the organization is new, else left as it is. */
  organizationName?: string;
  role: string;
  /** Needed when the person is new; refused otherwise, because changing it is another command. */
  password?: string;
};

/** Adds a person to an organization, making either of them that is new. */
export async function addUser(
  db: Db,
  user: NewUser,
): Promise<{ userId: string; isNewUser: boolean; isNewOrganization: boolean; role: Role }> {
  const checked = {
    email: check('email', email, user.email),
    name: check('name', label(100), user.name),
    organizationId: check('org', label(200), user.organizationId),
    organizationName:
      user.organizationName === undefined ? undefined : check('org-name', label(200), user.organizationName),
    role: check('role', role, user.role),
    password: user.password === undefined ? undefined : check('password', password, user.password),
  };
  const passwordHash = checked.password === undefined ? null : await hashPassword(checked.password);
  return db.transaction(async (tx) => {
    const isNewOrganization = await ensureOrganization(tx, checked.organizationId, checked.organizationName);
    const [known] = await tx
      .select({ id: users.id })
      .from(users)
      .where(eq(sql`lower(${users.email})`, checked.email));
    if (known && passwordHash)
      throw wrong('password', 'is refused: the person exists already; use user:password');
    if (!known && !passwordHash)
      throw wrong('password', 'is missing (or --password-stdin): the person is new');
    const userId = known?.id ?? (await insertUser(tx, checked.email, checked.name, passwordHash ?? ''));
    const added = await tx
      .insert(memberships)
      .values({ userId, organizationId: checked.organizationId, role: checked.role })
      .onConflictDoNothing()
      .returning({ role: memberships.role });
    if (added.length === 0) throw wrong('email', 'belongs to this organization already');
    return { userId, isNewUser: !known, isNewOrganization, role: checked.role };
  });
}

async function insertUser(tx: Tx, address: string, name: string, passwordHash: string): Promise<string> {
  const [row] = await tx
    .insert(users)
    .values({ email: address, name, passwordHash })
    .returning({ id: users.id });
  if (!row) throw new Error('the person was not stored');
  return row.id;
}

/** Ends a person's sessions and refuses them and their tokens from now on; or lets them in again (`disabled: false`). */
export async function setUserDisabled(db: Db, address: string, disabled: boolean): Promise<void> {
  const { id } = await requireAccount(db, address);
  await db
    .update(users)
    .set({
      disabledAt: disabled ? sql`coalesce(${users.disabledAt}, now())` : null,
      sessionVersion: sql`${users.sessionVersion} + 1`,
    })
    .where(eq(users.id, id));
}

/** Gives a person another password and ends their sessions. */
export async function setUserPassword(db: Db, address: string, newPassword: string): Promise<void> {
  const { id } = await requireAccount(db, address);
  const passwordHash = await hashPassword(check('password', password, newPassword));
  await db
    .update(users)
    .set({ passwordHash, sessionVersion: sql`${users.sessionVersion} + 1` })
    .where(eq(users.id, id));
}

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
