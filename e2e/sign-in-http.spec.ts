import { hash } from '@node-rs/argon2';
import type { APIRequestContext, APIResponse } from '@playwright/test';

import { expect, test as base } from './fixtures/test';
import { settings } from './fixtures/settings';
import type { TestUser } from './fixtures/world';

const PASSWORD = 'correct horse battery';

/** What a script that knows next-auth would send: no page, no browser. */
class Client {
  readonly request: APIRequestContext;
  constructor(request: APIRequestContext) {
    this.request = request;
  }

  async post(
    action: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<APIResponse> {
    const { csrfToken } = (await (await this.request.get('/api/auth/csrf')).json()) as { csrfToken: string };
    const form = { ...fields, csrfToken, json: 'true' };
    return this.request.post(`/api/auth/${action}`, { form, headers, maxRedirects: 0 });
  }

  signIn(email: string, password: string, headers: Record<string, string> = {}): Promise<APIResponse> {
    return this.post('callback/credentials', { email, password }, headers);
  }

  /** 1001 for nobody; 4001 for a person, because the body that is sent is wrong. */
  async code(): Promise<number> {
    const answer = await this.request.post('/api/query-task-execution', { data: '{' });
    return ((await answer.json()) as { code: number }).code;
  }

  async session(): Promise<unknown> {
    return (await this.request.get('/api/auth/session')).json();
  }
}

const test = base.extend<{ person: TestUser; client: () => Promise<Client> }>({
  person: async ({ world, organization }, use) => {
    await use(await world.user(organization, { passwordHash: await hash(PASSWORD) }));
  },
  client: async ({ playwright }, use) => {
    const contexts: APIRequestContext[] = [];
    await use(async () => {
      const context = await playwright.request.newContext({ baseURL: settings().baseUrl });
      contexts.push(context);
      return new Client(context);
    });
    await Promise.all(contexts.map((context) => context.dispose()));
  },
});

test('a session lasts until the sign-out, which ends it on every device', async ({ client, person }) => {
  const [desk, phone] = [await client(), await client()];
  expect(await desk.code()).toBe(1001);
  for (const one of [desk, phone]) expect((await one.signIn(person.email, PASSWORD)).status()).toBe(200);
  expect(await desk.session()).toMatchObject({ user: { id: person.id, email: person.email } });
  expect(await desk.code()).toBe(4001);

  const { cookies } = await desk.request.storageState();
  const cookie = cookies.find(({ name }) => name.endsWith('next-auth.session-token'));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect((cookie?.expires ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(12 * 60 * 60);

  expect((await desk.post('signout', {})).status()).toBe(200);
  const kept = await desk.request.post('/api/query-task-execution', {
    data: '{',
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  });
  expect(kept.status()).toBe(401);
  expect(await phone.code()).toBe(1001);
  expect(await phone.session()).toEqual({});
});

test('a session that was ended on one device is over on the other at once, and its cookie ends no other', async ({
  client,
  person,
  sql,
}) => {
  const [desk, phone] = [await client(), await client()];
  for (const one of [desk, phone]) expect((await one.signIn(person.email, PASSWORD)).status()).toBe(200);
  const sessions = await sql<{ id: string }[]>`
    select id from callboard.sessions where user_id = ${person.id} order by signed_in_at`;
  expect(sessions).toHaveLength(2);
  await sql`delete from callboard.sessions where id = ${sessions[1]!.id}`;
  expect(await phone.code()).toBe(1001);
  expect(await phone.session()).toEqual({});
  await phone.post('signout', {});
  expect(await desk.code()).toBe(4001);
});

test('the owner of a locked account signs in from a known device', async ({ client, person, sql }) => {
  const [desk, attacker] = [await client(), await client()];
  expect((await desk.signIn(person.email, PASSWORD)).status()).toBe(200);
  const { cookies } = await desk.request.storageState();
  const device = cookies.find(({ name }) => name === 'callboard-device');
  expect(device).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(device?.expires ?? 0).toBeGreaterThan(Date.now() / 1000 + 90 * 86_400);
  await desk.post('signout', {});
  for (let i = 0; i < 5; i++) expect((await attacker.signIn(person.email, 'wrong')).status()).toBe(401);
  expect((await attacker.signIn(person.email, PASSWORD)).status()).toBe(429);
  expect((await desk.signIn(person.email, PASSWORD)).status()).toBe(200);

  const told = await sql<{ action: string; device: string | null }[]>`
    select action, subject->>'known_device' as device from callboard.audit_log
    where user_id = ${person.id} order by id`;
  expect(told.map(({ action, device: known }) => [action, known])).toEqual([
    ['sign-in.succeeded', 'false'],
    ['sign-out', null],
    ...Array.from({ length: 5 }, () => ['sign-in.failed', null]),
    ['sign-in.succeeded', 'true'],
  ]);
});

test('an unknown address and a wrong password get the same answer', async ({ client, person }) => {
  const answers = await Promise.all(
    [person.email, 'nobody@example.com'].map(async (email) => {
      const answer = await (await client()).signIn(email, 'wrong');
      return { status: answer.status(), body: await answer.text() };
    }),
  );
  expect(answers[0]?.status).toBe(401);
  expect(answers[1]).toEqual(answers[0]);
});

test('a forged X-Forwarded-For does not make another visitor', async ({ client, person }) => {
  const visitor = await client();
  for (let i = 1; i <= 5; i++) {
    const answer = await visitor.signIn(person.email, 'wrong', { 'x-forwarded-for': `203.0.113.${i}` });
    expect(answer.status()).toBe(401);
  }
  const limited = await visitor.signIn(person.email, PASSWORD, { 'x-forwarded-for': '203.0.113.99' });
  expect(limited.status()).toBe(429);
  expect(await limited.json()).toMatchObject({ status: 'error', code: 4029 });
  expect(Number(limited.headers()['retry-after'])).toBeGreaterThan(600);
});

test('malformed cookies and addresses are no failure of ours', async ({ client, person }) => {
  const visitor = await client();
  const broken = { cookie: 'next-auth.callback-url=http://%' };
  expect((await visitor.request.get('/api/auth/csrf', { headers: broken })).status()).toBe(200);
  expect((await visitor.request.get('/api/auth/signin?callbackUrl=http://%')).status()).toBe(400);
  const json = { 'content-type': 'application/json' };
  expect(
    (await visitor.request.post('/api/auth/callback/credentials', { data: '{', headers: json })).status(),
  ).toBe(400);
  expect((await visitor.request.post('/api/auth/_log', { data: {} })).status()).toBe(404);
  const away = await visitor.post('callback/credentials', {
    email: person.email,
    password: PASSWORD,
    callbackUrl: 'https://evil.example/',
  });
  expect(new URL(((await away.json()) as { url: string }).url).origin).toBe(
    new URL(settings().baseUrl).origin,
  );
});

test('a page that was asked for signed out comes back in callbackUrl', async ({ client }) => {
  const { request } = await client();
  const answer = await request.get('/tasks/54?page=2&size=20', { maxRedirects: 0 });
  expect(answer.status()).toBe(307);
  const target = new URL(answer.headers().location ?? '', settings().baseUrl);
  expect(target.pathname).toBe('/sign-in');
  expect(target.searchParams.get('callbackUrl')).toBe('/tasks/54?page=2&size=20');
});

test('proxy leaves the interfaces alone', async ({ client }) => {
  const { request } = await client();
  for (const path of ['/api/query-task-execution', '/query-task-execution']) {
    const answer = await request.post(path, { data: {}, maxRedirects: 0 });
    expect(answer.status()).toBe(401);
    expect(await answer.json()).toMatchObject({ status: 'error', code: 1001 });
  }
});
