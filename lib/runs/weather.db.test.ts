import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createTask } from '@/lib/jobs/testing/world';

import { reserveStarts, setLimit } from './budget';
import { getWeather, setProviderLimit } from './weather';

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;

type Call = { code: string; ms: number };

async function receipt(
  who: Actor,
  calls: Call[],
  { run = false, row = false, minutesAgo = 1 }: { run?: boolean; row?: boolean; minutesAgo?: number } = {},
): Promise<void> {
  const taskId = await createTask(database, who);
  const made = calls.map((call) => ({ operation: 'ListJobs', request_id: null, rows: 1, ...call }));
  await database.sql`
    insert into callboard.refresh_receipts (id, organization_id, task_id, refresh_number, user_id, user_name, via, row_id,
      run_id, page, page_size, total_pages, started_at, checked_at, duration_ms, counts, rows, provider_calls, recordings)
    values (${randomUUID()}, ${who.orgId}, ${taskId}, 1, ${who.userId}, '李雷', 'session', ${row ? 1 : null},
      ${run ? randomUUID() : null}, 1, 20, 1, now(), now() - make_interval(mins => ${minutesAgo}), 5, '{}', '[]',
      ${database.sql.json(made)}, '{}')`;
}

const ok = (ms: number): Call => ({ code: 'OK', ms });
const THROTTLED = { code: 'Throttling.User', ms: 5 };

beforeAll(async () => {
  database = await createTestDatabase();
  [actor, stranger] = [await createOrganization(database), await createOrganization(database)];
  await receipt(actor, [THROTTLED, ok(100)]);
  await receipt(actor, [ok(200)], { row: true, minutesAgo: 30 });
  await receipt(actor, [ok(300), { code: 'ECONNRESET', ms: 7 }], { run: true });
  await receipt(actor, [ok(9_000)], { minutesAgo: 61 });
  await receipt(stranger, [ok(8_000), ok(8_000), THROTTLED, THROTTLED]);
});
afterAll(() => database.drop());

it("tells the last hour's calls of the own organization by what they were for, by code and over time", async () => {
  const weather = await getWeather(database.db, actor);
  expect(weather).toMatchObject({
    all: { calls: 5, succeeded: 3, throttled: 1, p95Ms: 300 },
    byClass: [
      { class: 'person', calls: 1, succeeded: 1, throttled: 0, p95Ms: 200 },
      { class: 'page', calls: 2, succeeded: 1, throttled: 1, p95Ms: 100 },
      { class: 'background', calls: 2, succeeded: 1, throttled: 0, p95Ms: 300 },
    ],
    codes: [
      { code: 'ECONNRESET', calls: 1 },
      { code: 'Throttling.User', calls: 1 },
    ],
    account: null,
  });
  expect(weather.spans).toHaveLength(12);
  const sum = (part: 'calls' | 'failed' | 'throttled') =>
    weather.spans.reduce((total, span) => total + span[part], 0);
  expect([sum('calls'), sum('failed'), sum('throttled')]).toEqual([5, 2, 1]);

  const nobody = await createOrganization(database);
  expect(await getWeather(database.db, nobody)).toMatchObject({ all: { calls: 0, p95Ms: null }, codes: [] });
});

it("tells administrators the account's sum, and lets them lower its limit while all runs", async () => {
  const admin: Actor = { ...actor, role: 'admin' };
  await database.sql`update callboard.organizations set provider_import = true where id = ${admin.orgId}`;
  const to = (rate: number | null) =>
    setProviderLimit(database.db, admin, { to: rate, address: '127.0.0.1' });
  expect(await getWeather(database.db, admin)).toMatchObject({
    budget: null,
    account: { calls: 9, throttled: 3, organizations: 2 },
    isAccountOfOthers: false,
  });
  await expect(to(1)).rejects.toMatchObject({ kind: 'invalid_input' });

  await setLimit(database.db, 20);
  await expect(to(21)).rejects.toMatchObject({ kind: 'invalid_input', details: { field: 'to' } });
  await to(2);
  expect((await getWeather(database.db, actor)).budget).toMatchObject({
    rate: 2,
    limit: 2,
    setUp: 20,
    loweredTo: 2,
  });
  // The very next start is spaced by it.
  expect((await reserveStarts(database.db, 1, 60_000))?.spacingMs).toBeGreaterThan(500);
  await to(null);
  expect((await getWeather(database.db, actor)).budget).toMatchObject({ limit: 20, loweredTo: null });
  const noted = await database.sql`
    select subject->>'total' as "to" from callboard.audit_log where action = 'provider.limit' order by id`;
  expect(noted).toEqual([{ to: '2' }, { to: null }]);
});

it('an administrator of an organization that does not speak for a shared account neither sees nor lowers it', async () => {
  const other: Actor = { ...stranger, role: 'admin' };
  await setLimit(database.db, 20);
  expect(await getWeather(database.db, other)).toMatchObject({ account: null, isAccountOfOthers: true });
  await expect(setProviderLimit(database.db, other, { to: 1, address: '127.0.0.1' })).rejects.toMatchObject({
    kind: 'forbidden',
  });
  expect(await getWeather(database.db, stranger)).toMatchObject({
    budget: { loweredTo: null },
    isAccountOfOthers: false,
  });
});
