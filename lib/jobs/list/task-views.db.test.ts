import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { applySnapshot } from '../refresh/apply-snapshot';
import { listJobs } from './list-jobs';
import { createOrganization, createRows, createTask, wholePage } from '../testing/world';
import { toRecord } from '../refresh/to-record';

let database: TestDatabase;
let actor: Actor;
let colleague: Actor;
let taskId: number;
let ids: number[];
let refreshNumber = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  colleague = { ...actor, userId: (await createOrganization(database)).userId };
  taskId = await createTask(database, actor);
  const rows = Array.from({ length: 60 }, (_, index) => ({ call_job_id: index === 5 ? '' : `job-${index}` }));
  ids = await createRows(database, taskId, rows);
});
afterAll(() => database.drop());

/** A colleague's refresh that changes the given rows. */
async function change(indexes: number[], status: string): Promise<void> {
  const read = toRecord({ JobId: '-', Status: status });
  if (!read.ok) throw new Error(read.reason);
  const rows = indexes.map((index) => ({
    rowId: ids[index]!,
    jobId: `job-${index}`,
    outcome: 'record' as const,
    record: read.record,
    recording: null,
  }));
  const snapshot = { taskId, refreshNumber: ++refreshNumber, checkedAt: new Date(), rows };
  await applySnapshot(actor.orgId, database.db, snapshot, (_tx, verdicts) => Promise.resolve(verdicts));
}

const look = async (page: number, who = actor, pageSize = 20) =>
  (await listJobs({ db: database.db }, who, wholePage(taskId, page, pageSize))).changedElsewhere;

describe('what changed on other pages since this person last looked', () => {
  it('is nothing at the first look', async () => {
    await change([0, 30], 'Scheduling');
    expect(await look(1)).toBeNull();
  });

  it('names the pages until each has been looked at, and does not count the page itself', async () => {
    await change([1, 25, 26, 59], 'Executing');
    expect(await look(1)).toMatchObject({
      rows: 3,
      pages: [
        { page: 2, rows: 2 },
        { page: 3, rows: 1 },
      ],
    });
    expect(await look(2)).toMatchObject({ rows: 1, pages: [{ page: 3, rows: 1 }] });
    // In pages of 50 the same row stands on another page.
    expect(await look(1, actor, 50)).toMatchObject({ pages: [{ page: 2, rows: 1 }] });
    expect(await look(3)).toBeNull();
    expect(await look(1)).toBeNull();
  });

  it('counts a row again that changes again', async () => {
    await change([25], 'Succeeded');
    expect(await look(1)).toMatchObject({ rows: 1, pages: [{ page: 2, rows: 1 }] });
    expect(await look(2)).toBeNull();
    await change([25], 'Failed');
    expect(await look(1)).toMatchObject({ rows: 1 });
    await look(2);
  });

  it('is each person’s own', async () => {
    expect(await look(1, colleague)).toBeNull();
    await change([41], 'Paused');
    expect(await look(3)).toBeNull();
    expect(await look(1, colleague)).toMatchObject({ rows: 1 });
  });

  it('tells of a refresh that was still being written when the person looked', async () => {
    await look(1);
    await database.sql.begin(async (tx) => {
      await tx`update callboard.job_states set changed_at = clock_timestamp() where row_id = ${ids[30]!}`;
      expect(await look(1)).toBeNull();
    });
    expect(await look(1)).toMatchObject({ rows: 1, pages: [{ page: 2, rows: 1 }] });
    expect(await look(2)).toBeNull();
  });

  it('keeps one row a person once everything has been seen', async () => {
    await look(1);
    expect(await database.sql`select from callboard.task_views where user_id = ${actor.userId}`).toHaveLength(
      1,
    );
  });
});

it('shows a page past the end as the last one, and counts the rows without a job id', async () => {
  const page = await listJobs({ db: database.db }, actor, wholePage(taskId, 99, 50));
  expect(page.pagination).toEqual({ page: 2, pageSize: 50, totalPages: 2, totalCount: 59 });
  expect(page.rows).toHaveLength(9);
  expect(page.withoutJobId).toBe(1);
});

it('lets twelve tabs of one person look at pages of one task at once, and none of them fails', async () => {
  await change([3, 25, 45], `crowd-${refreshNumber}`);
  for (let round = 0; round < 10; round++) {
    // Without `onNoteError` a look that could not be noted is thrown.
    await Promise.all(Array.from({ length: 12 }, (_, tab) => look((tab % 3) + 1)));
    await change([round % 60 === 5 ? 6 : round % 60], `crowd-${refreshNumber}`);
  }
  for (const page of [1, 2, 3]) await look(page);
  expect(await look(1)).toBeNull();
});

it('shows a page although nobody can note that it is looked at', async () => {
  const failures: unknown[] = [];
  await database.sql.begin(async (other) => {
    await other`lock table callboard.task_views in access exclusive mode`;
    const page = await listJobs(
      { db: database.db, onNoteError: (error) => failures.push(error) },
      actor,
      wholePage(taskId),
    );
    expect(page.rows).toHaveLength(20);
    expect(page.changedElsewhere).toBeNull();
  });
  expect(failures).toHaveLength(1);
});
