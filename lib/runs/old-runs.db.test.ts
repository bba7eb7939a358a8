import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { deleteOldRuns } from './old-runs';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function endedRun(daysAgo: number): Promise<string> {
  const [id, receiptId] = [randomUUID(), randomUUID()];
  await database.sql`
    insert into callboard.refresh_runs (id, organization_id, task_id, skip_recording, batch_size, state, started_by,
      started_by_name, via, total_rows, through_id, finished_at)
    values (${id}, 'org-1', 1, true, 99, 'done', ${randomUUID()}, '李雷', 'schedule', 1, 1,
      now() - make_interval(days => ${daysAgo}))`;
  await database.sql`
    insert into callboard.refresh_run_batches (run_id, number, from_row_id, to_row_id, rows, state, receipt_id)
    values (${id}, 1, 1, 1, 1, 'done', ${receiptId})`;
  return id;
}

it('deletes all that are past their time at once, however many there are, and nothing else', async () => {
  for (let n = 0; n < 3; n += 1) await endedRun(91);
  const kept = await endedRun(89);
  await deleteOldRuns(database.db);
  expect(await database.sql`select id from callboard.refresh_runs`).toEqual([{ id: kept }]);
  expect(await database.sql`select run_id from callboard.refresh_run_batches`).toEqual([{ run_id: kept }]);
});
