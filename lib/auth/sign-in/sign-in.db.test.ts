import { eq, gt, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { auditLog, rateLimits, sessions, users } from '@/lib/db/schema/people';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { AppError } from '@/lib/errors';

import { unlockUser } from '../people/accounts';
import { auditDigest } from '../audit';
import { readDevice, rememberDevice, type Device } from '../sessions/device';
import { hashPassword } from '../passwords/passwords';
import { accountKeyOf } from './sign-in-limits';
import { createPerson, TEST_PASSWORD, TEST_SECRET } from '../testing';

let test: TestDatabase;
vi.mock('@/lib/db/client', async (original) => ({
  ...(await original<typeof import('@/lib/db/client')>()),
  database: () => test.db,
}));
vi.mock('@/lib/env', () => ({
  env: () => ({ nextauthUrl: 'http://board.example', nextauthSecret: TEST_SECRET }),
}));
const { signIn } = await import('./sign-in');

beforeAll(async () => {
  test = await createTestDatabase();
  await createPerson(test.db, 'Li.Lei@example.com', { a: 'operator' });
});
afterAll(() => test.drop());
beforeEach(() => test.db.delete(rateLimits));

/** `ok`, `refused` or `limited`. */
async function attempt(
  email: string,
  password: string,
  address: string,
  device: Device | null = null,
): Promise<string> {
  try {
    return (await signIn(email, password, address, { userAgent: '', device })) ? 'ok' : 'refused';
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'rate_limited') throw error;
    // Of 900; a busy machine may take a while over the tries before.
    expect(error.details.retryAfterSeconds).toBeGreaterThan(600);
    expect(error.details.retryAfterSeconds).toBeLessThanOrEqual(900);
    return 'limited';
  }
}

it('signs in by address and password, whatever the case of the address', async () => {
  expect(await attempt(' li.lei@EXAMPLE.com ', TEST_PASSWORD, '1.1.1.1')).toBe('ok');
  expect(await attempt('li.lei@example.com', `${TEST_PASSWORD}!`, '1.1.1.1')).toBe('refused');
  expect(await attempt('nobody@example.com', TEST_PASSWORD, '1.1.1.1')).toBe('refused');
});

it('refuses a disabled person like a wrong password', async () => {
  await createPerson(test.db, 'gone@example.com', { a: 'operator' });
  await test.db.update(users).set({ disabledAt: new Date() }).where(eq(users.email, 'gone@example.com'));
  expect(await attempt('gone@example.com', TEST_PASSWORD, '1.1.1.1')).toBe('refused');
});

it('allows five tries for an account from one address, known or not, and stays open from others', async () => {
  for (const email of ['li.lei@example.com', 'nobody@example.com']) {
    for (let i = 0; i < 5; i++) expect(await attempt(email, 'wrong', '1.1.1.1')).toBe('refused');
    expect(await attempt(email, 'wrong', '1.1.1.1')).toBe('limited');
  }
  expect(await attempt('LI.LEI@example.com', TEST_PASSWORD, '1.1.1.1')).toBe('limited');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '2.2.2.2')).toBe('ok');
});

it('starts to count anew after a success', async () => {
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++)
      expect(await attempt('li.lei@example.com', 'wrong', '1.1.1.1')).toBe('refused');
    expect(await attempt('li.lei@example.com', TEST_PASSWORD, '1.1.1.1')).toBe('ok');
  }
});

it('does not let parallel tries through', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => attempt('li.lei@example.com', 'wrong', '1.1.1.1')),
  );
  expect(answers.filter((answer) => answer === 'refused')).toHaveLength(5);
  expect(answers.filter((answer) => answer === 'limited')).toHaveLength(7);
});

it('allows fifty tries for an account from all addresses together', async () => {
  const tries = Array.from({ length: 51 }, (_, i) => attempt('nobody@example.com', 'wrong', `10.0.0.${i}`));
  const answers = await Promise.all(tries);
  expect(answers.filter((answer) => answer === 'limited')).toHaveLength(1);
});

it('tries that were refused for their own address do not lock the account for others', async () => {
  for (let i = 0; i < 60; i++) await attempt('li.lei@example.com', 'wrong', '1.1.1.1');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '2.2.2.2')).toBe('ok');
});

it('allows a hundred tries from an address for all accounts together; successes do not count', async () => {
  for (let i = 0; i < 20; i++)
    expect(await attempt('li.lei@example.com', TEST_PASSWORD, '1.1.1.1')).toBe('ok');
  const tries = Array.from({ length: 101 }, (_, i) => attempt(`nobody${i}@example.com`, 'wrong', '1.1.1.1'));
  const answers = await Promise.all(tries);
  expect(answers.filter((answer) => answer === 'limited')).toHaveLength(1);
});

it('forgets after fifteen minutes, and stores no address of a person', async () => {
  for (let i = 0; i < 6; i++) await attempt('li.lei@example.com', 'wrong', '1.1.1.1');
  const rows = await test.db.select().from(rateLimits);
  expect(JSON.stringify(rows)).not.toContain('example.com');
  await test.db.update(rateLimits).set({ expire: sql`${rateLimits.expire} - interval '15 minutes'` });
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '1.1.1.1')).toBe('ok');
});

/** What a browser holds after a sign-in. */
async function deviceOf(email: string, before: Device | null = null): Promise<Device> {
  const value = await rememberDevice(before, accountKeyOf(email), TEST_SECRET);
  const device = await readDevice({ get: () => ({ value }) }, TEST_SECRET);
  if (!device) throw new Error('the cookie cannot be read');
  return device;
}

/** Fifty wrong tries from ten addresses. */
async function lock(email: string): Promise<void> {
  await Promise.all(Array.from({ length: 50 }, (_, i) => attempt(email, 'wrong', `10.0.1.${i % 10}`)));
  expect(await attempt(email, TEST_PASSWORD, '9.9.9.9')).toBe('limited');
}

it('counts an IPv6 network as one visitor, and IPv4 in IPv6 as IPv4', async () => {
  for (let i = 1; i <= 5; i++) {
    expect(await attempt('li.lei@example.com', 'wrong', `2001:db8:1:2:${i}::${i}`)).toBe('refused');
  }
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '2001:db8:1:2:ffff::1')).toBe('limited');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '2001:db8:1:3::1')).toBe('ok');
  for (let i = 1; i <= 5; i++) await attempt('li.lei@example.com', 'wrong', '203.0.113.7');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '::ffff:203.0.113.7')).toBe('limited');
});

it('the owner of a locked account gets in from a known device, and unlocks it for the others', async () => {
  const device = await deviceOf('Li.Lei@example.com');
  await lock('li.lei@example.com');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '10.0.1.1', device)).toBe('ok');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '9.9.9.9')).toBe('ok');
});

it('a known device has five tries of its own, for its own accounts', async () => {
  const device = await deviceOf('li.lei@example.com');
  for (let i = 0; i < 5; i++) {
    expect(await attempt('li.lei@example.com', 'wrong', `1.1.1.${i}`, device)).toBe('refused');
  }
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '1.1.1.9', device)).toBe('limited');
  // It has cost nobody else a try, and is no key to another account.
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '2.2.2.2')).toBe('ok');
  await createPerson(test.db, 'other@example.com', { a: 'operator' });
  await lock('other@example.com');
  expect(await attempt('other@example.com', TEST_PASSWORD, '2.2.2.2', device)).toBe('limited');
  const both = await deviceOf('other@example.com', device);
  expect(both.deviceId).toBe(device.deviceId);
  expect(await attempt('other@example.com', TEST_PASSWORD, '2.2.2.2', both)).toBe('ok');
});

it('takes no forged device', async () => {
  const forged = await rememberDevice(null, accountKeyOf('li.lei@example.com'), 'another secret');
  expect(await readDevice({ get: () => ({ value: forged }) }, TEST_SECRET)).toBeNull();
  const made: Device = { deviceId: crypto.randomUUID(), accounts: ['guess'] };
  await lock('li.lei@example.com');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '2.2.2.2', made)).toBe('limited');
});

it('an administrator unlocks an account, and no other', async () => {
  const device = await deviceOf('li.lei@example.com');
  await lock('li.lei@example.com');
  for (let i = 0; i < 6; i++) await attempt('li.lei@example.com', 'wrong', '1.1.1.1');
  for (let i = 0; i < 6; i++) await attempt('li.lei@example.com', 'wrong', '1.1.1.1', device);
  for (let i = 0; i < 5; i++) await attempt('nobody@example.com', 'wrong', '1.1.1.1');
  await unlockUser(test.db, 'LI.LEI@example.com', TEST_SECRET);
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '1.1.1.1')).toBe('ok');
  expect(await attempt('li.lei@example.com', TEST_PASSWORD, '1.1.1.1', device)).toBe('ok');
  expect(await attempt('nobody@example.com', 'wrong', '1.1.1.1')).toBe('limited');
});

it('an older password that no longer would be taken goes on working', async () => {
  const { userId } = await createPerson(test.db, 'old@example.com', { a: 'operator' });
  const passwordHash = await hashPassword('short');
  await test.db.update(users).set({ passwordHash }).where(eq(users.id, userId));
  expect(await attempt('old@example.com', 'short', '1.1.1.1')).toBe('ok');
});

it('a password that is changed while it is being checked starts no session', async () => {
  const { userId } = await createPerson(test.db, 'racing@example.com', { a: 'operator' });
  const passwordHash = await hashPassword('plum harbor lantern');
  let signingIn!: Promise<string>;
  await test.sql.begin(async (tx) => {
    await tx`update callboard.users set password_hash = ${passwordHash} where id = ${userId}`;
    signingIn = attempt('racing@example.com', TEST_PASSWORD, '1.1.1.1');
    expect(await test.waitsForLock(signingIn)).toBe(true);
  });
  expect(await signingIn).toBe('refused');
  expect(await test.db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
});

describe('the audit log', () => {
  it('tells each try that was looked at, without the addresses themselves', async () => {
    const { userId } = await createPerson(test.db, 'Audited@example.com', { a: 'operator' });
    const newest = sql<number>`coalesce(max(${auditLog.id}), 0)`;
    const [{ before } = { before: 0 }] = await test.db.select({ before: newest }).from(auditLog);
    await attempt('audited@example.com', TEST_PASSWORD, '1.1.1.1');
    for (let i = 0; i < 7; i++) await attempt('AUDITED@example.com', 'wrong', '1.1.1.1');
    await attempt('unknown@example.com', 'wrong', '1.1.1.1');
    const rows = await test.db.select().from(auditLog).where(gt(auditLog.id, before)).orderBy(auditLog.id);
    expect(rows.map(({ action, userId: who }) => [action, who])).toEqual([
      ['sign-in.succeeded', userId],
      ...Array.from({ length: 5 }, () => ['sign-in.failed', userId]),
      ['sign-in.limited', null],
      ['sign-in.failed', null],
    ]);
    const email = auditDigest(TEST_SECRET, 'email', 'audited@example.com');
    expect(rows.filter(({ subject }) => (subject as { email: string }).email === email)).toHaveLength(7);
    for (const { address } of rows) expect(address).toBe(auditDigest(TEST_SECRET, 'address', '1.1.1.1'));
    expect(JSON.stringify(rows)).not.toMatch(/example\.com|1\.1\.1\.1/i);
  });

  it.each([
    'update callboard.audit_log set action = null',
    'delete from callboard.audit_log',
    'truncate callboard.audit_log',
  ])('refuses %s', async (statement) => {
    await expect(test.sql.unsafe(statement)).rejects.toThrow('append-only');
  });
});
