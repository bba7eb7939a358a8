import { headers, cookies } from 'next/headers';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';

import type { Viewer } from '@/lib/auth/resolve-actor';
import { resolveViewer } from '@/lib/auth/resolve-actor';
import { rateLimits } from '@/lib/db/schema/people';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { AppError } from '@/lib/errors';
import { createOrganization } from '@/lib/jobs/testing/world';

import { orgAction } from './org-action';

vi.mock('next/headers', () => ({ headers: vi.fn(), cookies: vi.fn() }));
vi.mock('@/lib/auth/resolve-actor', async (original) => ({
  ...(await original<object>()),
  resolveViewer: vi.fn(),
}));

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'id');
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'secret');
  vi.stubEnv('OUTBOUNDBOT_INSTANCE_ID', 'instance');
  vi.stubEnv('LOG_LEVEL', 'silent');
  const actor = await createOrganization(database);
  const viewer: Viewer = {
    userId: actor.userId,
    sessionId: crypto.randomUUID(),
    email: 'a@example.com',
    name: '李雷',
    actor,
    organizations: [],
  };
  vi.mocked(resolveViewer).mockResolvedValue(viewer);
  vi.mocked(headers).mockResolvedValue(new Headers({ origin: 'http://localhost:3000' }));
  vi.mocked(cookies).mockResolvedValue({ get: () => undefined } as never);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await (globalThis as { callboardDb?: { end: () => Promise<void> } }).callboardDb?.end();
  await database.drop();
});
beforeEach(() => database.db.delete(rateLimits));

const NOTE = '回电 138-1234-8000';
const spec = { permission: 'follow-ups.write', input: z.object({}) } as const;

it('hands out no full number, whatever a use case answers', async () => {
  const action = orgAction({
    ...spec,
    handler: () => Promise.resolve({ deep: [{ note: NOTE, n: 13_812_348_000 }] }),
  });
  expect(await action({})).toEqual({
    ok: true,
    data: { deep: [{ note: '回电 138****8000', n: '138****8000' }] },
  });
});

it('says no full number in a failure', async () => {
  const action = orgAction({
    ...spec,
    handler: () => Promise.reject(new AppError('invalid_input', { message: `不收：${NOTE}` })),
  });
  expect(await action({})).toMatchObject({ ok: false, message: '不收：回电 138****8000' });
});

it('hands out what was asked for in full, and only where the action says so', async () => {
  const handler = () => Promise.resolve({ number: '13812348000' });
  expect(await orgAction({ ...spec, reveals: true, handler })({})).toMatchObject({
    data: { number: '13812348000' },
  });
});

it('counts every action of a person, the 121st within a minute is refused', async () => {
  const handler = vi.fn(() => Promise.resolve(1));
  const action = orgAction({ ...spec, handler });
  for (let count = 0; count < 120; count += 1) expect(await action({})).toMatchObject({ ok: true });
  const refused = await action({});
  expect(refused).toMatchObject({ ok: false, code: 4029 });
  expect(handler).toHaveBeenCalledTimes(120);
});
