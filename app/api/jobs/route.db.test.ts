import { NextRequest } from 'next/server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { type Actor, toActor } from '@/lib/auth/actor';
import { createToken, hashToken } from '@/lib/auth/tokens/tokens';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { toSelection } from '@/lib/jobs/selection';
import { DEFAULT_SORT, readSearch } from '@/lib/jobs/selection-input';
import type { JobsPage } from '@/lib/jobs/schemas';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

const TOKEN = createToken();
const NUMBER = '13812348000';
type Handler = (request: NextRequest, context: never) => Promise<Response>;

let database: TestDatabase;
let actor: Actor;
let taskId: number;
let ofTask: Handler;
let ofAll: Handler;
let facets: Handler;
let selectionFor: (typeof import('@/lib/services/selections'))['selectionFor'];

beforeAll(async () => {
  database = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'id');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'secret');
  vi.stubEnv('OUTBOUNDBOT_INSTANCE_ID', 'instance');
  vi.stubEnv('LOG_LEVEL', 'silent');
  ({ GET: ofAll } = await import('./route'));
  ({ GET: ofTask } = await import('../tasks/[taskId]/jobs/route'));
  ({ GET: facets } = await import('./facets/route'));
  ({ selectionFor } = await import('@/lib/services/selections'));
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  await createRows(database, taskId, [
    { call_job_id: 'a', leads_phone: NUMBER, call_status: 'Failed' },
    { call_job_id: 'b', leads_phone: '13912348000', call_status: 'Succeeded' },
  ]);
  await createRows(database, await createTask(database, actor, '二期'), [
    { call_job_id: 'c', leads_phone: '13712345678', call_status: 'Failed' },
  ]);
  await database.sql`insert into callboard.access_tokens (user_id, organization_id, name, token_hash, expires_at)
    values (${actor.userId}, ${actor.orgId}, 't', ${hashToken(TOKEN)}, now() + interval '1 day')`;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await (globalThis as { callboardDb?: { end: () => Promise<void> } }).callboardDb?.end();
  await database.drop();
});

async function ask(handler: Handler, query: string) {
  const request = new NextRequest(`http://localhost:3000/x?${query}`, { headers: { 'access-token': TOKEN } });
  const response = await handler(request, { params: Promise.resolve({ taskId: String(taskId) }) } as never);
  return { status: response.status, body: (await response.json()) as JobsPage & { message?: string } };
}

it('answers the rows of a filter with the whole count, of one task and of all', async () => {
  const failed = await ask(ofTask, 'status=Failed');
  expect(failed.body.pagination).toMatchObject({ totalCount: 1 });
  const all = await ask(ofAll, 'status=Failed&sort=-id');
  expect(all.body.pagination).toMatchObject({ page: 1, totalPages: 1, totalCount: 2 });
  expect(all.body.rows.map(({ jobId }) => jobId)).toEqual(['c', 'a']);
  expect((await ask(facets, 'status=Failed')).body).toMatchObject({ status: { Failed: 2, Succeeded: 1 } });
});

it.each([
  ['status=Lost', 'status', 'Lost'],
  ['stauts=Failed', 'stauts', ''],
  ['sort=name', 'sort', 'name'],
  ['follow=due,maybe', 'follow', 'maybe'],
])('refuses %s and names it', async (query, key, value) => {
  for (const handler of [ofTask, ofAll]) {
    const { status, body } = await ask(handler, query);
    expect(status).toBe(400);
    expect(body.message).toContain(key);
    expect(body.message).toContain(value);
  }
});

it('finds a whole number for a token, and for a person only who may see it: counted, and in the audit log', async () => {
  expect((await ask(ofAll, `q=${NUMBER}`)).body.pagination).toMatchObject({ totalCount: 1 });

  const membership = {
    userId: actor.userId,
    userName: '李雷',
    organizationId: actor.orgId,
    organizationName: '',
  };
  const operator = toActor({ ...membership, role: 'operator' }, 'session')!;
  const supervisor = toActor({ ...membership, role: 'supervisor' }, 'session')!;
  const search = (who: Actor, number: string) =>
    selectionFor(
      who,
      toSelection('all-tasks', { tab: 'jobs', sort: DEFAULT_SORT, q: readSearch(number) ?? undefined }),
    );
  await database.sql`update callboard.organizations set reveal_role = 'supervisor' where id = ${actor.orgId}`;

  await expect(search(operator, NUMBER)).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(search(operator, '138****8000')).resolves.toBeDefined();
  // The same one on the next page is the same search.
  for (let page = 1; page <= 3; page += 1) await search(supervisor, NUMBER);
  const noted = await database.sql`select user_id, subject::text from callboard.audit_log
    where organization_id = ${actor.orgId} and action = 'number.searched'`;
  expect(noted).toHaveLength(1);
  expect(noted[0]).toMatchObject({ user_id: actor.userId });
  expect(JSON.stringify(noted)).not.toContain('1234');

  const tries = Array.from({ length: 40 }, (_, n) => search(supervisor, String(13_812_340_001 + n)));
  const limited = (await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected');
  expect(limited.length).toBeGreaterThanOrEqual(10);
  expect(limited[0]).toMatchObject({ reason: { kind: 'rate_limited' } });
  // Asking once more for the very number that was refused does not let it through.
  await expect(search(supervisor, '13812349999')).rejects.toMatchObject({ kind: 'rate_limited' });
  await expect(search(supervisor, '13812349999')).rejects.toMatchObject({ kind: 'rate_limited' });
});
