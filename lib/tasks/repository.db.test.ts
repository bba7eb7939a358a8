import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createTask } from '@/lib/jobs/testing/world';

import { listTasks } from './repository';

let database: TestDatabase;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  for (const name of ['回访 13912345678 一期', '回访 2026-11-29 Two'])
    await createTask(database, actor, name);
});
afterAll(() => database.drop());

it.each([
  ['回访', 2],
  ['two', 1],
  ['2026-11', 1],
  ['139', 1],
  ['5678 一期', 1],
  // What is hidden is not found either.
  ['1391', 0],
  ['1234', 0],
  ['13912345678', 0],
])('a search for %s finds %i tasks', async (search, count) => {
  const { tasks, totalCount } = await listTasks(actor.orgId, database.db, { search, page: 1, pageSize: 20 });
  expect([tasks.length, totalCount]).toEqual([count, count]);
});
