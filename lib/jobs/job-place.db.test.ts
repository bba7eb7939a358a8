import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { findJobPlace } from './detail/job-repository';
import { createOrganization, createRows, createTask } from './testing/world';

let database: TestDatabase;
let actor: Actor;
let taskId: number;
let ids: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  ids = await createRows(
    database,
    taskId,
    ['a', '', 'b', 'c'].map((call_job_id) => ({ call_job_id })),
  );
});
afterAll(() => database.drop());

it('counts the rows before a job as its task’s table shows them', async () => {
  const places = await Promise.all(ids.map((id) => findJobPlace(actor.orgId, database.db, id)));
  expect(places.map((place) => place?.place)).toEqual([0, null, 1, 2]);
  expect(places[0]?.taskId).toBe(taskId);
});

it('tells nothing of another organization’s row', async () => {
  const other = await createOrganization(database);
  expect(await findJobPlace(other.orgId, database.db, ids[0]!)).toBeNull();
});
