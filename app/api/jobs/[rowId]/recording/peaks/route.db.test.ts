import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { createToken, hashToken } from '@/lib/auth/tokens/tokens';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { envelope, json } from '@/lib/outboundbot/testing/fake-provider';

import { tones, wavFile } from '@/lib/recordings/peaks/testing/wav';
import type { ReadyPeaks } from '@/lib/recordings/queries';
import { serve, startObjectStore, type ObjectStore } from '@/lib/recordings/testing';

const TOKEN = createToken();
/** Left: 1 s to 3 s; right: 4 s to 6 s, to the end. */
const SAMPLES = tones(6, 8000, [
  { from: 1, to: 3, height: 16_000 },
  { from: 4, to: 6, height: 8000 },
]);
const SOUND = wavFile(Buffer.from(SAMPLES.buffer));
const MP3 = readFileSync(
  new URL('../../../../../../lib/recordings/peaks/testing/stereo-16k.mp3', import.meta.url),
);

let test: TestDatabase;
let provider: ObjectStore;
let routes: Record<
  'peaks' | 'recording' | 'state',
  { GET: (request: NextRequest, context: never) => Promise<Response> }
>;
let link: (callId: string) => unknown;
let send: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  test = await createTestDatabase();
  provider = await startObjectStore((request, response) => {
    if (request.method !== 'POST') return send(request, response);
    const callId = new URL(request.url!, 'http://x').searchParams.get('TaskId')!;
    json(response, 200, envelope({ DownloadParams: { SignatureUrl: link(callId) } }));
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
    peaks: await import('./route'),
    recording: await import('../route'),
    state: await import('../state/route'),
  };
  const { sql } = test;
  await sql`insert into callboard.organizations (id, name) values ('a', 'A'), ('b', 'B')`;
  const [user] = await sql<{ id: string }[]>`
    insert into callboard.users (email, name, password_hash) values ('a@example.com', 'A', 'x') returning id`;
  await sql`insert into callboard.memberships (user_id, organization_id, role) values (${user!.id}, 'a', 'operator')`;
  await sql`
    insert into callboard.access_tokens (user_id, organization_id, name, token_hash, expires_at)
    values (${user!.id}, 'a', 't', ${hashToken(TOKEN)}, now() + interval '1 day')`;
  await sql`insert into call_tasks (id, task_name, organization_id) values (1, '回访', 'a'), (2, 'b', 'b')`;
  await sql`
    insert into leads_task_list (id, task_id, leads_name, call_status, call_task_id) values
      (11, 1, '张三', 'Succeeded', 'call-11'), (12, 1, '李四', 'Failed', 'call-12'), (21, 2, '王五', 'Succeeded', 'call-21')`;
  const told = {
    Tasks: [
      { TaskId: 'call-10', Status: 'SucceededFinish' },
      { TaskId: 'call-9', Status: 'NoAnswer' },
      { TaskId: 'call-11' },
    ],
  };
  await sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, call_result, provider_job)
    values (11, 1, 1, now(), 'SucceededFinish', ${sql.json(told)}), (12, 1, 1, now(), 'NoAnswer', null)`;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await (globalThis as { callboardDb?: { end: () => Promise<void> } }).callboardDb?.end();
  await provider.close();
  await test.drop();
});
beforeEach(async () => {
  link = (callId) =>
    `http://${provider.endpoint.host}/${callId}.wav?Expires=${Math.floor(Date.now() / 1000) + 3600}`;
  send = serve(SOUND);
  provider.received.length = 0;
  await test.sql`delete from callboard.recording_peaks`;
  await test.sql`delete from callboard.job_settings`;
  await test.sql`delete from callboard.task_settings`;
  await test.sql`update callboard.job_states set recording_call_id = null, recording_link = null`;
  await test.sql`update leads_task_list set call_conversation = null`;
});

async function ask(
  rowId: number,
  {
    route = 'peaks',
    query = '',
    headers = {},
  }: { route?: keyof typeof routes; query?: string; headers?: object } = {},
): Promise<Response> {
  const request = new NextRequest(`http://localhost:3000/api/jobs/${rowId}/recording/${route}${query}`, {
    headers: { 'access-token': TOKEN, ...headers },
  });
  return routes[route].GET(request, { params: Promise.resolve({ rowId: String(rowId) }) } as never);
}
const toldAtOnce = async (rowId = 11, query = '') =>
  (await (await ask(rowId, { query })).json()) as ReadyPeaks;
/** … once they are no longer being made. */
async function told(rowId = 11, query = ''): Promise<ReadyPeaks> {
  let answer = await toldAtOnce(rowId, query);
  for (let tries = 0; tries < 600 && (answer.state as string) === 'making'; tries += 1) {
    await sleep(100);
    answer = await toldAtOnce(rowId, query);
  }
  return answer;
}
const stored = () => test.sql`select call_id, state, reason from callboard.recording_peaks order by call_id`;
const fetched = () => provider.received.filter(({ method }) => method === 'GET').length;

describe('GET /api/jobs/{row id}/recording/peaks', () => {
  it('makes them at the first ask, and tells who speaks when', async () => {
    const answer = await told();
    expect(answer).toMatchObject({
      state: 'ready',
      call_id: 'call-11',
      duration_ms: 6000,
      channels: 2,
      peaks_per_second: 20,
      robot_channel: 'left',
      offset_ms: 0,
      offset_source: 'none',
      speech: {
        robot: { talk_ms: 2000 },
        customer: { talk_ms: 2000 },
        overlap_ms: 0,
        longest_silence: { from_ms: 0, to_ms: 1000 },
        talking_at_end: 'customer',
      },
      silences: [
        [0, 1000],
        [3000, 4000],
      ],
    });
    const peaks = new Int8Array(Buffer.from(answer.peaks, 'base64'));
    expect(peaks).toHaveLength(6 * 20 * 4);
    expect([...peaks.subarray(2 * 20 * 4, 2 * 20 * 4 + 4)]).toEqual([-62, 63, 0, 0]);
  });

  it('keeps them when the provider has deleted the recording, and asks nobody again', async () => {
    const first = await told();
    provider.received.length = 0;
    send = (_request, response) => response.writeHead(404).end();
    expect(await told()).toEqual(first);
    expect(provider.received).toHaveLength(0);
  });

  it('is told once to a browser that has it', async () => {
    await told();
    const first = await ask(11);
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await ask(11, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await test.sql`insert into callboard.task_settings values (1, 'a', 'right')`;
    expect((await ask(11, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('remembers the side of the robot and the offset, each of its own organization and call', async () => {
    await test.sql`insert into callboard.task_settings (task_id, organization_id, robot_channel) values (1, 'a', 'right')`;
    await test.sql`insert into callboard.job_settings (row_id, organization_id, call_id, audio_offset_ms) values (11, 'a', 'call-11', -700)`;
    expect(await told()).toMatchObject({
      robot_channel: 'right',
      offset_ms: -700,
      offset_source: 'remembered',
      speech: { talking_at_end: 'robot' },
    });
    expect(await told(11, '?call=call-10')).toMatchObject({ robot_channel: 'right', offset_source: 'none' });
    await test.sql`update callboard.task_settings set organization_id = 'b'`;
    await test.sql`update callboard.job_settings set organization_id = 'b'`;
    expect(await told()).toMatchObject({ robot_channel: 'left', offset_source: 'none' });
  });

  it('reads MP3', async () => {
    link = (callId) => `http://${provider.endpoint.host}/${callId}.mp3?Expires=9999999999`;
    send = serve(MP3, 'audio/mpeg');
    const answer = await told();
    expect(answer).toMatchObject({ state: 'ready', channels: 2, speech: { talking_at_end: 'nobody' } });
    expect(Math.abs(answer.duration_ms - 6000)).toBeLessThan(200);
  });

  it('makes them once for all who ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => told()));
    for (const { state } of answers) expect(state).toBe('ready');
    expect(fetched()).toBe(1);
  });

  it('says that they are being made while another instance is at it, and takes over when that one has died', async () => {
    await test.sql`insert into callboard.recording_peaks (organization_id, call_id, state) values ('a', 'call-11', 'making')`;
    expect(await toldAtOnce()).toEqual({ state: 'making', retry_after: 1 });
    expect(provider.received).toHaveLength(0);
    await test.sql`update callboard.recording_peaks set made_at = now() - interval '3 minutes'`;
    expect((await told()).state).toBe('ready');
  });

  it('does not wait for a long one, and goes on making it', async () => {
    let finish: (() => void) | undefined;
    send = (request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': SOUND.length });
      response.write(SOUND.subarray(0, 30_000));
      finish = () => response.end(SOUND.subarray(30_000));
    };
    expect(await toldAtOnce()).toEqual({ state: 'making', retry_after: 1 });
    expect(await toldAtOnce()).toEqual({ state: 'making', retry_after: 1 });
    await vi.waitUntil(() => finish, { timeout: 60_000 });
    finish!();
    expect((await told()).state).toBe('ready');
    expect(fetched()).toBe(1);
  });

  it.each([
    ['another kind', 'unplayable', Buffer.from('#!AMR\n'.padEnd(5000, 'x'))],
    ['2 GB by its head and nothing behind', 'empty', wavFile(Buffer.alloc(0), { dataSize: 0x7fffffff })],
    ['cut within its head', 'damaged', SOUND.subarray(0, 30)],
  ])(
    'says of %s that it is unreadable, for good, and the file can still be had',
    async (_what, reason, file) => {
      send = serve(file);
      expect(await told()).toEqual({ state: 'unreadable', reason });
      expect(await told()).toEqual({ state: 'unreadable', reason });
      expect(fetched()).toBe(1);
      const sound = await ask(11, { route: 'recording' });
      expect(sound.status).toBe(200);
      expect(Buffer.from(await sound.arrayBuffer()).equals(file)).toBe(true);
    },
  );

  it('draws what there is of a file that says 2 GB', async () => {
    send = serve(wavFile(Buffer.from(SAMPLES.buffer), { dataSize: 0x7fffffff }));
    expect(await told()).toMatchObject({ state: 'ready', duration_ms: 6000 });
  });

  it.each([
    ['HTML in place of the sound', 'provider_error', serve(Buffer.from('<!doctype html><p>x'), 'text/html')],
    ['HTML that claims to be sound', 'provider_error', serve(Buffer.from('<!doctype html><p>x'))],
    ['nothing', 'not_ready', serve(Buffer.alloc(0))],
    [
      'a missing object',
      'gone',
      (_q: unknown, response: ServerResponse) => void response.writeHead(404).end(),
    ],
    [
      'a redirect to a private address',
      'provider_error',
      (_q: unknown, response: ServerResponse) =>
        void response.writeHead(302, { location: 'http://10.0.0.1/x' }).end(),
    ],
    [
      'a sound that breaks off',
      'provider_error',
      (_q: unknown, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': SOUND.length });
        response.write(SOUND.subarray(0, 90_000), () => response.destroy());
      },
    ],
  ])('stores nothing of %s: %s', async (_what, state, answer) => {
    send = answer;
    expect((await told()).state).toBe(state);
    expect(await stored()).toEqual([]);
    send = serve(SOUND);
    expect((await told()).state).toBe('ready');
  });

  it('refuses a link to a private address', async () => {
    link = () => 'http://169.254.169.254/latest/meta-data.wav?Expires=9999999999';
    expect((await told()).state).toBe('provider_error');
    expect(fetched()).toBe(0);
  });

  it('tells of a call without an answer that there is nothing to hear', async () => {
    expect(await told(12)).toEqual({ state: 'not_answered' });
    expect(provider.received).toHaveLength(0);
  });

  it('answers for another organization’s row as for a missing one, though its peaks are stored', async () => {
    await test.sql`
      insert into callboard.recording_peaks (organization_id, call_id, state, duration_ms, channels, peaks_per_second, peaks)
      values ('b', 'call-21', 'ready', 50, 1, 20, '\\x0000'), ('b', 'call-11', 'ready', 50, 1, 20, '\\x0000')`;
    const [foreign, missing] = [await ask(21), await ask(999)];
    expect([foreign.status, await foreign.text()]).toEqual([missing.status, await missing.text()]);
    expect(foreign.status).toBe(404);
    expect((await told()).duration_ms).toBe(6000);
  });
});

describe('another call of the same job', () => {
  it('has peaks, sound and state of its own, and one link for a listening', async () => {
    expect(await told(11, '?call=call-10')).toMatchObject({ state: 'ready', call_id: 'call-10' });
    provider.received.length = 0;
    for (const range of ['bytes=0-99', 'bytes=500-599', 'bytes=9000-9099']) {
      const part = await ask(11, { route: 'recording', query: '?call=call-10', headers: { range } });
      expect(part.status).toBe(206);
      await part.arrayBuffer();
    }
    const asked = provider.received.map(({ url }) => new URL(url!, 'http://x').pathname);
    expect(asked.filter((path) => path === '/').length).toBeLessThanOrEqual(1);
    expect(asked.filter((path) => path === '/call-10.wav')).toHaveLength(3);
    expect(await (await ask(11, { route: 'state', query: '?call=call-10' })).json()).toEqual({
      state: 'ready',
    });
    expect(await (await ask(11, { route: 'state', query: '?call=call-9' })).json()).toEqual({
      state: 'not_answered',
    });
  });

  it.each(['call-12', 'call-21', 'nothing'])('is not %s, at any door', async (callId) => {
    for (const route of ['peaks', 'recording', 'state'] as const) {
      expect((await ask(11, { route, query: `?call=${callId}` })).status).toBe(404);
    }
    expect((await ask(21, { query: '?call=call-10' })).status).toBe(404);
    expect(provider.received).toHaveLength(0);
  });

  it('is named by a text', async () => {
    expect((await ask(11, { query: '?call=' })).status).toBe(400);
    expect((await ask(11, { query: `?call=${'x'.repeat(129)}` })).status).toBe(400);
  });
});
