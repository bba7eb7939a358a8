import { NextRequest } from 'next/server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { createToken, hashToken } from '@/lib/auth/tokens/tokens';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';
import { envelope, json } from '@/lib/outboundbot/testing/fake-provider';
import { startObjectStore, type ObjectStore } from '@/lib/recordings/testing';

// Another program has locked the rows of one page, and everybody refreshes it.

const TOKEN = createToken();
const REFRESHES = 25;
type Handler = (request: NextRequest, context: never) => Promise<Response>;

let test: TestDatabase;
let provider: ObjectStore;
let routes: Record<'refresh' | 'list' | 'job' | 'health', { GET: Handler; POST: Handler }>;
let taskId: number;
let rowIds: number[];
let unlock = async () => {};

beforeAll(async () => {
  test = await createTestDatabase();
  provider = await startObjectStore((request, response) => {
    const ids = [...new URL(request.url!, 'http://x').searchParams].filter(([name]) =>
      name.startsWith('JobId'),
    );
    json(
      response,
      200,
      envelope({ Jobs: ids.map(([, id]) => ({ JobId: id, Status: 'Failed', Tasks: [] })) }),
    );
  });
  for (const [name, value] of Object.entries({
    DATABASE_URL: test.pooledUrl,
    NEXTAUTH_URL: 'http://localhost:3000',
    NEXTAUTH_SECRET: 'a secret of the tests',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
    OUTBOUNDBOT_INSTANCE_ID: 'instance',
    OUTBOUNDBOT_ENDPOINT: `http://${provider.endpoint.host}`,
    REFRESH_RATE_LIMIT: '0',
    LOG_LEVEL: 'silent',
  })) {
    vi.stubEnv(name, value);
  }
  routes = {
    refresh: await import('./route'),
    list: await import('../tasks/[taskId]/jobs/route'),
    job: await import('../jobs/[rowId]/route'),
    health: await import('../health/route'),
  };
  const actor = await createOrganization(test);
  await test.sql`insert into callboard.access_tokens (user_id, organization_id, name, token_hash, expires_at)
    values (${actor.userId}, ${actor.orgId}, 't', ${hashToken(TOKEN)}, now() + interval '1 day')`;
  taskId = await createTask(test, actor);
  const rows = Array.from({ length: 5 }, (_, at) => ({ call_job_id: `job-${at}`, call_status: 'Executing' }));
  rowIds = await createRows(test, taskId, rows);
});
afterAll(async () => {
  await unlock();
  vi.unstubAllEnvs();
  const { callboardDbs } = globalThis as { callboardDbs?: Record<string, { end: () => Promise<void> }> };
  await Promise.all(Object.values(callboardDbs ?? {}).map(({ end }) => end()));
  await provider.close();
  await test.drop();
});

type Answered = { status: number; code: number | undefined; retryAfter: string | null };

async function ask(
  route: keyof typeof routes,
  { params = {}, body }: { params?: Record<string, string>; body?: object } = {},
): Promise<Answered> {
  const method = body ? 'POST' : 'GET';
  const request = new NextRequest('http://localhost:3000/api', {
    method,
    headers: { 'access-token': TOKEN, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const response = await routes[route][method](request, { params: Promise.resolve(params) } as never);
  const { code } = (await response.json()) as { code?: number };
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
}

const refresh = () =>
  ask('refresh', { body: { task_id: taskId, page: 1, page_size: 20, skip_recording: true } });
const statuses = () => test.sql`select distinct call_status from leads_task_list where task_id = ${taskId}`;

it('keeps pages, jobs and health alive, and tells each refresh what it is', { timeout: 60_000 }, async () => {
  const other = await test.sql.reserve();
  unlock = async () => {
    unlock = async () => {};
    await other`rollback`;
    other.release();
  };
  await other`begin`;
  await other`select from leads_task_list where id = any(${rowIds}) for update`;

  const answered: Answered[] = [];
  const refreshes = Array.from({ length: REFRESHES }, () => refresh().then((one) => answered.push(one)));
  const waiting = () => test.sql<{ n: number }[]>`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and application_name = 'callboard'`;
  await expect.poll(async () => (await waiting())[0]!.n, { timeout: 20_000 }).toBeGreaterThan(0);
  while (answered.length < REFRESHES) {
    const others = await Promise.all([
      ask('list', { params: { taskId: String(taskId) } }),
      ask('job', { params: { rowId: String(rowIds[0]) } }),
      ask('health'),
    ]);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
  }
  await Promise.all(refreshes);
  for (const { status, code, retryAfter } of answered) {
    // The rows were locked, or no connection became free; the database was never out of reach.
    expect([5032, 5033]).toContain(code);
    expect(status).toBe(503);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }
  expect(await statuses()).toEqual([{ call_status: 'Executing' }]);

  await unlock();
  expect((await refresh()).status).toBe(200);
  expect(await statuses()).toEqual([{ call_status: 'Failed' }]);
});
