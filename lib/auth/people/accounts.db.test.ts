import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { accessTokens, organizations, users } from '@/lib/db/schema/people';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { addToken, listTokens, revokeToken } from '../tokens/account-tokens';
import { addUser, setUserDisabled, setUserPassword } from './accounts';
import { verifyPassword } from '../passwords/passwords';
import { findAccountByEmail } from './repository';
import { createPerson } from '../testing';
import { hashToken } from '../tokens/tokens';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const person = { email: 'A@example.com', name: '韩梅梅', organizationId: 'o1', role: 'operator' };
const refusedFor = (field: string) =>
  expect.objectContaining({ details: expect.objectContaining({ field }) as unknown });

describe('adding people', () => {
  it('makes the person and the organization, and later only what is new', async () => {
    const first = await addUser(test.db, {
      ...person,
      organizationName: '一',
      password: 'correct horse battery',
    });
    expect(first).toMatchObject({ isNewUser: true, isNewOrganization: true, role: 'operator' });
    const second = await addUser(test.db, {
      ...person,
      email: 'a@EXAMPLE.com',
      organizationId: 'o2',
      organizationName: '二',
      role: 'admin',
    });
    expect(second).toMatchObject({ userId: first.userId, isNewUser: false, isNewOrganization: true });
    const account = await findAccountByEmail(test.db, 'a@example.com');
    expect(await verifyPassword(account?.passwordHash ?? null, 'correct horse battery')).toBe(true);
  });

  it.each([
    ['email', { email: 'nobody' }],
    ['email', {}],
    ['name', { name: ' ' }],
    ['name', { name: 'a\u0000b' }],
    ['org', { organizationId: '' }],
    ['org-name', { organizationId: 'new', email: 'b@example.com', password: 'correct horse battery' }],
    ['role', { role: 'owner' }],
    ['password', { email: 'b@example.com' }],
    ['password', { email: 'b@example.com', password: 'short' }],
    ['password', { password: 'correct horse battery' }],
  ])('names %s when it is wrong, and keeps nothing', async (field, change) => {
    const before = [await test.db.$count(users), await test.db.$count(organizations)];
    await expect(addUser(test.db, { ...person, ...change })).rejects.toEqual(refusedFor(field));
    expect([await test.db.$count(users), await test.db.$count(organizations)]).toEqual(before);
  });
});

it('ends sessions with another password and with disabling', async () => {
  await createPerson(test.db, 'c@example.com', { c1: 'operator' });
  const version = async () => (await findAccountByEmail(test.db, 'c@example.com'))?.sessionVersion;
  await setUserPassword(test.db, 'C@example.com', 'plum harbor lantern');
  expect(await version()).toBe(2);
  await setUserDisabled(test.db, 'c@example.com', true);
  const disabled = await findAccountByEmail(test.db, 'c@example.com');
  expect(disabled).toMatchObject({ sessionVersion: 3, disabledAt: expect.any(Date) as unknown });
  await expect(addToken(test.db, { email: 'c@example.com', name: 't' })).rejects.toEqual(refusedFor('email'));
  await setUserDisabled(test.db, 'c@example.com', false);
  expect(await findAccountByEmail(test.db, 'c@example.com')).toMatchObject({
    sessionVersion: 4,
    disabledAt: null,
  });
  await expect(setUserPassword(test.db, 'x@example.com', 'plum harbor lantern')).rejects.toEqual(
    refusedFor('email'),
  );
  await expect(setUserPassword(test.db, 'c@example.com', 'short')).rejects.toEqual(refusedFor('password'));
});

describe('tokens', () => {
  it('live ninety days, are stored as their hash only, and end when revoked', async () => {
    await createPerson(test.db, 'd@example.com', { d1: 'operator' });
    const { token, id, expiresAt, organizationId } = await addToken(test.db, {
      email: 'd@example.com',
      name: 'CRM',
    });
    expect(organizationId).toBe('d1');
    expect(Math.round((expiresAt.getTime() - Date.now()) / 86_400_000)).toBe(90);
    const [stored] = await test.db.select().from(accessTokens).where(eq(accessTokens.id, id));
    expect(stored?.tokenHash).toBe(hashToken(token));
    expect(JSON.stringify(stored)).not.toContain(token);

    expect(await listTokens(test.db, { email: 'd@example.com' })).toMatchObject([
      { id, name: 'CRM', state: 'valid', lastUsedAt: null },
    ]);
    await test.db
      .update(accessTokens)
      .set({ expiresAt: new Date(0) })
      .where(eq(accessTokens.id, id));
    expect(await listTokens(test.db, { organizationId: 'd1' })).toMatchObject([{ state: 'expired' }]);
    await revokeToken(test.db, id);
    expect(await listTokens(test.db, { organizationId: 'd1' })).toMatchObject([{ state: 'revoked' }]);
  });

  it('ask for the organization where there are several, and take none but the person’s', async () => {
    await createPerson(test.db, 'e@example.com', { e1: 'operator', e2: 'admin' });
    await createPerson(test.db, 'f@example.com');
    const add = (change: object) => addToken(test.db, { email: 'e@example.com', name: 't', ...change });
    await expect(add({})).rejects.toEqual(refusedFor('org'));
    await expect(add({ organizationId: 'd1' })).rejects.toEqual(refusedFor('org'));
    await expect(add({ email: 'f@example.com' })).rejects.toEqual(refusedFor('email'));
    await expect(add({ organizationId: 'e2', days: 0 })).rejects.toEqual(refusedFor('expires'));
    await expect(add({ organizationId: 'e2', days: 1.5 })).rejects.toEqual(refusedFor('expires'));
    await expect(add({ organizationId: 'e2', name: '' })).rejects.toEqual(refusedFor('name'));
    expect(await add({ organizationId: 'e2', days: 1 })).toMatchObject({ organizationId: 'e2' });
    await expect(revokeToken(test.db, '1')).rejects.toEqual(refusedFor('id'));
    await expect(revokeToken(test.db, '00000000-0000-4000-8000-000000000000')).rejects.toEqual(
      refusedFor('id'),
    );
  });
});
