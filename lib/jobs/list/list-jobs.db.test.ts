import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { listJobs } from './list-jobs';
import { createOrganization, createRows, createTask, wholePage } from '../testing/world';

let database: TestDatabase;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
});
afterAll(() => database.drop());

const START = 1_795_413_600_000;

it.each([
  ['the latest minus the earliest, whatever their order', {}, [START + 20_000, START + 5000], 15_000],
  ['without a sentence at 0: no call of 57 years', {}, [0, START + 5000, START + 9000], 4000],
  ['without one past 2100', {}, [START + 5000, START + 9000, 8_998_204_800_000_000], 4000],
  ['not told by stamps in seconds', {}, [START / 1000, START / 1000 + 60], null],
  ['not told by a sentence eight hours off', { ActualTime: START }, [START + 5000, START + 28_800_000], null],
  ['as it is told', { Duration: 42_000 }, [START + 5000, START + 9000], 42_000],
  ['not the one that no call can have', { Duration: START }, [START + 5000, START + 9000], 4000],
  ['unknown without words', {}, 'words', null],
] as const)('the length of a call is %s', async (_, call, stamps, durationMs) => {
  const taskId = await createTask(database, actor);
  const words = Array.isArray(stamps) ? stamps.map((Timestamp: number) => ({ Timestamp })) : stamps;
  const [rowId] = await createRows(database, taskId, [{ call_job_id: 'job', call_conversation: words }]);
  await database.sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, provider_job)
    values (${rowId!}, ${taskId}, 1, now(), ${database.sql.json({ Tasks: [{ Duration: 1 }, call] })})`;
  const { rows } = await listJobs({ db: database.db }, actor, wholePage(taskId));
  expect(rows.map((row) => row.durationMs)).toEqual([durationMs]);
});
