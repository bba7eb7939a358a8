import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { findJobPlace, findNeighbours } from './detail/place-repository';
import { wholeTask } from './selection';
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
  const places = await Promise.all(
    ids.map((id) => findJobPlace(actor.orgId, database.db, wholeTask('own-task'), id)),
  );
  expect(places.map((place) => place?.place)).toEqual([0, null, 1, 2]);
  expect(places[0]?.taskId).toBe(taskId);
});

it('tells nothing of another organization’s row', async () => {
  const other = await createOrganization(database);
  expect(await findJobPlace(other.orgId, database.db, wholeTask('own-task'), ids[0]!)).toBeNull();
});

it('knows the rows before and after one, in either direction of the order, and none of the other tab', async () => {
  const neighbours = (index: number, selection = wholeTask('own-task')) =>
    findNeighbours(actor.orgId, database.db, selection, ids[index]!);
  expect(await neighbours(2)).toEqual({ previousRowId: ids[0], nextRowId: ids[3] });
  expect(await neighbours(3)).toEqual({ previousRowId: ids[2], nextRowId: null });
  expect(await neighbours(1)).toEqual({ previousRowId: null, nextRowId: null });
  const reversed = { ...wholeTask('own-task'), sort: { key: 'id' as const, descending: true } };
  expect(await neighbours(2, reversed)).toEqual({ previousRowId: ids[3], nextRowId: ids[0] });
});
