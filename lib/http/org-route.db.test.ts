import { eq, sql } from 'drizzle-orm';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import { addToken } from '@/lib/auth/tokens/account-tokens';
import { setUserDisabled, setUserPassword } from '@/lib/auth/people/accounts';
import { createPerson, mintSession, TEST_SECRET } from '@/lib/auth/testing';
import { accessTokens, memberships, rateLimits } from '@/lib/db/schema/people';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

const ORIGIN = 'http://board.example';
let test: TestDatabase;
let dead = false;

vi.mock('@/lib/env', () => ({
  env: () => ({
    nextauthUrl: ORIGIN,
    nextauthSecret: TEST_SECRET,
    trustProxyHops: 0,
    refreshRateLimit: 3,
    logLevel: 'silent',
  }),
}));
vi.mock('@/lib/db/client', async (original) => {
  const real = await original<typeof import('@/lib/db/client')>();
  const nowhere = real.createDb('postgres://nobody@127.0.0.1:1/none');
  return { ...real, database: () => (dead ? nowhere.db : test.db) };
});
const { forOrg, orgRoute } = await import('./org-route');

const handlers = orgRoute({
  POST: forOrg({
    permission: 'jobs.refresh',
    rateLimit: 'refresh',
    input: z.object({ task_id: z.int().min(1), skip: z.boolean().default(true) }),
    handler: ({ actor, input }) =>
      Promise.resolve({ org: actor.orgId, role: actor.role, via: actor.via, input }),
  }),
  PUT: forOrg({
    permission: 'tasks.read',
    handler: () => Promise.reject(new Error('a secret of the database')),
  }),
});

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

async function call(init: RequestInit & { method?: string } = {}): Promise<Answer> {
  const method = init.method ?? 'POST';
  const body = init.body ?? (method === 'POST' ? '{"task_id":1}' : undefined);
  const request = new NextRequest(`${ORIGIN}/api/x`, { ...init, method, body, signal: undefined });
  const response = await handlers[method as 'POST'](request, { params: Promise.resolve({}) });
  expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) as Answer['body'] };
}

const cookie = async (userId: string, claims: object = {}, extra = '') => ({
  cookie: `next-auth.session-token=${await mintSession(test.db, { userId, ...claims })}${extra}`,
});

let userId: string;
let token: string;
let tokenId: string;
let email: string;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  dead = false;
  email = `${crypto.randomUUID()}@example.com`;
  ({ userId } = await createPerson(test.db, email, { a: 'operator', b: 'admin' }));
  ({ token, id: tokenId } = await addToken(test.db, { email, name: 't', organizationId: 'b' }));
});

describe('who asks', () => {
  it('a session, in the first organization or the chosen one, with its role of this moment', async () => {
    expect((await call({ headers: await cookie(userId) })).body).toMatchObject({
      org: 'a',
      role: 'operator',
      via: 'session',
    });
    const chosen = await cookie(userId, {}, '; callboard-org=b');
    expect((await call({ headers: chosen })).body).toMatchObject({ org: 'b', role: 'admin' });
    await test.db.update(memberships).set({ role: 'supervisor' }).where(eq(memberships.userId, userId));
    expect((await call({ headers: chosen })).body).toMatchObject({ org: 'b', role: 'supervisor' });
  });

  it('the cookie only chooses among memberships', async () => {
    await createPerson(test.db, `${crypto.randomUUID()}@example.com`, { foreign: 'admin' });
    const headers = await cookie(userId, {}, '; callboard-org=foreign');
    expect((await call({ headers })).body).toMatchObject({ org: 'a' });
  });

  it.each(['access-token', 'authorization'])('a token by %s', async (header) => {
    const value = header === 'authorization' ? `Bearer ${token}` : token;
    expect((await call({ headers: { [header]: value } })).body).toMatchObject({
      org: 'b',
      role: 'admin',
      via: 'token',
    });
  });

  it('a token goes before the cookie, access-token before Authorization, and a bad one is refused beside a good one', async () => {
    const session = await cookie(userId);
    expect((await call({ headers: { ...session, 'access-token': token } })).body).toMatchObject({
      via: 'token',
    });
    for (const bad of ['', 'cb_short', `${token}x`, token.replace(/.$/, '!')]) {
      const answer = await call({
        headers: { ...session, 'access-token': bad, authorization: `Bearer ${token}` },
      });
      expect(answer).toMatchObject({ status: 401, body: { status: 'error', code: 1001 } });
    }
    const jwt = session.cookie.split('=')[1] ?? '';
    for (const [name, value] of [
      ['authorization', `Bearer ${jwt}`],
      ['access-token', jwt],
    ] as const) {
      expect(await call({ headers: { [name]: value } })).toMatchObject({ status: 401, body: { code: 1001 } });
    }
  });

  it('nobody without either, by another secret, or after the working day', async () => {
    expect(await call()).toMatchObject({ status: 401, body: { code: 1001 } });
    const forged = await mintSession(test.db, { userId }, 'another secret altogether');
    const old = await cookie(userId, { signedInAt: Math.floor(Date.now() / 1000) - 12 * 3600 - 1 });
    for (const headers of [
      { cookie: `next-auth.session-token=${forged}` },
      { cookie: 'next-auth.session-token=x' },
      old,
    ]) {
      expect(await call({ headers })).toMatchObject({ status: 401, body: { code: 1001 } });
    }
    const unknown = await cookie('00000000-0000-4000-8000-000000000000');
    expect(await call({ headers: unknown })).toMatchObject({ status: 401, body: { code: 1001 } });
  });

  it('a malformed callback-url cookie ends nothing', async () => {
    const headers = await cookie(userId, {}, '; next-auth.callback-url=http://%');
    expect(await call({ headers })).toMatchObject({ status: 200 });
  });

  it('a session ends with the password, a token when revoked or expired', async () => {
    await setUserPassword(test.db, email, 'harbor lantern plum');
    expect(await call({ headers: await cookie(userId) })).toMatchObject({
      status: 401,
      body: { code: 1001 },
    });
    expect(await call({ headers: { 'access-token': token } })).toMatchObject({ status: 200 });
    await test.db.update(accessTokens).set({ expiresAt: new Date() }).where(eq(accessTokens.id, tokenId));
    expect(await call({ headers: { 'access-token': token } })).toMatchObject({
      status: 401,
      body: { code: 1001 },
    });
    const other = await addToken(test.db, { email, name: 'u', organizationId: 'a' });
    await test.db.update(accessTokens).set({ revokedAt: new Date() }).where(eq(accessTokens.id, other.id));
    expect(await call({ headers: { 'access-token': other.token } })).toMatchObject({
      status: 401,
      body: { code: 1001 },
    });
  });

  it('a disabled person and one of no organization are 1003, by session and by token', async () => {
    const session = await cookie(userId);
    await setUserDisabled(test.db, email, true);
    for (const headers of [session, { 'access-token': token }]) {
      expect(await call({ headers })).toMatchObject({ status: 403, body: { code: 1003 } });
    }
    await setUserDisabled(test.db, email, false);
    expect(await call({ headers: session })).toMatchObject({ status: 401, body: { code: 1001 } });
    await test.db.delete(memberships).where(eq(memberships.userId, userId));
    for (const headers of [await cookie(userId, { sessionVersion: 3 }), { 'access-token': token }]) {
      expect(await call({ headers })).toMatchObject({ status: 403, body: { code: 1003 } });
    }
  });

  it('an unknown role is no membership', async () => {
    await test.db.update(memberships).set({ role: 'owner' }).where(eq(memberships.userId, userId));
    expect(await call({ headers: await cookie(userId) })).toMatchObject({
      status: 403,
      body: { code: 1003 },
    });
  });

  it('notes a token’s use, at most once a minute', async () => {
    const lastUse = async () =>
      (
        await test.db.select().from(accessTokens).where(eq(accessTokens.id, tokenId))
      )[0]?.lastUsedAt?.getTime() ?? 0;
    await call({ headers: { 'access-token': token } });
    const first = await lastUse();
    expect(Math.abs(Date.now() - first)).toBeLessThan(60_000);
    await call({ headers: { 'access-token': token } });
    expect(await lastUse()).toBe(first);
    await test.db
      .update(accessTokens)
      .set({ lastUsedAt: sql`now() - interval '61 seconds'` })
      .where(eq(accessTokens.id, tokenId));
    await call({ headers: { 'access-token': token } });
    expect(await lastUse()).toBeGreaterThanOrEqual(first);
  });
});

describe('the order of checks', () => {
  it('405 before all, with Allow, for every other method', async () => {
    for (const method of ['GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await call({ method });
      expect(answer).toMatchObject({ status: 405, body: { code: 4005 } });
      expect(answer.headers.get('allow')).toBe('POST, PUT');
    }
  });

  it('401 and 1003 before 1005, 1005 before 4029, 4029 before 4001', async () => {
    const foreign = { origin: 'http://evil.example' };
    expect(await call({ headers: foreign })).toMatchObject({ body: { code: 1001 } });
    const session = await cookie(userId);
    for (let i = 0; i < 4; i++) {
      expect(await call({ headers: { ...session, ...foreign } })).toMatchObject({
        status: 403,
        body: { code: 1005 },
      });
    }
    for (let i = 0; i < 3; i++) {
      expect(await call({ headers: { ...session, origin: ORIGIN }, body: '{' })).toMatchObject({
        status: 400,
        body: { code: 4001 },
      });
    }
    const limited = await call({ headers: session, body: '{' });
    expect(limited).toMatchObject({ status: 429, body: { code: 4029 } });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await call({ headers: { 'access-token': token, ...foreign } })).toMatchObject({ status: 200 });
    await test.db.delete(rateLimits);
    await setUserDisabled(test.db, email, true);
    expect(await call({ headers: { ...session, ...foreign } })).toMatchObject({ body: { code: 1003 } });
  });

  it.each([
    ['{', /JSON/],
    ['', /JSON/],
    ['null', /对象/],
    ['[]', /对象/],
    ['"x"', /对象/],
    ['{}', /缺少参数 task_id/],
    ['{"task_id":null}', /task_id/],
    ['{"task_id":"54"}', /task_id/],
    ['{"task_id":1.5}', /task_id/],
    ['{"task_id":0}', /task_id/],
    ['{"task_id":1e400}', /task_id/],
    ['{"task_id":1,"skip":"false"}', /skip/],
    [`{"task_id":1,"x":"${'a'.repeat(16 * 1024)}"}`, /16384/],
  ])('4001 for %s', async (body, message) => {
    const answer = await call({ headers: { 'access-token': token }, body });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 4001, message: expect.stringMatching(message) as unknown },
    });
  });

  it('takes 1.0 as an integer, ignores unknown keys and the content type', async () => {
    const headers = { 'access-token': token, 'content-type': 'text/plain' };
    const answer = await call({ headers, body: '{"task_id":1.0,"more":[]}' });
    expect(answer.body).toMatchObject({ input: { task_id: 1, skip: true } });
  });

  it('stops receiving a body that never ends', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024).fill(32));
      },
    });
    const answer = await call({
      headers: { 'access-token': token },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(answer).toMatchObject({ status: 400, body: { code: 4001 } });
    expect(sent).toBeLessThan(64 * 1024);
  });
});

describe('failures', () => {
  it('what nobody expected is 5000 without its words', async () => {
    const answer = await call({ method: 'PUT', headers: { 'access-token': token } });
    expect(answer).toMatchObject({ status: 500, body: { code: 5000 } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });

  it('a database out of reach is 5001 within 5 s', async () => {
    dead = true;
    const start = Date.now();
    expect(await call({ headers: { 'access-token': token } })).toMatchObject({
      status: 503,
      body: { code: 5001 },
    });
    expect(await call({ headers: await cookie(userId) })).toMatchObject({
      status: 503,
      body: { code: 5001 },
    });
    expect(Date.now() - start).toBeLessThan(10_000);
  });
});
