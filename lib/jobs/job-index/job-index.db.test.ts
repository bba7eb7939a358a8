import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { indexJobs } from './index-jobs';
import { settle, wrongs } from './testing';

let database: TestDatabase;
let taskId: number;
let ids: number[];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  const actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  ids = await createRows(
    database,
    taskId,
    Array.from({ length: 30 }, (_, n) => ({
      call_job_id: n % 5 === 0 ? null : `job-${n}`,
      call_status: n % 3 === 0 ? 'Succeeded' : 'Failed',
    })),
  );
});

it('counts what is there, and what a transaction of ours changes', async () => {
  await settle(database);
  expect(await wrongs(database)).toEqual([]);
  const { db, sql } = database;
  await sql`update leads_task_list set call_status = 'Executing' where id = ${ids[1]!}`;
  await sql`delete from leads_task_list where id = ${ids[2]!}`;
  expect(await wrongs(database)).not.toEqual([]);
  await db.transaction((tx) => indexJobs(tx, ids));
  expect(await wrongs(database)).toEqual([]);
  await settle(database);
  expect(await wrongs(database)).toEqual([]);
});

it('notices new rows at once, and with a comparison what was changed and deleted', async () => {
  await settle(database);
  const { sql } = database;
  await createRows(database, taskId, [{ call_job_id: 'new' }]);
  await settle(database);
  expect(await wrongs(database)).toEqual([]);
  await sql`update leads_task_list set call_job_id = 'late' where id = ${ids[0]!}`;
  await sql`delete from leads_task_list where id = ${ids[29]!}`;
  await settle(database);
  expect(await wrongs(database)).not.toEqual([]);
  await sql`update callboard.job_index_state set compared_at = compared_at - interval '1 day'`;
  await settle(database);
  expect(await wrongs(database)).toEqual([]);
});

it('ends with the newest of two who read the same row', async () => {
  await settle(database);
  const { db, sql } = database;
  const [id] = ids as [number];
  let read!: Promise<unknown>;
  await sql.begin(async (tx) => {
    await tx`update leads_task_list set call_status = 'Executing' where id = ${id}`;
    await tx`select from callboard.job_index where row_id = ${id} for update`;
    read = db.transaction((other) => indexJobs(other, [id]));
    expect(await database.waitsForLock(read)).toBe(true);
  });
  await read;
  expect(await wrongs(database)).toEqual([]);
  // The same for a row that neither has an entry for.
  const [late] = await createRows(database, taskId, [{ call_job_id: 'late' }]);
  await db.transaction(async (first) => {
    await indexJobs(first, [late!]);
    await sql`update leads_task_list set call_status = 'Failed' where id = ${late!}`;
    read = db.transaction((other) => indexJobs(other, [late!]));
    expect(await database.waitsForLock(read)).toBe(true);
  });
  await read;
  expect(await wrongs(database)).toEqual([]);
});
