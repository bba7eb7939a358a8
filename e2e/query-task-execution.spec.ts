import { randomUUID } from 'node:crypto';

import type { APIRequestContext, APIResponse } from '@playwright/test';

import { settings } from './fixtures/settings';
import { expect, test as base } from './fixtures/test';
import { createToken } from './fixtures/tokens';

const PATHS = ['/api/query-task-execution', '/query-task-execution'] as const;
const [PATH] = PATHS;
const PHONE = '13812348000';

type Fixtures = {
  token: string;
  taskId: number;
  jobIds: string[];
  rowIds: number[];
  /** Asks with the test's token, unless other headers say otherwise. */
  ask: (body: unknown, headers?: Record<string, string>) => Promise<APIResponse>;
};

const test = base.extend<Fixtures>({
  token: ({ sql, operator, organization }, use) => createToken(sql, operator, organization).then(use),
  taskId: ({ world, organization }, use) => world.task(organization).then(use),
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
  jobIds: ({}, use) => use(Array.from({ length: 3 }, () => randomUUID())),
  rowIds: async ({ world, simulator, taskId, jobIds }, use) => {
    await simulator.putJobs(jobIds.map(job));
    await use(
      await world.rows(
        taskId,
        jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Scheduling', leads_phone: PHONE })),
      ),
    );
  },
  ask: ({ request, token }, use) =>
    use((body, headers = { 'access-token': token }) => post(request, body, headers)),
});

function job(JobId: string) {
  const call = {
    TaskId: `call-${JobId}`,
    Status: 'SucceededFinish',
    CalledNumber: PHONE,
    CallingNumber: '057126883106',
    PlanedTime: Date.now(),
    Duration: 4000,
    Conversation: [{ Speaker: 'Contact', Script: `打${PHONE}`, Timestamp: Date.now() }],
  };
  return { JobId, Status: 'Succeeded', Contacts: [{ PhoneNumber: PHONE }], Tasks: [call] };
}

/** The body goes out byte for byte when it is a text. */
function post(
  request: APIRequestContext,
  body: unknown,
  headers: Record<string, string>,
  path: string = PATH,
) {
  return request.post(path, {
    headers,
    data: typeof body === 'string' ? Buffer.from(body) : Buffer.from(JSON.stringify(body)),
  });
}

async function expectError(
  response: APIResponse,
  status: number,
  code: number,
): Promise<{ message: string }> {
  const text = await response.text();
  expect(response.status(), text).toBe(status);
  const body = JSON.parse(text) as { status: string; code: number; message: string };
  expect(body).toMatchObject({ status: 'error', code });
  expect(response.headers()['x-request-id']).toBeTruthy();
  return body;
}

test.describe('a token', () => {
  for (const path of PATHS) {
    test(`gets the provider's data in full at ${path}`, async ({
      request,
      token,
      taskId,
      rowIds,
      jobIds,
    }) => {
      const response = await post(
        request,
        { task_id: taskId, skip_recording: false, unknown: 1 },
        { 'access-token': token },
        path,
      );
      const text = await response.text();
      expect(response.status(), text).toBe(200);
      expect(response.headers()['x-request-id']).toBeTruthy();
      const answer = JSON.parse(text) as { data: Record<string, unknown> };
      expect(answer).toMatchObject({
        status: 'success',
        code: 200,
        data: {
          task_id: taskId,
          total_jobs: 3,
          updated_count: 3,
          error_count: 0,
          pagination: { page: 1, page_size: 20, total_pages: 1, total_count: 3 },
          jobs_data: jobIds.map((JobId) => ({
            JobId,
            Contacts: [{ PhoneNumber: PHONE }],
            follow_data: null,
          })),
          receipt: {
            counts: { rows: 3, updated: 3, unchanged: 0, not_returned: 0, superseded: 0, invalid: 0 },
            rows: rowIds.map((row_id) => ({ row_id, verdict: 'updated' })),
            recordings: { asked: 3, reused: 0, failed: 0 },
          },
        },
      });
      expect(text).toContain('Signature=');
    });
  }

  test('goes before Authorization, and both go before the cookie', async ({
    request,
    context,
    token,
    taskId,
    rowIds,
    ask,
    signIn,
    operator,
  }) => {
    expect(rowIds).toHaveLength(3);
    const body = { task_id: taskId };
    expect((await ask(body, { authorization: `Bearer ${token}` })).status()).toBe(200);
    expect((await ask(body, { 'access-token': token, authorization: 'Bearer cb_wrong' })).status()).toBe(200);
    await expectError(
      await ask(body, { 'access-token': 'cb_wrong', authorization: `Bearer ${token}` }),
      401,
      1001,
    );
    await signIn(operator);
    await expectError(await post(context.request, body, { 'access-token': 'cb_wrong' }), 401, 1001);
    await expectError(await post(request, body, {}), 401, 1001);
  });

  test('that has expired, was revoked, or is the session’s own JWT is none', async ({
    sql,
    operator,
    organization,
    context,
    ask,
    taskId,
    token,
    signIn,
  }) => {
    const body = { task_id: taskId };
    const expired = await createToken(sql, operator, organization, {
      expiresAt: new Date(Date.now() - 1000),
    });
    await expectError(await ask(body, { 'access-token': expired }), 401, 1001);
    await signIn(operator);
    const cookie = (await context.cookies()).find(({ name }) => name === 'next-auth.session-token');
    await expectError(await ask(body, { authorization: `Bearer ${cookie?.value}` }), 401, 1001);
    await sql`update callboard.access_tokens set revoked_at = now() where user_id = ${operator.id}`;
    await expectError(await ask(body, { 'access-token': token }), 401, 1001);
  });

  test('of a person who was disabled or left the organization is 1003', async ({
    sql,
    operator,
    ask,
    taskId,
  }) => {
    await sql`delete from callboard.memberships where user_id = ${operator.id}`;
    await expectError(await ask({ task_id: taskId }), 403, 1003);
  });
});

test.describe('a cookie', () => {
  test.beforeEach(({ signIn, operator }) => signIn(operator));

  test('gets numbers masked and our own recording address', async ({ context, taskId, rowIds }) => {
    const response = await post(context.request, { task_id: taskId, skip_recording: false }, {});
    const text = await response.text();
    expect(response.status(), text).toBe(200);
    for (const secret of [PHONE, '057126883106', 'Signature', 'OSSAccessKeyId'])
      expect(text).not.toContain(secret);
    expect(text).toContain(`/api/jobs/${rowIds[0]}/recording`);
    expect(text).toContain('138****8000');
  });

  test('is refused from another origin', async ({ context, taskId, rowIds }) => {
    expect(rowIds).toHaveLength(3);
    const ask = (headers: Record<string, string>) => post(context.request, { task_id: taskId }, headers);
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      await expectError(await ask(headers), 403, 1005);
    }
    expect((await ask({ origin: settings().baseUrl })).status()).toBe(200);
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).status()).toBe(200);
  });
});

test.describe('bad input', () => {
  const cases: [string, unknown, string][] = [
    ['no body', '', ''],
    ['no JSON', '{', ''],
    ['a list', [], ''],
    ['null', 'null', ''],
    ['no task_id', {}, 'task_id'],
    ['task_id in quotes', { task_id: '54' }, 'task_id'],
    ['task_id null', { task_id: null }, 'task_id'],
    ['task_id 0', { task_id: 0 }, 'task_id'],
    ['task_id true', { task_id: true }, 'task_id'],
    ['page 1.5', { task_id: 1, page: 1.5 }, 'page'],
    ['page 0', { task_id: 1, page: 0 }, 'page'],
    ['page null', { task_id: 1, page: null }, 'page'],
    ['page_size 501', { task_id: 1, page_size: 501 }, 'page_size'],
    ['skip_recording "no"', { task_id: 1, skip_recording: 'no' }, 'skip_recording'],
    ['too much', { task_id: 1, pad: 'x'.repeat(17_000) }, ''],
  ];
  for (const [name, body, key] of cases) {
    test(`is 4001: ${name}`, async ({ ask }) => {
      const { message } = await expectError(await ask(body), 400, 4001);
      expect(message).toContain(key);
    });
  }

  test('is not 1.0, nor an odd content type', async ({ ask, taskId, rowIds, token }) => {
    expect(rowIds).toHaveLength(3);
    const response = await ask(`{"task_id": ${taskId}.0}`, {
      'access-token': token,
      'content-type': 'text/plain',
    });
    expect(response.status(), await response.text()).toBe(200);
  });

  test('is told after who asks: a stranger hears 401 whatever the body', async ({ ask }) => {
    await expectError(await ask('{', {}), 401, 1001);
  });
});

test('answers every other method with 405 and Allow', async ({ request, token }) => {
  for (const path of PATHS) {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await request.fetch(path, { method, headers: { 'access-token': token } });
      await expectError(response, 405, 4005);
      expect(response.headers().allow).toBe('POST');
    }
  }
});

test('answers a foreign task and a missing one the same to the byte', async ({ world, ask }) => {
  const foreign = await world.task(await world.organization('别的机构'));
  const bodies = await Promise.all(
    [foreign, 2_147_483_600, 2_147_483_648, 9_007_199_254_740_991].map(async (task_id) => {
      const response = await ask({ task_id });
      expect(response.status()).toBe(404);
      return response.text();
    }),
  );
  expect(new Set(bodies).size).toBe(1);
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ status: 'error', code: 4004 });
});

test('takes numbers of any size: no such task, and the last page', async ({ ask, taskId, rowIds }) => {
  expect(rowIds).toHaveLength(3);
  for (const id of ['2147483648', '9007199254740993', '1e300']) {
    await expectError(await ask(`{"task_id": ${id}}`), 404, 4004);
  }
  for (const page of ['9007199254740993', '1e300']) {
    const response = await ask(`{"task_id": ${taskId}, "page": ${page}, "page_size": 2}`);
    expect(await response.json()).toMatchObject({
      code: 200,
      data: { pagination: { page: 2, total_pages: 2 } },
    });
  }
  await expectError(await ask(`{"task_id": 9007199254740993, "page_size": 1e300}`), 400, 4001);
});

test('answers 4009 when no row has a call_job_id', async ({ world, taskId, ask }) => {
  await world.rows(taskId, [{ call_job_id: null }, { call_job_id: '' }]);
  await expectError(await ask({ task_id: taskId }), 400, 4009);
});

test('answers 5003 with the provider’s RequestId and a receipt, and writes nothing', async ({
  sql,
  simulator,
  taskId,
  rowIds,
  jobIds,
  ask,
}) => {
  await simulator.putFault({ kind: 'forbidden', operation: 'ListJobs', jobId: jobIds[0] });
  const body = await expectError(await ask({ task_id: taskId }), 502, 5003);
  expect(body.message).toMatch(/^获取外呼任务状态失败/);
  expect(body).toMatchObject({ request_id: expect.any(String), receipt_id: expect.any(String) });
  for (const secret of [...jobIds, '127.0.0.1']) expect(body.message).not.toContain(secret);
  const rows = await sql`select call_status from leads_task_list where id = any(${rowIds})`;
  expect(rows.map(({ call_status }) => call_status as string)).toEqual([
    'Scheduling',
    'Scheduling',
    'Scheduling',
  ]);
});

test('counts refreshes of one actor and answers 4029 with Retry-After', async ({
  sql,
  operator,
  ask,
  taskId,
  rowIds,
}) => {
  expect(rowIds).toHaveLength(3);
  expect((await ask({ task_id: taskId })).status()).toBe(200);
  const counted = await sql`
    update callboard.rate_limits set points = 1000000 where key like ${`%${operator.id}%`} or key in (
      select key from callboard.rate_limits r join callboard.access_tokens t on r.key like '%' || t.id || '%'
      where t.user_id = ${operator.id}) returning key`;
  expect(counted.length).toBeGreaterThan(0);
  const response = await ask({ task_id: taskId });
  await expectError(response, 429, 4029);
  expect(Number(response.headers()['retry-after'])).toBeGreaterThan(0);
});
