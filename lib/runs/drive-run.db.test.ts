import { randomUUID } from 'node:crypto';

import { PgDialect } from 'drizzle-orm/pg-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { systemActor, type Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { settleWords } from '@/lib/jobs/job-index/testing';
import { createOrganization, createRows, createTask, readRow } from '@/lib/jobs/testing/world';
import { createOutboundBot } from '@/lib/outboundbot/client';
import type { OutboundBot } from '@/lib/outboundbot/types';
import { findReceipt, listReceipts } from '@/lib/receipts/stored-receipts';
import { findRecordings } from '@/lib/recordings/find-recordings';
import { DEFAULTS, type Simulator, startSimulator } from '@/simulator/start';

import { type LeasedRun, takeRun } from './drive-repository';
import { type DriveDependencies, driveRun } from './drive-run';
import { rowsOfRun } from './run-rows';
import { startRunWorker } from './run-worker';
import { getRun, getRunBatches, getRunPreview, startRun, steerRun } from './runs';
import { isOver, type Run } from './schemas';

let database: TestDatabase;
let simulator: Simulator;
let actor: Actor;
let taskId: number;
const workers: { stop: AbortController; ended: Promise<void> }[] = [];

beforeAll(async () => {
  [database, simulator] = await Promise.all([createTestDatabase(), startSimulator()]);
});
afterAll(() => Promise.all([database.drop(), simulator.close()]));
beforeEach(async () => {
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
});
afterEach(async () => {
  for (const { stop } of workers) stop.abort();
  await Promise.all(workers.splice(0).map(({ ended }) => ended));
  await control('DELETE', '/faults');
  // What a test left under way is nobody's.
  await database.sql`update callboard.refresh_runs set state = 'cancelled'`;
});

function connect(): OutboundBot {
  return createOutboundBot({
    instanceId: DEFAULTS.instanceId,
    region: 'cn-shanghai',
    endpoint: simulator.url,
    credentials: { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: DEFAULTS.accessKeySecret },
  });
}

function dependencies(): DriveDependencies {
  const outboundbot = connect();
  return {
    db: database.db,
    outboundbot,
    findRecordings: (wanted, options) => findRecordings({ outboundbot, wanted, ...options }),
  };
}

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json().catch(() => null);
}

function startWorker(): AbortController {
  const stop = new AbortController();
  const { ended } = startRunWorker(
    { ...dependencies(), orgOf: (id) => systemActor(id).orgId, onError: (error) => console.error(error) },
    stop.signal,
  );
  workers.push({ stop, ended });
  return stop;
}

const job = (JobId: string, Status = 'Succeeded') => ({ JobId, Status, Tasks: [] });

/** Rows of the task with the provider's jobs, all executing in our table. */
async function createJobs(
  count: number,
  status = 'Succeeded',
): Promise<{ rowIds: number[]; jobIds: string[] }> {
  const jobIds = Array.from({ length: count }, () => randomUUID());
  await control('POST', '/jobs', { jobs: jobIds.map((id) => job(id, status)) });
  const rowIds = await createRows(
    database,
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Executing' })),
  );
  return { rowIds, jobIds };
}

const WHOLE = { batchSize: 99, pauseMs: 0, skipRecording: true, retryOf: null as null | string, query: '' };
const start = (input: Partial<typeof WHOLE> = {}) =>
  startRun(database.db, actor, { taskId, ...WHOLE, ...input });
const now = (run: Run) => getRun(database.db, actor, run.id);

/** The run once it is over. */
async function ended(run: Run): Promise<Run> {
  await expect.poll(async () => isOver((await now(run)).state)).toBe(true);
  return now(run);
}

describe('a run', () => {
  it('of a filter fails in words where its rows are not found in time, in place of looking for ever', async () => {
    await createJobs(2);
    const { run } = await start({ query: 'status=Executing' });
    const leased = (await takeRun(database.db, 'test'))!;
    await database.sql.unsafe(`
      create function slow_plan() returns trigger language plpgsql as 'begin perform pg_sleep(30); return new; end';
      create trigger slow_plan before insert on callboard.refresh_run_batches for each row execute function slow_plan()`);
    try {
      const planMs = { usual: 1_500, most: 2_000 };
      const end = await driveRun(
        { ...dependencies(), planMs },
        actor.orgId,
        leased,
        new AbortController().signal,
      );
      expect(end).toBe('failed');
    } finally {
      await database.sql.unsafe('drop function slow_plan() cascade');
    }
    expect(await now(run)).toMatchObject({ state: 'failed', error: { code: 'TooSlow' } });
  });

  it('of rare words finds them as a page does', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => ({
      ...{ call_job_id: randomUUID(), call_status: 'Executing' },
      call_conversation: [{ Speaker: 'Contact', Script: n === 7 ? '我要投诉' : '你好', Timestamp: n }],
    }));
    await createRows(database, taskId, rows);
    await settleWords(database);
    await database.sql`analyze callboard.job_words`;
    const query = new URLSearchParams({ words: '投诉' }).toString();
    expect(await getRunPreview(database.db, actor, taskId, null, query)).toMatchObject({ rows: 1 });
    expect((await start({ query })).run).toMatchObject({ totalRows: 1 });
    const { where } = await rowsOfRun(actor.orgId, database.db, { taskId, query, retryOf: null });
    expect(new PgDialect().sqlToQuery(where).sql).toContain('t.id = any(array(');
  });

  it('of a filter asks about its rows alone, and one that leaves it meanwhile moves no other', async () => {
    const { rowIds, jobIds } = await createJobs(40);
    const waits = rowIds.filter((_, place) => place % 2 === 0);
    await database.sql`update leads_task_list set call_status = 'Paused'
      where id = any(${rowIds.filter((_, place) => place % 2 === 1)})`;
    const query = 'status=Executing';
    expect(await getRunPreview(database.db, actor, taskId, null, query)).toMatchObject({
      rows: 20,
      calls: 1,
    });
    const { run } = await start({ batchSize: 5, query });
    expect(run).toMatchObject({ totalRows: 20, filtered: true });
    // Before its turn comes, the first of them is what another one has made of it.
    await database.sql`update leads_task_list set call_status = 'Failed' where id = ${waits[0]!}`;
    await control('PUT', '/faults', {
      kind: 'error',
      jobIds: [jobIds[2]],
      status: 400,
      code: 'InvalidParameter',
    });
    startWorker();
    const done = await ended(run);
    expect(done).toMatchObject({ processed: 19, counts: { updated: 14, failed: 5 } });
    const asked = await database.sql<{ ids: number[] }[]>`
      select to_jsonb(row_ids) as ids from callboard.refresh_run_batches where run_id = ${run.id} order by number`;
    expect(asked.flatMap(({ ids }) => ids)).toEqual(waits.slice(1));

    // Once more: what failed, whatever it is by now.
    await control('DELETE', '/faults');
    await database.sql`update leads_task_list set call_status = 'Scheduling' where id = ${waits[1]!}`;
    const again = await start({ retryOf: run.id });
    expect(again.run).toMatchObject({ totalRows: 5, filtered: true });
    expect(await ended(again.run)).toMatchObject({ counts: { updated: 5, failed: 0 } });
    expect(await readRow(database, rowIds[1]!)).toMatchObject({ call_status: 'Paused' });
  });

  it('refreshes every row that can be, in batches that add up, each with its receipt', async () => {
    const { rowIds, jobIds } = await createJobs(25);
    await createRows(database, taskId, [{ call_job_id: null }, { call_job_id: '' }]);
    await control('PUT', '/faults', { kind: 'missingIds', jobIds: [jobIds[3]] });

    const { run, joined } = await start({ batchSize: 10 });
    expect({ joined, state: run.state, totalRows: run.totalRows }).toEqual({
      joined: false,
      state: 'pending',
      totalRows: 25,
    });
    const other = await start();
    expect({ joined: other.joined, id: other.run.id }).toEqual({ joined: true, id: run.id });

    startWorker();
    const done = await ended(run);
    expect(done).toMatchObject({
      state: 'done',
      processed: 25,
      counts: { updated: 24, unchanged: 0, not_returned: 1, superseded: 0, invalid: 0, failed: 0 },
      batches: { done: 3, failed: 0 },
      calls: 3,
      waiting: null,
    });
    for (const id of rowIds.filter((_, index) => index !== 3)) {
      expect(await readRow(database, id)).toMatchObject({ call_status: 'Succeeded' });
    }
    const { batches } = await getRunBatches(database.db, actor, run.id, {
      page: 1,
      pageSize: 50,
      only: null,
    });
    expect(batches.map(({ number, rows, state }) => [number, rows, state])).toEqual([
      [1, 10, 'done'],
      [2, 10, 'done'],
      [3, 5, 'done'],
    ]);
    const receipt = await findReceipt(actor.orgId, database.db, batches[0]!.receiptId!);
    expect(receipt!.rows).toHaveLength(10);
    expect(receipt!.rows[0]!.changes).toEqual([{ field: 'call_status', from: 'Executing', to: 'Succeeded' }]);
    // A run's batches do not crowd out what people asked for.
    const history = await listReceipts(actor.orgId, database.db, { taskId, page: 1, pageSize: 20 });
    expect(history.totalCount).toBe(0);
    // A new one begins behind it.
    expect((await start()).joined).toBe(false);
  });

  it('is told as missing to another organization, and as empty for a task without job ids', async () => {
    await createRows(database, taskId, [{ call_job_id: null }]);
    await expect(start()).rejects.toMatchObject({ kind: 'no_jobs' });
    await createJobs(1);
    const { run } = await start();
    const stranger = await createOrganization(database);
    await expect(getRun(database.db, stranger, run.id)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(steerRun(database.db, stranger, run.id, 'cancel')).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(startRun(database.db, stranger, { taskId, ...WHOLE })).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(getRunPreview(database.db, stranger, taskId, null)).rejects.toMatchObject({
      kind: 'not_found',
    });
    expect(await getRunPreview(database.db, actor, taskId, 5)).toMatchObject({
      rows: 1,
      unfinished: 1,
      calls: 1,
      callsPerSecond: 5,
      active: { id: run.id },
    });
  });

  it('stands still while paused, goes on where it was, and writes nothing once cancelled', async () => {
    const { rowIds, jobIds } = await createJobs(6);
    const { run } = await start({ batchSize: 1, pauseMs: 60_000 });
    startWorker();
    await expect.poll(async () => (await now(run)).processed).toBe(1);
    expect((await steerRun(database.db, actor, run.id, 'pause')).state).toBe('paused');
    await expect
      .poll(() => database.sql`select owner from callboard.refresh_runs where id = ${run.id}`)
      .toEqual([{ owner: null }]);
    expect((await now(run)).processed).toBe(1);

    await database.sql`update callboard.refresh_runs set pause_ms = 0 where id = ${run.id}`;
    await steerRun(database.db, actor, run.id, 'resume');
    expect(await ended(run)).toMatchObject({ state: 'done', processed: 6, counts: { updated: 6 } });
    await expect(steerRun(database.db, actor, run.id, 'pause')).rejects.toMatchObject({ kind: 'run_over' });

    await control('PUT', '/faults', { kind: 'hold', jobIds });
    const second = (await start()).run;
    await expect.poll(async () => (await now(second)).state).toBe('running');
    await steerRun(database.db, actor, second.id, 'cancel');
    const before = await readRow(database, rowIds[0]!);
    await control('DELETE', `/faults?jobId=${jobIds[0]}`);
    for (const { stop } of workers) stop.abort();
    await Promise.all(workers.splice(0).map((worker) => worker.ended));
    expect(await now(second)).toMatchObject({ state: 'cancelled', processed: 0 });
    expect(await readRow(database, rowIds[0]!)).toEqual(before);
    const audit = await database.sql`
      select action from callboard.audit_log where organization_id = ${actor.orgId} order by id`;
    expect(audit.map(({ action }) => action as string)).toEqual([
      'run.started',
      'run.paused',
      'run.resumed',
      'run.started',
      'run.cancelled',
    ]);
  });

  it('lets one who lost the lease write nothing, and the next one ask again', async () => {
    const { jobIds } = await createJobs(5);
    const { run } = await start();
    await control('PUT', '/faults', { kind: 'hold', jobIds });
    const dead = await takeRun(database.db, 'a process that stalls');
    const driving = driveRun(dependencies(), actor.orgId, dead!, new AbortController().signal);
    // It is thought dead while it waits for its answer. It may renew its lease in between, and a run whose row is locked
    // at the moment, while its next batches are planned, is passed over.
    let next: Awaited<ReturnType<typeof takeRun>> = null;
    const takeOver = async () => {
      await database.sql`update callboard.refresh_runs set lease_until = clock_timestamp() - interval '1 second'
        where id = ${run.id}`;
      return (next = await takeRun(database.db, 'another'));
    };
    await expect.poll(takeOver).not.toBeNull();
    expect(next).toMatchObject({ id: run.id, fence: dead!.fence + 1 });
    await control('DELETE', `/faults?jobId=${jobIds[0]}`);
    expect(await driving).toBe('lost');
    expect(await now(run)).toMatchObject({ processed: 0, batches: { done: 0 } });
    expect(
      await driveRun(dependencies(), actor.orgId, next as unknown as LeasedRun, new AbortController().signal),
    ).toBe('done');
    expect(await now(run)).toMatchObject({ state: 'done', processed: 5, counts: { updated: 5 } });
  });

  it('tells that it is throttled and until when, and goes on by itself', async () => {
    const { jobIds } = await createJobs(3);
    await control('PUT', '/faults', { kind: 'throttle', retryAfterMs: 16_000, times: 1, jobIds });
    const { run } = await start();
    startWorker();
    await expect.poll(async () => (await now(run)).waiting?.reason).toBe('throttled');
    const { waiting } = await now(run);
    expect(Date.parse(waiting!.until) - Date.now()).toBeGreaterThan(10_000);
    expect(waiting!.code).toMatch(/Throttling/);
    expect(await ended(run)).toMatchObject({ state: 'done', processed: 3, batches: { failed: 0 } });
  });

  it('goes on behind a batch that the provider refuses, and asks once more only for its rows', async () => {
    const { jobIds } = await createJobs(6);
    await control('PUT', '/faults', {
      kind: 'error',
      jobIds: [jobIds[2]],
      status: 400,
      code: 'InvalidParameter',
      message: 'no',
    });
    const { run } = await start({ batchSize: 2 });
    startWorker();
    const done = await ended(run);
    expect(done).toMatchObject({
      state: 'done',
      processed: 6,
      counts: { updated: 4, failed: 2 },
      batches: { done: 2, failed: 1 },
    });
    const failed = await getRunBatches(database.db, actor, run.id, { page: 1, pageSize: 9, only: 'failed' });
    expect(failed.batches).toMatchObject([{ number: 2, rows: 2, error: { code: 'InvalidParameter' } }]);

    await control('DELETE', '/faults');
    const again = await start({ retryOf: run.id });
    expect(again.run.totalRows).toBe(2);
    expect(await ended(again.run)).toMatchObject({ state: 'done', counts: { updated: 2, unchanged: 0 } });
    await expect(start({ retryOf: again.run.id })).rejects.toMatchObject({ kind: 'no_jobs' });
  });

  it('ends as failed when nothing is answered any more, with the provider’s code', async () => {
    const { jobIds } = await createJobs(14);
    await control('PUT', '/faults', { kind: 'forbidden', jobIds });
    const { run } = await start({ batchSize: 1 });
    startWorker();
    const failed = await ended(run);
    expect(failed.state).toBe('failed');
    expect(failed.error!.code).toMatch(/Forbidden|NoPermission/);
    expect(failed.counts.failed).toBeGreaterThanOrEqual(10);
    await control('DELETE', '/faults');
    const again = await start({ retryOf: run.id });
    expect(again.run.totalRows).toBe(14);
  });
});
