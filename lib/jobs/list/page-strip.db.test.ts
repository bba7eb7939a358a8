import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { migrateDatabase } from '@/lib/db/migrate';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { settle } from '../job-index/testing';
import { createOrganization, createRows, createTask } from '../testing/world';
import { pageStrip } from './page-strip';
import { type PageStrip, STRIP_SHARES } from './page-strip-schemas';

let database: TestDatabase;
let actor: Actor;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  actor = await createOrganization(database);
});
afterAll(() => database.drop());

/** What is known of a row: when it was checked and changed, in minutes ago. */
async function known(
  rowId: number,
  taskId: number,
  state: { checked: number; changed?: number; verdict?: string },
) {
  const { checked, changed = null, verdict = 'unchanged' } = state;
  await database.sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, changed_at, last_verdict)
    values (${rowId}, ${taskId}, 1, now() - make_interval(mins => ${checked}::int),
      now() - make_interval(mins => ${changed}::int), ${verdict})`;
}

const sumOf = ({ cells }: PageStrip) =>
  Object.fromEntries(
    STRIP_SHARES.map((share) => [share, cells!.reduce((sum, cell) => sum + cell[share], 0)]),
  );

it('tells page by page what is never checked, stale, unfinished, just changed, failed and final', async () => {
  const taskId = await createTask(database, actor);
  const status = ['Executing', 'Executing', 'Executing', 'Succeeded', 'Executing', 'Executing', 'Succeeded'];
  const ids = await createRows(
    database,
    taskId,
    status.map((call_status, n) => ({ call_job_id: `job-${n}`, call_status })),
  );
  await createRows(database, taskId, [{ call_job_id: null }]);
  await known(ids[1]!, taskId, { checked: 90 });
  await known(ids[2]!, taskId, { checked: 5 });
  await known(ids[3]!, taskId, { checked: 2, changed: 2, verdict: 'updated' });
  await known(ids[4]!, taskId, { checked: 1, verdict: 'not_returned' });
  await known(ids[5]!, taskId, { checked: 30 });
  await known(ids[6]!, taskId, { checked: 500, changed: 500 });
  // The last refresh of the sixth row failed.
  await database.sql`
    insert into callboard.refresh_receipts (id, organization_id, task_id, refresh_number, user_id, user_name, via, page,
      page_size, total_pages, started_at, checked_at, duration_ms, counts, asked_row_ids, rows, provider_calls, recordings, error)
    values (${randomUUID()}, ${actor.orgId}, ${taskId}, 2, ${randomUUID()}, '李雷', 'session', 1, 20, 1, now(), now(), 1,
      '{}', ${[ids[5]!]}, '[]', '[]', '{}', '{"code": "Throttling.User"}')`;

  const expected = {
    pageSize: 3,
    totalPages: 3,
    totalRows: 7,
    sampled: false,
    asOf: null,
    cells: [
      {
        fromPage: 1,
        toPage: 1,
        rows: 3,
        failed: 0,
        never: 1,
        changed: 0,
        stale: 1,
        unfinished: 1,
        settled: 0,
      },
      {
        fromPage: 2,
        toPage: 2,
        rows: 3,
        failed: 2,
        never: 0,
        changed: 1,
        stale: 0,
        unfinished: 0,
        settled: 0,
      },
      {
        fromPage: 3,
        toPage: 3,
        rows: 1,
        failed: 0,
        never: 0,
        changed: 0,
        stale: 0,
        unfinished: 0,
        settled: 1,
      },
    ],
  };
  expect(await pageStrip(database.db, actor, taskId, 3)).toEqual(expected);

  const stranger = await createOrganization(database);
  await expect(pageStrip(database.db, stranger, taskId, 3)).rejects.toMatchObject({ kind: 'not_found' });
  const empty = await createTask(database, actor);
  expect(await pageStrip(database.db, actor, empty, 20)).toMatchObject({ totalPages: 0, cells: [] });
});

it('has at most a hundred cells, estimates a large task by the index, and misses no change', async () => {
  const taskId = await createTask(database, actor);
  const other = await createTask(database, actor);
  await database.sql`
    insert into leads_task_list (task_id, call_job_id, call_status)
    select case when n % 5 = 0 then ${other}::int else ${taskId}::int end, 'job-' || n,
      case when n % 5 > 0 and n <= 15000 then 'Succeeded' else 'Executing' end
    from generate_series(1, 30000) n`;
  await database.sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, last_verdict)
    select id, task_id, 1, now() - interval '2 days', 'unchanged' from leads_task_list where task_id = ${taskId}`;
  const [last] = await database.sql<
    { id: number }[]
  >`select max(id) as id from leads_task_list where task_id = ${taskId}`;
  await database.sql`update callboard.job_states set changed_at = now() where row_id = ${last!.id}`;

  // More rows than are read one by one, and no index: nothing is claimed.
  expect((await pageStrip(database.db, actor, taskId, 20)).cells).toBeNull();

  await migrateDatabase(database.url, './drizzle', { watch: true });
  await settle(database);
  const strip = await pageStrip(database.db, actor, taskId, 20);
  expect(strip).toMatchObject({ totalRows: 24_000, totalPages: 1_200, sampled: true, asOf: null });
  expect(strip.cells).toHaveLength(100);
  expect(strip.cells![0]).toMatchObject({ fromPage: 1, toPage: 12, rows: 240, settled: 240, stale: 0 });
  expect(strip.cells![99]).toMatchObject({ fromPage: 1_189, toPage: 1_200, changed: 1, stale: 239 });
  expect(sumOf(strip)).toEqual({
    failed: 0,
    never: 0,
    changed: 1,
    stale: 11_999,
    unfinished: 0,
    settled: 12_000,
  });

  // Of a task of few rows every one is read, by the index too.
  const small = await pageStrip(database.db, actor, other, 20);
  expect(small).toMatchObject({ totalRows: 6_000, sampled: false });
  expect(sumOf(small)).toMatchObject({ never: 6_000 });
});
