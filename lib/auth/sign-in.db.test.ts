import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { rateLimits, users } from '@/lib/db/schema';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { AppError } from '@/lib/errors';

import { createPerson, TEST_PASSWORD } from './testing';

let test: TestDatabase;
vi.mock('@/lib/db/client', async (original) => ({
  ...(await original<typeof import('@/lib/db/client')>()),
  database: () => test.db,
}));
const { signIn } = await import('./sign-in');

beforeAll(async () => {
  test = await createTestDatabase();
  await createPerson(test.db, 'Li.Lei@example.com', { a: 'operator' });
});
afterAll(() => test.drop());
beforeEach(() => test.db.delete(rateLimits));

/** `ok`, `refused` or `limited`. */
async function attempt(email: string, password: string, address: string): Promise<string> {
  try {
    return (await signIn(email, password, address)) ? 'ok' : 'refused';
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'rate_limited') throw error;
    expect(error.details.retryAfterSeconds).toBeGreaterThan(890);
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
