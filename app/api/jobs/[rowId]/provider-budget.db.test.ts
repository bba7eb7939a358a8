import { sql } from 'drizzle-orm';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { createToken, hashToken } from '@/lib/auth/tokens/tokens';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { envelope, json } from '@/lib/outboundbot/testing/fake-provider';
import { serve, startObjectStore, wave, type ObjectStore } from '@/lib/recordings/testing';

// Every door behind which the provider is asked counts against one budget of the person or token, when it asks.

const TOKEN = createToken();
const ROWS = 300;
const DOORS = ['calls', 'state', 'recording', 'peaks', 'next'] as const;
type Door = (typeof DOORS)[number];
type Handler = (request: NextRequest, context: never) => Promise<Response>;

let test: TestDatabase;
let provider: ObjectStore;
let tokenId: string;
let routes: Record<Door, Record<string, Handler>>;
/** How many questions have reached the provider and its store. */
const asked = () => provider.received.length;

beforeAll(async () => {
  test = await createTestDatabase();
  provider = await startObjectStore((request, response) => {
    const url = new URL(request.url!, 'http://x');
    const link = `http://${provider.endpoint.host}/a.wav?Expires=${Math.floor(Date.now() / 1000) + 3600}`;
    if (request.method !== 'POST') serve(wave(5000))(request, response);
    else if (url.searchParams.has('TaskId'))
      json(response, 200, envelope({ DownloadParams: { SignatureUrl: link } }));
    else json(response, 200, envelope({ Job: { JobId: url.searchParams.get('JobId'), Tasks: [] } }));
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
    calls: await import('./calls/route'),
    recording: await import('./recording/route'),
    state: await import('./recording/state/route'),
    peaks: await import('./recording/peaks/route'),
    next: await import('./recording/next/route'),
  };
  await test.db.execute(sql`insert into callboard.organizations (id, name) values ('a', 'A')`);
  const [user] = await test.db.execute<{ id: string }>(sql`
    insert into callboard.users (email, name, password_hash) values ('a@example.com', 'A', 'x') returning id`);
  await test.db.execute(sql`
    insert into callboard.memberships (user_id, organization_id, role) values (${user!.id}, 'a', 'operator')`);
  const [token] = await test.db.execute<{ id: string }>(sql`
    insert into callboard.access_tokens (user_id, organization_id, name, token_hash, expires_at)
    values (${user!.id}, 'a', 't', ${hashToken(TOKEN)}, now() + interval '1 day') returning id`);
  tokenId = token!.id;
  await test.db.execute(sql`insert into call_tasks (id, task_name, organization_id) values (1, '回访', 'a')`);
  await test.db.execute(sql`
    insert into leads_task_list (id, task_id, leads_name, call_status, call_job_id, call_task_id)
    select n, 1, '张三', 'Succeeded', 'job-' || n, 'call-' || n from generate_series(1, ${ROWS}) n`);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await (globalThis as { callboardDb?: { end: () => Promise<void> } }).callboardDb?.end();
  await provider.close();
  await test.drop();
});
beforeEach(async () => {
  await spend(0);
});

async function ask(
  door: Door,
  rowId: number,
  init: { method?: string; signal?: AbortSignal; query?: string } = {},
) {
  const { method = 'GET', signal, query = '' } = init;
  const request = new NextRequest(`http://localhost:3000/api/jobs/${rowId}/${door}${query}`, {
    method,
    headers: { 'access-token': TOKEN },
    ...(signal && { signal }),
  });
  const response = await routes[door][method]!(request, {
    params: Promise.resolve({ rowId: String(rowId) }),
  } as never);
  await response.arrayBuffer().catch(() => undefined);
  return response;
}

/** How much of the budget is spent. */
async function spent(): Promise<number> {
  const [row] = await test.db.execute<{ points: number }>(
    sql`select coalesce(sum(points), 0)::int as points from callboard.rate_limits where key like 'provider:%'`,
  );
  return row!.points;
}

/** Sets what is spent of the budget, for a minute that lasts as long as a slow machine needs. */
async function spend(points: number): Promise<void> {
  await test.db.execute(sql`delete from callboard.rate_limits`);
  await test.db.execute(sql`
    insert into callboard.rate_limits (key, points, expire)
    values (${`provider:${tokenId}`}, ${points}, now() + interval '1 hour')`);
  provider.received.length = 0;
}

describe('the budget of one person or token', { timeout: 60_000 }, () => {
  it('stops 540 questions about calls and recordings, 4029 with a time to wait', async () => {
    const statuses: number[] = [];
    // Few at once: on a busy machine one of many would wait past its deadline, and be told 503.
    for (let from = 0; from < 270; from += 10) {
      const rows = Array.from({ length: 10 }, (_, index) => from + index + 1);
      const answers = rows.flatMap((row) => [ask('calls', row), ask('state', row)]);
      for (const { status, headers } of await Promise.all(answers)) {
        statuses.push(status);
        if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      }
    }
    expect(statuses).toHaveLength(540);
    expect(statuses.filter((status) => status === 200)).toHaveLength(240);
    expect(statuses.filter((status) => status === 429)).toHaveLength(300);
    const calls = provider.received.filter(({ method }) => method === 'POST').length;
    expect(calls).toBeLessThanOrEqual(240);
  });

  it.each([
    ['calls', 'GET', ''],
    ['state', 'GET', ''],
    ['recording', 'GET', ''],
    ['recording', 'HEAD', ''],
    ['recording', 'GET', '?download=1'],
    ['recording', 'HEAD', '?download=1&format=mp3'],
    ['recording', 'GET', '?download=1&format=mp3'],
    ['peaks', 'GET', ''],
  ] as const)('holds at %s by %s%s, and nothing is asked past it', async (door, method, query) => {
    const row = 280 + DOORS.indexOf(door);
    await spend(239);
    await ask(door, row, { method, query });
    expect(await spent()).toBe(240);
    expect(asked()).toBeGreaterThan(0);
    const before = asked();
    await test.db.execute(sql`delete from callboard.recording_peaks`);
    const past = await ask(door, row + 10, { method, query });
    expect(past.status).toBe(429);
    expect(asked()).toBe(before);
  });

  it('is not touched by what is known already', async () => {
    await ask('calls', 299);
    await ask('peaks', 299);
    await expect
      .poll(
        async () =>
          (
            await test.db.execute(
              sql`select 1 from callboard.recording_peaks where call_id = 'call-299' and state <> 'making'`,
            )
          ).length,
      )
      .toBe(1);
    await spend(0);
    for (const door of ['calls', 'peaks', 'next'] as const) expect((await ask(door, 299)).status).toBe(200);
    expect(await spent()).toBe(0);
    expect(asked()).toBe(0);
  });

  it('is not spent by one who has gone, for whom nothing is asked', async () => {
    const signal = AbortSignal.abort();
    for (const door of ['calls', 'state', 'recording', 'peaks'] as const) {
      expect((await ask(door, 298, { signal })).status).toBe(499);
    }
    expect(await spent()).toBe(0);
    expect(asked()).toBe(0);
  });
});
