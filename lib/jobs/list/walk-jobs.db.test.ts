import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { DEFAULT_SORT } from '../selection-input';
import { walkJobs } from './walk-jobs';

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;
let taskId: number;
let rows: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  taskId = await createTask(database, actor);
  rows = await createRows(
    database,
    taskId,
    Array.from({ length: 1003 }, (_, index) => ({
      call_job_id: index === 5 ? null : `job-${index}`,
      leads_id: `lead-${index}`,
      call_status: index < 3 ? 'Failed' : 'Succeeded',
    })),
  );
});
afterAll(() => database.drop());

it('walks a selection in its order, as far as one goes in one piece, and says how many there are', async () => {
  const walk = (selection: object, who = actor) =>
    walkJobs({ db: database.db }, who, {
      scope: taskId,
      tab: 'jobs',
      filter: {},
      sort: DEFAULT_SORT,
      ...selection,
    });
  const withId = rows.filter((_, index) => index !== 5);
  expect(await walk({})).toEqual({ rowIds: withId.slice(0, 1000), total: 1002 });
  const failed = rows.slice(0, 3);
  expect(await walk({ filter: { status: ['Failed'] } })).toEqual({ rowIds: failed, total: 3 });
  const backwards = { key: 'id', descending: true };
  expect(await walk({ filter: { status: ['Failed'] }, sort: backwards, scope: 'all-tasks' })).toEqual({
    rowIds: failed.toReversed(),
    total: 3,
  });
  await expect(walk({}, stranger)).rejects.toMatchObject({ kind: 'not_found' });
  expect(await walk({ scope: 'all-tasks' }, stranger)).toEqual({ rowIds: [], total: 0 });
});
