import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import type { AppError } from '@/lib/errors';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { driveImport } from '../drive-import';
import { takeImport } from '../drive-repository';
import { addTableRows, beginTable, getImports, setImportSchedule, steerImport } from '../imports';
import { ROWS_A_REQUEST } from './limits';
import type { TableRows } from './table-input';

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  await mayAsk(true);
});
afterEach(async () => {
  // What a test left under way is nobody's.
  await database.sql`update callboard.task_imports set state = 'cancelled' where state <> 'done'`;
});
const mayAsk = (may: boolean) =>
  database.sql`update callboard.organizations set provider_import = ${may} where id = ${actor.orgId}`;

const rowsFrom = (from: number, count: number, jobs: (string | null)[] = []): TableRows => ({
  from,
  rows: Array.from({ length: count }, (_, n) => ({
    phone: `138${String(from + n).padStart(8, '0')}`,
    name: '=1+1',
    leadsId: null,
    referenceId: `ref-${from + n}`,
    jobId: jobs[n] ?? null,
    callTime: '2026-11-29T01:05:00.000Z',
  })),
});
const begin = (rows: number, hash = '', again = false, hasJobs = true) =>
  beginTable(database.db, actor, {
    name: '线索',
    file_name: '线索.csv',
    file_hash: hash,
    rows,
    has_jobs: hasJobs,
    again,
  });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error as AppError).kind,
  );
const provider = { listJobsByGroup: () => Promise.reject(new Error('the provider is not asked')) };

async function drive(stop = new AbortController().signal): Promise<string> {
  const leased = await takeImport(database.db, 'test');
  if (!leased) throw new Error('nothing to drive');
  const { orgId } = systemActor(leased.organizationId);
  const dependencies = { db: database.db, outboundbot: provider };
  return driveImport(dependencies, orgId, leased, stop);
}

it('is brought in as a whole once all its rows are there, each job once, and forgotten beside', async () => {
  const known = `job-${randomUUID()}`;
  await createRows(database, await createTask(database, actor), [{ call_job_id: known }]);
  const total = ROWS_A_REQUEST + 2;
  const { id } = (await begin(total)) as { id: string };
  await addTableRows(database.db, actor, id, rowsFrom(1, ROWS_A_REQUEST, [known]));
  // Not all are there: nothing begins, and nobody sees it.
  expect(await failureOf(steerImport(database.db, actor, id, 'begin'))).toBe('not_found');
  await addTableRows(database.db, actor, id, rowsFrom(ROWS_A_REQUEST + 1, 2));
  await addTableRows(database.db, actor, id, rowsFrom(ROWS_A_REQUEST + 1, 2));
  expect((await steerImport(database.db, actor, id, 'begin')).state).toBe('pending');
  expect(await drive()).toBe('done');

  const [done] = (await getImports(database.db, actor)).imports;
  expect(done).toMatchObject({ source: 'table', state: 'done', addedRows: total - 1, refusedRows: 1, total });
  const rows = await database.sql`select * from leads_task_list where task_id = ${done!.taskId} order by id`;
  expect(rows).toHaveLength(total - 1);
  expect(rows[0]).toMatchObject({ leads_name: '=1+1', leads_phone: '13800000002', reference_id: 'ref-2' });
  expect((rows[0]!.call_time as Date).toISOString()).toBe('2026-11-29T01:05:00.000Z');
  const [left] =
    await database.sql`select count(*)::int as n from callboard.import_rows where import_id = ${id}`;
  expect(left!.n).toBe(0);
  // It is over: no further rows, and no second time.
  expect(await failureOf(addTableRows(database.db, actor, id, rowsFrom(1, 1)))).toBe('not_found');
  await steerImport(database.db, actor, id, 'begin');
  await steerImport(database.db, actor, id, 'repeat');
  expect(await takeImport(database.db, 'test')).toBeNull();
});

it('tells that the same file has been brought in, and is nothing to another organization', async () => {
  const hash = 'a'.repeat(64);
  const { id } = (await begin(1, hash)) as { id: string };
  expect(await failureOf(addTableRows(database.db, stranger, id, rowsFrom(1, 1)))).toBe('not_found');
  expect(await failureOf(addTableRows(database.db, actor, id, rowsFrom(2, 1)))).toBe('not_found');
  await addTableRows(database.db, actor, id, rowsFrom(1, 1));
  expect(await failureOf(steerImport(database.db, stranger, id, 'begin'))).toBe('not_found');
  await steerImport(database.db, actor, id, 'begin');
  expect(await begin(1, hash)).toEqual({ id: null });
  expect((await begin(1, hash, true)).id).not.toBeNull();
  await drive();
});

it('comes to its end whatever rows are gone, with the rows of the pages after them', async () => {
  const total = ROWS_A_REQUEST + 2;
  const { id } = (await begin(total)) as { id: string };
  await addTableRows(database.db, actor, id, rowsFrom(1, ROWS_A_REQUEST));
  await addTableRows(database.db, actor, id, rowsFrom(ROWS_A_REQUEST + 1, 2));
  await steerImport(database.db, actor, id, 'begin');
  // Left out, and killed before that was counted.
  await database.sql`delete from callboard.import_rows where import_id = ${id} and place <= ${ROWS_A_REQUEST}`;
  expect(await drive(AbortSignal.timeout(5_000))).toBe('done');
  expect((await getImports(database.db, actor)).imports[0]).toMatchObject({ state: 'done', addedRows: 2 });
});

it('is not begun anew by a schedule, nor where its rows are forgotten', async () => {
  const { id } = (await begin(1)) as { id: string };
  await addTableRows(database.db, actor, id, rowsFrom(1, 1));
  await steerImport(database.db, actor, id, 'begin');
  expect(await drive()).toBe('done');
  expect(await setImportSchedule(database.db, actor, id, 60)).toMatchObject({
    everyMinutes: null,
    nextAt: null,
  });
  await database.sql`update callboard.task_imports set state = 'failed' where id = ${id}`;
  expect((await steerImport(database.db, actor, id, 'repeat')).state).toBe('failed');
});

it('takes job ids only where the organization may ask the provider', async () => {
  await mayAsk(false);
  expect(await failureOf(begin(2))).toBe('forbidden');
  const { id } = (await begin(2, '', false, false)) as { id: string };
  const withJob = rowsFrom(1, 2, [null, `job-${randomUUID()}`]);
  expect(await failureOf(addTableRows(database.db, actor, id, withJob))).toBe('forbidden');
  expect(await addTableRows(database.db, actor, id, rowsFrom(1, 2))).toEqual({ rows: 2 });
});

it('fails with its reason where the installation’s rows take too long to search, after some tries', async () => {
  const { id } = (await begin(1)) as { id: string };
  await addTableRows(database.db, actor, id, rowsFrom(1, 1));
  await steerImport(database.db, actor, id, 'begin');
  // As a statement ends that is past its time.
  await database.sql.unsafe(`
    create function too_late() returns trigger language plpgsql as
      $$ begin raise exception 'canceling statement' using errcode = 'query_canceled'; end $$;
    create trigger too_late before delete on callboard.import_rows
      for each statement execute function too_late()`);
  try {
    const ends: string[] = [];
    while (ends.length < 10 && ends.at(-1) !== 'failed') {
      ends.push(await drive());
      await database.sql`update callboard.task_imports set not_before = null where id = ${id}`;
    }
    expect(ends).toEqual(['waiting', 'waiting', 'waiting', 'failed']);
    expect((await getImports(database.db, actor)).imports[0]).toMatchObject({
      error: { code: 'SlowSearch' },
    });
  } finally {
    await database.sql`drop function too_late() cascade`;
  }
});
