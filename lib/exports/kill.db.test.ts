import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createTask } from '@/lib/jobs/testing/world';
import { TestWorkers } from '@/lib/queue/testing';

import { getExport, openFile, startExport } from './exports';

const ROWS = 9_000;

let database: TestDatabase;
let actor: Actor;
const workers = new TestWorkers(() => ({
  // oxlint-disable-next-line node/no-process-env -- the tests' own, for a process of their own
  ...process.env,
  DATABASE_URL: database.pooledUrl,
}));

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
});
afterEach(() => workers.killAll());
afterAll(() => database.drop());

it('an export goes on where a killed worker left it, and every row is in the file once', async () => {
  const taskId = await createTask(database, actor);
  await database.sql`
    insert into leads_task_list (task_id, call_job_id, leads_name)
    select ${taskId}, 'job-' || n, 'L' || n from generate_series(1, ${ROWS}) n`;
  const { id } = await startExport(database.db, actor, {
    ...{ taskId, query: 'sort=-id', format: 'csv', columns: ['lead'], locale: 'zh' },
  });
  const now = () => getExport(database.db, actor, id);

  // Whoever enters the third part waits for this lock, and dies meanwhile.
  const holder = await database.sql.reserve();
  const child = await workers.start();
  await holder`begin`;
  await expect
    .poll(
      async () =>
        (
          await holder`
      select from callboard.export_parts where export_id = ${id} and number = 3 for update skip locked`
        ).length,
      {
        interval: 5,
      },
    )
    .toBeGreaterThan(0)
    .catch(() => {});
  await expect.poll(async () => (await now()).rows).toBeGreaterThanOrEqual(4_000);
  await workers.kill(child);
  await holder`rollback`;
  holder.release();

  await workers.start();
  await expect.poll(async () => (await now()).status, { timeout: 30_000 }).toBe('done');
  const { body } = await openFile(database.db, actor, id, '::1');
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const lines = Buffer.concat(parts).toString().trim().split('\r\n').slice(1);
  expect(lines).toEqual(Array.from({ length: ROWS }, (_, at) => `L${ROWS - at}`));
  expect(await now()).toMatchObject({ rows: ROWS, totalRows: ROWS, percent: 100 });
});
