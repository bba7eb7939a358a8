import { randomUUID } from 'node:crypto';

import { NextRequest } from 'next/server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { createToken, hashToken } from '@/lib/auth/tokens/tokens';
import { systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createTask } from '@/lib/jobs/testing/world';

const TOKEN = createToken();

let test: TestDatabase;
let organizationId: string;
let userId: string;
let GET: (request: NextRequest, context: never) => Promise<Response>;
let services: typeof import('@/lib/services/events');
let changes: typeof import('@/lib/events/changes');

beforeAll(async () => {
  test = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', test.pooledUrl);
  vi.stubEnv('DATABASE_LISTEN_URL', test.url);
  vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'id');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'secret');
  vi.stubEnv('OUTBOUNDBOT_INSTANCE_ID', 'instance');
  vi.stubEnv('LOG_LEVEL', 'silent');
  ({ GET } = await import('./route'));
  services = await import('@/lib/services/events');
  changes = await import('@/lib/events/changes');
  const actor = await createOrganization(test);
  organizationId = actor.orgId;
  userId = actor.userId;
  await test.sql`
    insert into callboard.access_tokens (user_id, organization_id, name, token_hash, expires_at)
    values (${userId}, ${organizationId}, 't', ${hashToken(TOKEN)}, now() + interval '1 day')`;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await test.drop();
});

/** A stream and all of it that has come so far. */
async function listen(headers: Record<string, string> = {}) {
  const gone = new AbortController();
  const request = new NextRequest('http://localhost:3000/api/events', {
    headers: { 'access-token': TOKEN, ...headers },
    signal: gone.signal,
  });
  const response = await GET(request, { params: Promise.resolve({}) } as never);
  const heard = { text: '', ended: false };
  const read = async () => {
    for await (const chunk of response.body ?? []) heard.text += new TextDecoder().decode(chunk);
    heard.ended = true;
  };
  void read().catch(() => (heard.ended = true));
  return { response, heard, leave: () => gone.abort() };
}

async function change(taskId: number, rowIds: number[]): Promise<void> {
  const orgId = systemActor(organizationId).orgId;
  await test.db.transaction((tx) =>
    changes.noteTaskChange(orgId, tx, { taskId, receiptId: randomUUID(), rowIds }),
  );
  services.announceTask(orgId, taskId);
}

it('streams what changes, fills a reconnect from the table, and ends for one who may not stay', async () => {
  const taskId = await createTask(test, { orgId: organizationId } as never);
  const { response, heard, leave } = await listen();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('cache-control')).toContain('no-transform');
  await expect.poll(() => heard.text).toContain('data: {"live":true}');
  await change(taskId, [11, 12]);
  await expect.poll(() => heard.text).toContain(`{"taskId":${taskId},"number":1,"rowIds":[11,12]}`);
  const [, id] = /id: (\d+)\nevent: change/.exec(heard.text)!;
  leave();
  await expect.poll(() => heard.ended).toBe(true);

  await change(taskId, [13]);
  const second = await listen({ 'last-event-id': id! });
  await expect.poll(() => second.heard.text).toContain(`"number":2,"rowIds":[13]`);
  // What was committed between the reading of a page and its first connection is told as well.
  const late = await listen();
  await expect.poll(() => late.heard.text).toContain(`"number":2,"rowIds":[13]`);
  late.leave();
  await test.sql`update callboard.users set disabled_at = now() where id = ${userId}`;
  await expect.poll(() => second.heard.ended).toBe(true);
  expect(second.heard.text).toContain('event: ended');
  const refused = await listen();
  expect(refused.response.status).toBe(403);
});
