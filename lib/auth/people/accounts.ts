import 'server-only';

import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';

import type { Db, Tx } from '@/lib/db/client';
import { memberships, organizations, users } from '@/lib/db/schema/people';

import { check, email, label, requireAccount, wrong } from './account-input';
import { ROLES, type Role } from '../actor';
import { noteAuthEvent, type AuthAction } from '../audit';
import { findPasswordFlaw, type PasswordOwner } from '../passwords/password-rules';
import { flawInBothLanguages } from '../passwords/password-words';
import { hashPassword } from '../passwords/passwords';
import type { Account } from './repository';
import { deleteSessions } from '../sessions/session-repository';
import { accountKeyOf, forgetTries } from '../sign-in/sign-in-limits';

// What an administrator does at the command line: across organizations, so without an OrgId. Every function throws
// AppError `invalid_input` (with the field) or `not_found` (likewise) and then has changed nothing.

const role = z.enum(ROLES, `is none of ${ROLES.join(', ')}`);
async function requireGoodPassword(password: string, owner: PasswordOwner): Promise<void> {
  const flaw = await findPasswordFlaw(password, owner);
  if (flaw) throw wrong('password', `is refused: ${flawInBothLanguages(flaw)}`);
}

async function organizationName(db: Db, id: string): Promise<string | undefined> {
  const [row] = await db
    .select({ name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, id));
  return row?.name;
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
    password: user.password,
  };
  if (checked.password !== undefined) {
    const organization = await organizationName(db, checked.organizationId);
    const names = [checked.organizationId, organization ?? checked.organizationName ?? ''];
    await requireGoodPassword(checked.password, { ...checked, organizations: names });
  }
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

/**
 * Ends a person's sessions and refuses them and their tokens from now on; or lets them in again (`disabled: false`).
 *
 * @param secret here and below: NEXTAUTH_SECRET for the audit log, or null where it is not known
 */
export async function setUserDisabled(
  db: Db,
  address: string,
  disabled: boolean,
  secret: string | null = null,
): Promise<void> {
  const account = await requireAccount(db, address);
  await db.transaction(async (tx) => {
    await tx
      .update(users)
      .set({
        disabledAt: disabled ? sql`coalesce(${users.disabledAt}, now())` : null,
        sessionVersion: sql`${users.sessionVersion} + 1`,
      })
      .where(eq(users.id, account.id));
    const sessionsEnded = await deleteSessions(tx, account.id);
    await noteCommand(tx, secret, disabled ? 'user.disabled' : 'user.enabled', account, { sessionsEnded });
  });
}

/** Gives a person another password and ends their sessions. */
export async function setUserPassword(
  db: Db,
  address: string,
  newPassword: string,
  secret: string | null = null,
): Promise<void> {
  const account = await requireAccount(db, address);
  const own = await db
    .select({ id: organizations.id, name: organizations.name })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(memberships.userId, account.id));
  const names = own.flatMap(({ id, name }) => [id, name]);
  await requireGoodPassword(newPassword, { ...account, organizations: names });
  const passwordHash = await hashPassword(newPassword);
  await db.transaction(async (tx) => {
    await tx
      .update(users)
      .set({ passwordHash, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, account.id));
    const sessionsEnded = await deleteSessions(tx, account.id);
    await noteCommand(tx, secret, 'password.changed', account, { sessionsEnded });
  });
}

/** Forgets the wrong tries of a person, their own and those of others, so that they can sign in again at once. */
export async function unlockUser(db: Db, address: string, secret: string | null = null): Promise<void> {
  const account = await requireAccount(db, address);
  await db.transaction(async (tx) => {
    const counts = await forgetTries(tx, accountKeyOf(account.email));
    await noteCommand(tx, secret, 'sign-in.unlocked', account, { counts });
  });
}

function noteCommand(
  tx: Tx,
  secret: string | null,
  action: AuthAction,
  { id: userId, email }: Account,
  { sessionsEnded, counts }: { sessionsEnded?: number; counts?: number },
): Promise<void> {
  const subject = {
    by: 'command_line',
    ...(sessionsEnded !== undefined && { sessions_ended: sessionsEnded }),
    ...(counts !== undefined && { counts_forgotten: counts }),
  };
  return noteAuthEvent(tx, secret, { action, userId, email, address: null, subject });
}
