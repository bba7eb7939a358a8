import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { createOrganization, createRows, createTask } from '../testing/world';
import { jobTimeline } from './timeline';

let database: TestDatabase;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
});
afterAll(() => database.drop());

const FIRST_CALL = Date.parse('2026-11-20T02:00:00Z');
const DAY_MS = 86_400_000;

/** A job that was called twice, a day apart. */
async function calledJob({ taskMade, callTime }: { taskMade: string | null; callTime: string | null }) {
  const taskId = await createTask(database, actor);
  const [rowId] = (await createRows(database, taskId, [{ call_job_id: `job-${taskId}` }])) as [number];
  await database.sql`update call_tasks set create_time = ${taskMade} where id = ${taskId}`;
  await database.sql`update leads_task_list set call_time = ${callTime} where id = ${rowId}`;
  const job = { Tasks: [0, 1].map((n) => ({ TaskId: `call-${n}`, ActualTime: FIRST_CALL + n * DAY_MS })) };
  await database.sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, provider_job)
    values (${rowId}, ${taskId}, 1, now(), ${database.sql.json(job)})`;
  return jobTimeline({ db: database.db }, actor, rowId);
}

it.each([
  ['another program kept the time of the last call', '2026-11-21T02:00:00Z', '2026-11-18T01:00:00.000Z'],
  ['another program kept the time of the first call', '2026-11-20T02:00:00Z', '2026-11-18T01:00:00.000Z'],
  ['the row tells when it came', '2026-11-19T01:00:00Z', '2026-11-19T01:00:00.000Z'],
])(
  'a lead’s entry is the oldest line of its history, never between its calls: %s',
  async (_, callTime, at) => {
    const events = await calledJob({ taskMade: '2026-11-18T01:00:00Z', callTime });
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'call', 'call']);
    expect(events[0]).toMatchObject({ at });
  },
);

it('is left out where nothing tells when that was', async () => {
  const events = await calledJob({ taskMade: null, callTime: '2026-11-21T02:00:00Z' });
  expect(events.map(({ kind }) => kind)).toEqual(['call', 'call']);
});
