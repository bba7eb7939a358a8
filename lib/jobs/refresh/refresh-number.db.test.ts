import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { findPageToRefresh, findRowToRefresh } from './repository';
import { createOrganization, createRows, createTask, wholePage } from '../testing/world';

let database: TestDatabase;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
});
afterAll(() => database.drop());

/** A task whose rows were last checked by these refreshes, as a restored database may hold it. */
async function restored(numbers: number[]): Promise<{ taskId: number; ids: number[] }> {
  const taskId = await createTask(database, actor);
  const ids = await createRows(
    database,
    taskId,
    numbers.map((_, at) => ({ call_job_id: `job-${at}` })),
  );
  for (const [at, number] of numbers.entries()) {
    await database.sql`insert into callboard.job_states (row_id, task_id, check_number, checked_at)
      values (${ids[at]!}, ${taskId}, ${number}, now())`;
  }
  return { taskId, ids };
}

it('lies above every stored one of the page although the sequence is behind', async () => {
  await database.sql`select setval('callboard.refresh_number', 7)`;
  const { taskId } = await restored([3, 5_000, 40]);
  const page = wholePage(taskId);
  const all = await Promise.all(
    Array.from({ length: 10 }, () => findPageToRefresh(actor.orgId, database.db, page)),
  );
  const numbers = all.map((found) => found!.refreshNumber);
  expect(Math.min(...numbers)).toBeGreaterThan(5_000);
  expect(new Set(numbers).size).toBe(10);
  const next = await findPageToRefresh(actor.orgId, database.db, page);
  expect(next!.refreshNumber).toBeGreaterThan(Math.max(...numbers));
});

it('does so for one job', async () => {
  await database.sql`select setval('callboard.refresh_number', 7)`;
  const { ids } = await restored([9_000]);
  const found = await findRowToRefresh(actor.orgId, database.db, ids[0]!);
  expect(found!.refreshNumber).toBeGreaterThan(9_000);
});

it('stays the next of the sequence where the sequence is right', async () => {
  await database.sql`select setval('callboard.refresh_number', 20000)`;
  const { taskId } = await restored([19_999]);
  const found = await findPageToRefresh(actor.orgId, database.db, wholePage(taskId));
  expect(found!.refreshNumber).toBe(20_001);
});
