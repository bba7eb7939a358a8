import { sql } from 'drizzle-orm';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { mintSession } from '@/lib/auth/testing';
import { createToken, hashToken } from '@/lib/auth/tokens/tokens';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { envelope, json } from '@/lib/outboundbot/testing/fake-provider';
import { tones, wavFile } from '@/lib/recordings/peaks/testing/wav';
import { serve, startObjectStore, wave, type ObjectStore } from '@/lib/recordings/testing';

const SOUND = wave(50_000);
/** Two seconds of A-law, 8 kHz, stereo. */
const ALAW = wavFile(
  Buffer.from(
    tones(
      2,
      8000,
      [1, 2].map(() => ({ from: 0, to: 1, height: 99 })),
    )
      .map(Number)
      .map((sample) => sample & 0xff),
  ),
  { tag: 6, bits: 8 },
);
const TOKEN = createToken();

let test: TestDatabase;
let provider: ObjectStore;
let routes: Record<
  'recording' | 'state',
  Record<string, (request: NextRequest, context: never) => Promise<Response>>
>;
/** How the provider answers DownloadRecording, and the store a GET. */
let params: Record<string, unknown> | null;
let isGone: boolean;
let sound: Buffer;

beforeAll(async () => {
  test = await createTestDatabase();
  provider = await startObjectStore((request, response) => {
    if (request.method === 'POST') json(response, 200, envelope({ DownloadParams: params }));
    else if (isGone) response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error/>');
    else serve(sound)(request, response);
  });
  vi.stubEnv('DATABASE_URL', test.url);
  vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'id');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'secret');
  vi.stubEnv('OUTBOUNDBOT_INSTANCE_ID', 'instance');
  vi.stubEnv('OUTBOUNDBOT_ENDPOINT', `http://${provider.endpoint.host}`);
  vi.stubEnv('LOG_LEVEL', 'silent');
  routes = {
    recording: await import('./route'),
    state: await import('./state/route'),
  };
  await test.db.execute(sql`insert into callboard.organizations (id, name) values ('a', 'A'), ('b', 'B')`);
  const [user] = await test.db.execute<{ id: string }>(sql`
    insert into callboard.users (email, name, password_hash) values ('a@example.com', 'A', 'x') returning id`);
  await test.db.execute(sql`
    insert into callboard.memberships (user_id, organization_id, role) values (${user!.id}, 'a', 'operator')`);
  await test.db.execute(sql`
    insert into callboard.access_tokens (user_id, organization_id, name, token_hash, expires_at)
    values (${user!.id}, 'a', 't', ${hashToken(TOKEN)}, now() + interval '1 day')`);
  await test.db.execute(
    sql`insert into call_tasks (id, task_name, organization_id) values (1, '回访', 'a'), (2, 'b', 'b')`,
  );
  await test.db.execute(sql`
    insert into leads_task_list (id, task_id, leads_name, call_status, call_task_id, recording_url) values
      (11, 1, '张三', 'Succeeded', 'call-11', ${`http://${provider.endpoint.host}/stored.wav`}),
      (12, 1, '李四', 'Failed', 'call-12', null),
      (13, 1, '赵六', 'Succeeded', 'call-13', null),
      (14, 1, '钱七', 'Succeeded', 'call-14', null),
      (15, 1, '孙八', 'Succeeded', 'call-15', null),
      (16, 1, '周九', 'Succeeded', 'call-16', null),
      (21, 2, '王五', 'Succeeded', 'call-21', null)`);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await (globalThis as { callboardDb?: { end: () => Promise<void> } }).callboardDb?.end();
  await provider.close();
  await test.drop();
});
beforeEach(async () => {
  params = {
    SignatureUrl: `http://${provider.endpoint.host}/fresh.wav?Expires=${Math.floor(Date.now() / 1000) + 3600}`,
  };
  isGone = false;
  sound = SOUND;
  provider.received.length = 0;
  await test.db.execute(sql`delete from callboard.job_states`);
  await test.db.execute(sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, call_result)
    values (11, 1, 1, now(), 'SucceededFinish'), (12, 1, 1, now(), 'NoAnswer')`);
});

function ask(
  route: 'recording' | 'state',
  rowId: string,
  {
    method = 'GET',
    headers = {},
    query = '',
  }: { method?: string; headers?: Record<string, string>; query?: string } = {},
): Promise<Response> {
  const path = `/api/jobs/${rowId}/recording${route === 'state' ? '/state' : ''}${query}`;
  const request = new NextRequest(`http://localhost:3000${path}`, {
    method,
    headers: 'cookie' in headers ? headers : { 'access-token': TOKEN, ...headers },
  });
  return routes[route][method]!(request, { params: Promise.resolve({ rowId }) } as never);
}

async function sessionHeaders(): Promise<{ cookie: string }> {
  const [user] = await test.db.execute<{ id: string }>(sql`select id from callboard.users limit 1`);
  const session = await mintSession(test.db, { userId: user!.id }, 'a secret of the tests');
  return { cookie: `next-auth.session-token=${session}` };
}

const asIs = (): void => {};
const notReady = (): void => {
  params = null;
};
const gone = (): void => {
  isGone = true;
};
const linkTo = (SignatureUrl: string) => (): void => {
  params = { SignatureUrl };
};

const asked = () =>
  provider.received.map(({ method, url }) => `${method} ${new URL(url!, 'http://x').pathname}`);

describe('GET /api/jobs/{row id}/recording', () => {
  it('plays by range, and signs once for one listening', async () => {
    const whole = await ask('recording', '11');
    expect(whole.status).toBe(200);
    expect(whole.headers.get('x-request-id')).toBeTruthy();
    expect(Buffer.from(await whole.arrayBuffer()).equals(SOUND)).toBe(true);
    const part = await ask('recording', '11', { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 100-199/50000');
    expect(Buffer.from(await part.arrayBuffer()).equals(SOUND.subarray(100, 200))).toBe(true);
    expect(asked()).toEqual(['POST /', 'GET /fresh.wav', 'GET /fresh.wav']);
  });

  it('answers HEAD with the length and no body', async () => {
    const head = await ask('recording', '11', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe('50000');
    expect(head.headers.get('content-type')).toBe('audio/wav');
    expect(await head.text()).toBe('');
  });

  it('downloads under a name', async () => {
    const response = await ask('recording', '11', { query: '?download=1' });
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="recording-11\.wav"; filename\*=UTF-8''/,
    );
    await response.body?.cancel();
    expect((await ask('recording', '11', { query: '?download=yes' })).status).toBe(400);
  });

  it.each([
    ['13', 'wav', 'audio/wav', String(44 + 2 * 32_000)],
    ['14', 'mp3', 'audio/mpeg', null],
  ])(
    'downloads row %s as %s, whole whatever the range, and notes it',
    async (rowId, format, type, length) => {
      sound = ALAW;
      const query = `?download=1&format=${format}`;
      const head = await ask('recording', rowId, { method: 'HEAD', query });
      const response = await ask('recording', rowId, { query, headers: { range: 'bytes=100-199' } });
      for (const { status, headers } of [head, response]) {
        expect([status, headers.get('content-type'), headers.get('content-length')]).toEqual([
          200,
          type,
          length,
        ]);
        expect(headers.get('content-disposition')).toContain(`filename="recording-${rowId}.${format}"`);
        expect(headers.get('accept-ranges')).toBe('none');
      }
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.length).toBeGreaterThan(10_000);
      await expect
        .poll(
          async () =>
            (await test.db.execute(sql`select kind from callboard.job_events where row_id = ${rowId}`))
              .length,
        )
        .toBe(1);
    },
  );

  it('says that a file cannot be converted, and knows no other format', async () => {
    sound = Buffer.from('#!AMR\n'.padEnd(5000, 'x'));
    const response = await ask('recording', '11', { query: '?download=1&format=mp3' });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      code: 4151,
      message: '录音无法转换：无法识别文件的格式。请下载原始文件',
    });
    expect((await ask('recording', '11', { query: '?download=1&format=original' })).status).toBe(200);
    expect((await ask('recording', '11', { query: '?download=1&format=ogg' })).status).toBe(400);
  });

  it('answers for a foreign row exactly as for a missing one, and asks nobody', async () => {
    const answers = await Promise.all(
      ['21', '999', '9007199254740991', '0', '-1', 'x', '11.5'].map(async (rowId) => {
        const response = await ask('recording', rowId);
        return [response.status, await response.text()];
      }),
    );
    expect(answers[0]![0]).toBe(404);
    expect(JSON.parse(String(answers[0]![1]))).toMatchObject({ status: 'error', code: 4004 });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(asked()).toEqual([]);
  });

  it('asks who asks', async () => {
    const response = await ask('recording', '11', { headers: { 'access-token': createToken() } });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 1001 });
    expect(asked()).toEqual([]);
  });

  it('refuses other methods', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await ask('recording', '11', { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  it.each([
    ['not answered', '12', asIs, 404, 4041, null],
    ['not ready', '11', notReady, 409, 4091, '15'],
    ['gone', '11', gone, 410, 4101, null],
    ['no link of the provider’s', '11', linkTo('http://127.0.0.1:9/x.wav'), 502, 5003, null],
  ] as const)('says that it is %s', async (_what, rowId, arrange, status, code, retryAfter) => {
    arrange();
    const response = await ask('recording', rowId);
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const body = (await response.json()) as { message: string; request_id?: string };
    expect(body).toMatchObject({ status: 'error', code });
    expect(body.message).not.toMatch(/127\.0\.0\.1|call-11/);
    if (code === 5003) expect(body.request_id).toBe('R-1');
  });
});

describe('what is noted of a recording that is sent', () => {
  const events = async (rowId: string) =>
    (
      await test.db.execute<{ kind: string }>(
        sql`select kind from callboard.job_events where row_id = ${rowId} order by id`,
      )
    ).map(({ kind }) => kind);
  const sent = async (rowId: string) =>
    (
      await test.db.execute(sql`
        select user_id, organization_id, subject->>'call_id' as "callId" from callboard.audit_log
        where action = 'recording.sent' and subject->>'row_id' = ${rowId}`)
    ).length;
  const take = async (rowId: string, options: Parameters<typeof ask>[2] = {}) =>
    (await ask('recording', rowId, options)).arrayBuffer();

  it('nothing by HEAD, by the state, or where no byte is taken', async () => {
    await ask('recording', '15', { method: 'HEAD' });
    await ask('state', '15');
    await (await ask('recording', '15')).body?.cancel();
    await (await ask('recording', '15', { query: '?download=1' })).body?.cancel();
    await ask('recording', '15', { headers: { range: 'bytes=999999-' } });
    // What comes now is noted; whatever was to be noted before it has been by then.
    await take('15', { query: '?download=1', headers: { range: 'bytes=100-' } });
    await expect.poll(() => events('15')).toEqual(['downloaded']);
  });

  it('once for a person and a sitting, whatever the player says', async () => {
    await take('16', { headers: { range: 'bytes=0-999' } });
    await expect.poll(() => events('16')).toEqual(['played']);
    await Promise.all([take('16'), take('16', { headers: { range: 'bytes=1000-' } })]);
    await take('16', { query: '?download=1' });
    await expect.poll(() => events('16')).toEqual(['played', 'downloaded']);
    await take('16', { query: '?download=1', headers: { range: 'bytes=1000-' } });
    expect(await sent('16')).toBe(0);
  });

  it('to a media element of a page: that it was sent, once', async () => {
    const headers = { ...(await sessionHeaders()), 'sec-fetch-dest': 'audio', range: 'bytes=0-' };
    await take('13', { headers });
    await expect.poll(() => sent('13')).toBe(1);
    const before = await events('13');
    // Over plain HTTP a browser does not name the element.
    const plain = { ...headers, 'sec-fetch-dest': '', 'accept-encoding': 'identity;q=1, *;q=0' };
    await take('13', { headers });
    await take('13', { headers: Object.fromEntries(Object.entries(plain).filter(([, value]) => value)) });
    expect(await sent('13')).toBe(1);
    expect(await events('13')).toEqual(before);
    // A page that fetches it is no media element, and cannot say that it were one.
    await take('13', { headers: { ...headers, 'sec-fetch-dest': 'empty' } });
    await expect.poll(() => events('13')).toEqual([...before, 'played']);
    expect(await sent('13')).toBe(1);
  });
});

describe('GET /api/jobs/{row id}/recording/state', () => {
  it.each([
    ['11', asIs, { state: 'ready' }],
    ['12', asIs, { state: 'not_answered' }],
    ['11', notReady, { state: 'not_ready', request_id: 'R-1', retry_after: 15 }],
    ['11', gone, { state: 'gone', request_id: 'R-1' }],
    ['11', linkTo('http://10.0.0.1/x.wav'), { state: 'provider_error', request_id: 'R-1' }],
  ] as const)('of row %s is told with 200', async (rowId, arrange, expected) => {
    arrange();
    const response = await ask('state', rowId);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(expected);
  });

  it('of a foreign row is not told', async () => {
    expect((await ask('state', '21')).status).toBe(404);
  });
});
