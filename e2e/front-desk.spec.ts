import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { hash } from '@node-rs/argon2';

import { OwnApp, parse, type RawAnswer } from './fixtures/own-app';
import { settings } from './fixtures/settings';
import { expect, test } from './fixtures/test';
import { createToken } from './fixtures/tokens';

const FORM = 'application/x-www-form-urlencoded';
const PLAIN = 'text/plain;charset=UTF-8';
const UNKNOWN_ACTION = `40${'a'.repeat(40)}`;

const SECURITY = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const VARIANTS: { name: string; origin: string; proxied: Record<string, string> }[] = [
  { name: 'http', origin: 'http://127.0.0.1:{port}', proxied: {} },
  {
    name: 'https behind a proxy',
    origin: 'https://board.example',
    proxied: {
      host: 'board.example',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'board.example',
    },
  },
];

for (const { name, origin: template, proxied } of VARIANTS) {
  const isHttps = name !== 'http';

  test.describe(name, () => {
    test.describe.configure({ mode: 'serial' });
    let app: OwnApp;
    let origin: string;
    test.beforeAll(async () => {
      app = await OwnApp.start({ NEXTAUTH_URL: template, TRUST_PROXY_HOPS: isHttps ? '1' : '0' });
      origin = template.replace('{port}', String(app.port));
    });
    test.afterAll(() => app?.stop());

    const send = (line: string, headers: Record<string, string> = {}, body?: string) =>
      app.send(line, { ...proxied, ...headers }, body);
    const header = ({ headers }: RawAnswer, wanted: string) =>
      headers.filter(([one]) => one === wanted).map(([, value]) => value);

    /** Each header once: none missing, none twice. */
    function expectHeaders(answer: RawAnswer): void {
      for (const [one, value] of Object.entries(SECURITY)) expect(header(answer, one)).toEqual([value]);
      expect(header(answer, 'content-security-policy')).toEqual([expect.stringMatching(/base-uri 'none'/)]);
      expect(header(answer, 'content-security-policy')[0]).not.toMatch(/script-src[^;]*'unsafe-/);
      expect(header(answer, 'strict-transport-security')).toEqual(isHttps ? ['max-age=31536000'] : []);
      expect(header(answer, 'x-request-id')).toEqual([expect.stringMatching(/^[\w.-]{8,64}$/)]);
      expect(header(answer, 'x-powered-by')).toEqual([]);
    }

    /** The contract's form of a failure, and one line of the log for it. */
    async function expectFailure(answer: RawAnswer, status: number, code: number): Promise<void> {
      expect.soft(answer.status).toBe(status);
      expectHeaders(answer);
      expect(header(answer, 'content-type')).toEqual(['application/json']);
      expect(JSON.parse(answer.body)).toEqual({
        status: 'error',
        code,
        message: expect.any(String) as unknown,
      });
      const [id = ''] = header(answer, 'x-request-id');
      await expect.poll(() => app.log.filter((line) => line.includes(id)).length).toBe(1);
      expect(JSON.parse(app.log.find((line) => line.includes(id))!)).toMatchObject({
        level: 'info',
        status,
        code,
      });
    }

    test('every answer carries the headers', async () => {
      const file = /\/_next\/static\/[^"\\]+\.js/.exec((await send('GET /sign-in')).body)?.[0] ?? '';
      for (const [line, status] of [
        ['GET /sign-in', 200],
        ['HEAD /sign-in', 200],
        ['GET /', 307],
        ['GET /tasks', 307],
        ['GET //twice', 308],
        ['GET /nothing', 404],
        ['GET /_next/static/nothing.js', 404],
        [`GET ${file}`, 200],
        ['GET /icon.svg', 200],
        ['GET /api/health', 200],
        ['GET /api/auth/csrf', 200],
        ['GET /api/jobs/1', 401],
      ] as const) {
        const answer = await send(line);
        expect.soft(answer.status, line).toBe(status);
        expectHeaders(answer);
      }
    });

    test('what is not understood is answered as the contract says, with one line in the log', async () => {
      const answers: [answer: Promise<RawAnswer>, status: number, code: number][] = [
        [send('TRACE /tasks'), 405, 4005],
        [send('TRACE /query-task-execution'), 405, 4005],
        [send('PROPFIND /api/jobs/1'), 405, 4005],
        [send('PUT /sign-in'), 405, 4005],
        [send('POST /sign-in', { 'content-type': FORM }, 'a=b'), 405, 4005],
        [send('PATCH /api/health'), 405, 4005],
        [send('GET /%'), 400, 4001],
        [send('GET /tasks/%ff'), 400, 4001],
        [send('GET /api/jobs/%E0%A4%A'), 400, 4001],
        [send('GET /a%00'), 400, 4001],
        [send('OPTIONS *'), 400, 4001],
        [send('GET /sign-in', { host: 'a b' }), 400, 4001],
        [send('GET /sign-in', { rsc: '1', 'next-router-state-tree': '%5B1%5D' }), 400, 4001],
        [send('GET /sign-in', { upgrade: 'websocket', connection: 'Upgrade' }), 400, 4001],
        [send('GET /_next/image?url=%2Ficon.svg&w=64&q=75'), 404, 4004],
        [send('GET /api/nothing'), 404, 4004],
        [send('DELETE /api/nothing/at/all'), 404, 4004],
      ];
      for (const [answer, status, code] of answers) await expectFailure(await answer, status, code);
      expect(header(await send('TRACE /tasks'), 'allow')).toEqual(['GET, HEAD']);
      expect(header(await send('TRACE /query-task-execution'), 'allow')).toEqual(['POST']);
    });

    test('what Node’s own parser refuses is answered as the contract says', async () => {
      const host = `Host: ${proxied.host ?? `127.0.0.1:${app.port}`}\r\n`;
      for (const [text, status] of [
        ['BLAH\r\n\r\n', 400],
        [`GET /sign-in HTTP/1.1\r\n${host}Content-Length: x\r\n\r\n`, 400],
        [`GET /sign-in HTTP/1.1\r\n${host}no header\r\n\r\n`, 400],
        ['GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
        [`GET /sign-in HTTP/1.1\r\n${host}X-Large: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
      ] as const) {
        const answer = parse(await app.raw(text));
        expect.soft(answer.status, text.slice(0, 80)).toBe(status);
        expectHeaders(answer);
        expect(JSON.parse(answer.body)).toMatchObject({ status: 'error', code: 4001 });
      }
    });

    test('server actions: an unknown id, a body that cannot be read and a foreign page are no failure of ours', async () => {
      const action = (id: string, body: string, type = PLAIN, headers: Record<string, string> = {}) =>
        send('POST /tasks', { 'next-action': id, 'content-type': type, ...headers }, body);
      const known = await knownAction();
      const before = app.log.length;
      const part = '--x\r\nContent-Disposition: form-data; name="0"\r\n\r\n["$F1"]\r\n--x--\r\n';
      const multipart = 'multipart/form-data; boundary=x';
      for (const [answer, status, code] of [
        [await action('xyz', '[]'), 404, 4004],
        [await action(UNKNOWN_ACTION, '[]'), 404, 4004],
        [await action(UNKNOWN_ACTION, 'zzz', multipart), 404, 4004],
        [await action(known, ''), 400, 4001],
        [await action(known, 'zzz'), 400, 4001],
        [await action(known, 'null'), 400, 4001],
        [await action(known, '["$F1"]'), 400, 4001],
        [await action(known, '["$nzz"]'), 400, 4001],
        [await action(known, '['.repeat(50_000)), 400, 4001],
        [await action(known, `[${'1,'.repeat(2000)}1]`), 400, 4001],
        [await action(known, `["${'a'.repeat(1_100_000)}"]`), 400, 4001],
        [await action(known, 'a=b', FORM), 400, 4001],
        [await action(known, part, multipart), 400, 4001],
        [await action(known, part.slice(0, -9), multipart), 400, 4001],
        [await action(known, 'zzz', 'multipart/form-data'), 400, 4001],
        [await action(known, '[]', PLAIN, { origin: 'https://evil.example' }), 403, 1005],
        [await action(known, '[]', PLAIN, { origin: 'null' }), 403, 1005],
        [await action(known, '[]', PLAIN, { origin: 'zzz' }), 403, 1005],
      ] as const) {
        await expectFailure(answer, status, code);
      }
      const reached = await action(known, '[{}]', PLAIN, { origin });
      expect(reached.status).toBe(200);
      expect(reached.body).toContain('"code":1001');
      expect(badLines(app, before)).toEqual([]);
    });

    test('sign-in and sign-out are taken from our own pages only, and every cookie is bound to this host', async ({
      world,
      organization,
    }) => {
      const password = 'correct horse battery staple';
      const person = await world.user(organization, { passwordHash: await hash(password) });
      const prefix = isHttps ? '__Host-' : '';
      const csrf = await send('GET /api/auth/csrf');
      const { csrfToken } = JSON.parse(csrf.body) as { csrfToken: string };
      const jar = new Map<string, string>();
      const keep = (answer: RawAnswer) => {
        for (const cookie of header(answer, 'set-cookie')) {
          const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
          expect(key.startsWith('__Host-')).toBe(isHttps);
          expect(cookie).toMatch(/; Path=\/(?:;|$)/);
          expect(cookie).not.toMatch(/; Domain=/i);
          if (isHttps) expect(cookie).toMatch(/; Secure/);
          jar.set(key, value);
        }
      };
      keep(csrf);
      expect([...jar.keys()]).toEqual([`${prefix}next-auth.csrf-token`, `${prefix}next-auth.callback-url`]);
      const post = (action: string, fields: Record<string, string>, headers: Record<string, string>) =>
        send(
          `POST /api/auth/${action}`,
          { 'content-type': FORM, cookie: [...jar].map((pair) => pair.join('=')).join('; '), ...headers },
          new URLSearchParams({ ...fields, csrfToken, json: 'true' }).toString(),
        );
      const words = { email: person.email, password };
      const foreign: Record<string, string>[] = [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ];
      for (const headers of foreign) {
        await expectFailure(await post('callback/credentials', words, headers), 403, 1005);
        await expectFailure(await post('signout', {}, headers), 403, 1005);
      }
      const signedIn = await post('callback/credentials', words, { origin });
      expect(signedIn.status, signedIn.body).toBe(200);
      keep(signedIn);
      expect(jar.has(`${prefix}next-auth.session-token`)).toBe(true);
      const session = await send('GET /api/auth/session', {
        cookie: [...jar].map((pair) => pair.join('=')).join('; '),
      });
      expect(session.body).toContain(person.email);
      if (isHttps) {
        // One that a neighbouring host, or a page without https, could have set.
        const planted = `__Secure-next-auth.session-token=${jar.get('__Host-next-auth.session-token')}`;
        expect((await send('GET /api/auth/session', { cookie: planted })).body).toBe('{}');
      }
      expect((await post('signout', {}, { origin })).status).toBe(200);
    });

    test('a client that goes away is neither an outage of the database nor an error', async ({
      sql,
      world,
      organization,
      operator,
    }) => {
      const token = await createToken(sql, operator, organization);
      const before = app.log.length;
      const action = await knownAction();
      const host = proxied.host ?? `127.0.0.1:${app.port}`;
      for (const line of [
        `POST /query-task-execution HTTP/1.1\r\nAccess-Token: ${token}\r\n`,
        `POST /api/auth/callback/credentials HTTP/1.1\r\nContent-Type: ${FORM}\r\n`,
        `POST /tasks HTTP/1.1\r\nNext-Action: ${action}\r\nContent-Type: ${PLAIN}\r\n`,
        `POST /tasks HTTP/1.1\r\nNext-Action: ${action}\r\nContent-Type: multipart/form-data; boundary=x\r\n`,
      ]) {
        const socket = connect(app.port, '127.0.0.1');
        await once(socket, 'connect');
        socket.write(`${line}Host: ${host}\r\nContent-Length: 5000\r\n\r\n[{"task_id`);
        // What it began is under way once another request has been through.
        await send('GET /api/health');
        socket.resetAndDestroy();
        await once(socket, 'close');
      }
      const taskId = await world.task(organization);
      const answer = await send(
        'POST /query-task-execution',
        { 'access-token': token },
        JSON.stringify({ task_id: taskId }),
      );
      expect(JSON.parse(answer.body)).toMatchObject({ code: 4009 });
      await expect
        .poll(
          () =>
            app.log.slice(before).filter((line) => line.includes('"path":"/query-task-execution"')).length,
        )
        .toBe(2);
      expect(badLines(app, before)).toEqual([]);
    });
  });
}

/** What should not stand in the log: Next's own words, and what calls itself a failure. */
const badLines = (app: OwnApp, from: number) =>
  app.log
    .slice(from)
    .filter((line) => !line.startsWith('{') || /"level":"(?:warn|error)"|"code":5/.test(line));

/** The id of one of the app's server actions. */
async function knownAction(): Promise<string> {
  const path = join(settings().distDir, 'server', 'server-reference-manifest.json');
  const { node } = JSON.parse(await readFile(path, 'utf8')) as { node: Record<string, unknown> };
  return Object.keys(node)[0] ?? '';
}
