import { randomUUID } from 'node:crypto';

import { and, desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { auditLog, sessions } from '@/lib/db/schema/people';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { createPerson, TEST_PASSWORD, TEST_SECRET } from '../testing';
import type { Self } from './own-account';

let test: TestDatabase;
vi.mock('@/lib/db/client', async (original) => ({
  ...(await original<typeof import('@/lib/db/client')>()),
  database: () => test.db,
}));
vi.mock('@/lib/env', () => ({
  env: () => ({ nextauthUrl: 'http://board.example', nextauthSecret: TEST_SECRET, logLevel: 'silent' }),
}));
const { changeOwnPassword, endOtherSessions, endOwnSession, listOwnSessions } = await import('./own-account');
const { signIn } = await import('../sign-in/sign-in');

const NEXT = 'harbor lantern plum';
let self: Self;
/** Ids of the sessions on the desk (this one), the phone and the tablet. */
let ids: string[];
/** Of somebody else. */
let foreign: string;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  const email = `${randomUUID()}@example.com`;
  const { userId } = await createPerson(test.db, email, { north: 'operator' });
  ids = [];
  for (const userAgent of ['desk', 'phone', 'tablet']) {
    const started = await signIn(email, TEST_PASSWORD, '203.0.113.7', { userAgent, device: null });
    ids.push(started!.sessionId);
  }
  const other = `${randomUUID()}@example.com`;
  await createPerson(test.db, other, { north: 'operator' });
  foreign = (await signIn(other, TEST_PASSWORD, '203.0.113.8'))!.sessionId;
  const organizations = [{ id: 'north', name: '北方' }];
  const [sessionId = ''] = ids;
  self = {
    userId,
    email,
    name: '李雷',
    organizations,
    sessionId,
    address: '203.0.113.7',
    secret: TEST_SECRET,
  };
});

const live = async () => (await listOwnSessions(test, self)).map(({ userAgent }) => userAgent);
const newest = async () => {
  const [row] = await test.db
    .select({ action: auditLog.action, subject: auditLog.subject })
    .from(auditLog)
    .where(eq(auditLog.userId, self.userId))
    .orderBy(desc(auditLog.id))
    .limit(1);
  return row;
};

describe('sessions', () => {
  it('are listed with this one first, and without those whose day is over', async () => {
    expect(await listOwnSessions(test, self)).toMatchObject([
      { id: ids[0], isThis: true, userAgent: 'desk', address: '203.0.113.7' },
      { id: ids[2], isThis: false, userAgent: 'tablet' },
      { id: ids[1], isThis: false, userAgent: 'phone' },
    ]);
    await test.db
      .update(sessions)
      .set({ signedInAt: sql`now() - interval '12 hours'` })
      .where(eq(sessions.id, ids[2]!));
    expect(await live()).toEqual(['desk', 'phone']);
    // The next sign-in sweeps it away, with the address that it holds.
    await signIn(self.email, TEST_PASSWORD, '203.0.113.7', { userAgent: 'new', device: null });
    expect(await test.db.$count(sessions, eq(sessions.id, ids[2]!))).toBe(0);
  });

  it('end one by one, and never somebody else’s', async () => {
    await endOwnSession(test, self, ids[1]!);
    expect(await live()).toEqual(['desk', 'tablet']);
    expect(await newest()).toMatchObject({ action: 'session.ended', subject: { session_id: ids[1] } });
    for (const id of [ids[1]!, foreign, randomUUID()]) {
      await expect(endOwnSession(test, self, id)).rejects.toMatchObject({ kind: 'not_found' });
    }
    expect(await test.db.$count(sessions, eq(sessions.id, foreign))).toBe(1);
  });

  it('end all but this one', async () => {
    expect(await endOtherSessions(test, self)).toEqual({ sessionsEnded: 2 });
    expect(await live()).toEqual(['desk']);
    expect(await endOtherSessions(test, self)).toEqual({ sessionsEnded: 0 });
    expect(await newest()).toMatchObject({ action: 'session.ended', subject: { sessions_ended: 2 } });
    expect(await test.db.$count(sessions, eq(sessions.id, foreign))).toBe(1);
  });
});

describe('changing the password', () => {
  const change = (current: string, next: string) => changeOwnPassword(test, self, { current, next });

  it('ends the other sessions and takes the new one from then on', async () => {
    expect(await change(TEST_PASSWORD, NEXT)).toEqual({ changed: true, sessionsEnded: 2 });
    expect(await live()).toEqual(['desk']);
    expect(await signIn(self.email, TEST_PASSWORD, '203.0.113.7')).toBeNull();
    expect(await signIn(self.email, NEXT, '203.0.113.7')).toMatchObject({ id: self.userId });
  });

  it.each([
    [TEST_PASSWORD, TEST_PASSWORD, 'unchanged'],
    [TEST_PASSWORD, 'short', 'too_short'],
    [TEST_PASSWORD, 'password1234', 'too_common'],
    [TEST_PASSWORD, 'gartenzwerg 北方', 'about_you'],
    ['wrong', NEXT, 'wrong_current'],
  ])('from %s to %s is refused: %s', async (current, next, reason) => {
    expect(await change(current, next)).toEqual({ changed: false, reason });
    expect(await live()).toHaveLength(3);
    expect(await signIn(self.email, TEST_PASSWORD, '203.0.113.7')).not.toBeNull();
  });

  it('lets nobody guess the current one', async () => {
    for (let i = 0; i < 5; i++)
      expect(await change('wrong', NEXT)).toMatchObject({ reason: 'wrong_current' });
    await expect(change(TEST_PASSWORD, NEXT)).rejects.toMatchObject({ kind: 'rate_limited' });
    const refused = and(eq(auditLog.userId, self.userId), eq(auditLog.action, 'password.refused'));
    expect(await test.db.$count(auditLog, refused)).toBe(5);
  });

  it('twice at once happens once', async () => {
    const answers = await Promise.all([change(TEST_PASSWORD, NEXT), change(TEST_PASSWORD, `${NEXT} 2`)]);
    expect(answers.filter(({ changed }) => changed)).toHaveLength(1);
  });
});
