import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';
import { TestWorkers } from '@/lib/queue/testing';
import { DEFAULTS, type Simulator, startSimulator } from '@/simulator/start';

import { getRun, getTaskRuns, startRun } from './runs';
import { changeSchedule } from './schedule/schedules';
import { OFF } from './schedule/schemas';

const ROWS = 400;
const BATCH = 5;
/** More than are asked about at once. */
const SCHEDULED = 3_000;

let database: TestDatabase;
let simulator: Simulator;
let actor: Actor;
const workers = new TestWorkers(() => ({
  // oxlint-disable-next-line node/no-process-env -- the tests' own, for a process of their own
  ...process.env,
  DATABASE_URL: database.pooledUrl,
  OUTBOUNDBOT_INSTANCE_ID: DEFAULTS.instanceId,
  OUTBOUNDBOT_ENDPOINT: simulator.url,
  OUTBOUNDBOT_MAX_RPS: '',
  ALIBABA_CLOUD_ACCESS_KEY_ID: DEFAULTS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: DEFAULTS.accessKeySecret,
}));

beforeAll(async () => {
  [database, simulator] = await Promise.all([createTestDatabase(), startSimulator({ latencyMs: 40 })]);
  actor = await createOrganization(database);
});
afterEach(() => workers.killAll());
afterAll(() => Promise.all([database.drop(), simulator.close()]));

async function answer(jobIds: string[], Status: string): Promise<void> {
  const jobs = jobIds.map((JobId) => ({ JobId, Status, Tasks: [] }));
  await fetch(`${simulator.controlUrl}/jobs`, { method: 'POST', body: JSON.stringify({ jobs }) });
}

it('comes to its end whoever of two workers is killed when, and every batch is written once', async () => {
  const taskId = await createTask(database, actor);
  const jobIds = Array.from({ length: ROWS }, () => randomUUID());
  await answer(jobIds, 'Succeeded');
  const rowIds = await createRows(
    database,
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Executing' })),
  );
  const { run } = await startRun(database.db, actor, {
    taskId,
    batchSize: BATCH,
    pauseMs: 0,
    skipRecording: true,
    retryOf: null,
    query: '',
  });
  const now = () => getRun(database.db, actor, run.id);
  const ownerOf = async () => {
    const [row] = await database.sql<{ owner: string | null }[]>`
      select owner from callboard.refresh_runs where id = ${run.id} and lease_until > clock_timestamp()`;
    return [...workers.alive].find(({ pid }) => row?.owner?.split('/')[1] === String(pid));
  };

  await workers.start();
  await workers.start();
  for (const [processed, status] of [
    [40, 'Failed'],
    [120, 'Paused'],
  ] as const) {
    await expect.poll(async () => (await now()).processed, { interval: 20 }).toBeGreaterThan(processed);
    const owner = await ownerOf();
    // It may have come to its end on a machine that stood still meanwhile.
    if (owner) await workers.kill(owner);
    await answer(jobIds, status);
  }
  await workers.start();
  await expect.poll(async () => (await now()).state).toBe('done');

  const done = await now();
  const rows = await database.sql<{ id: number; call_status: string }[]>`
    select id, call_status from leads_task_list where task_id = ${taskId} order by id`;
  const receipts = await database.sql<
    { rows: { row_id: number; verdict: string; changes?: { to: string }[] }[] }[]
  >`
    select rows from callboard.refresh_receipts where run_id = ${run.id}`;
  const told = receipts.flatMap((receipt) => receipt.rows);
  // Every row stands in one receipt, and holds what that receipt says.
  expect(told.map((row) => row.row_id).sort((a, b) => a - b)).toEqual(rowIds);
  const statusOf = new Map(rows.map((row) => [row.id, row.call_status]));
  for (const row of told) expect(row.changes?.[0]?.to).toBe(statusOf.get(row.row_id));
  expect(done).toMatchObject({
    processed: ROWS,
    totalRows: ROWS,
    counts: { updated: ROWS, unchanged: 0, superseded: 0, failed: 0 },
    batches: { done: ROWS / BATCH, failed: 0 },
  });
});

it('keeps a task true although the worker that asks for it is killed: another goes on, and each answer is written once', async () => {
  const taskId = await createTask(database, actor);
  const jobIds = Array.from({ length: SCHEDULED }, () => randomUUID());
  await answer(jobIds, 'Succeeded');
  await database.sql`
    insert into leads_task_list (task_id, call_job_id, call_status)
    select ${taskId}, job_id, 'Executing' from unnest(${jobIds}::text[]) job_id`;
  await workers.start();
  const policy = { ...OFF, mode: 'within' as const, fromHour: 0, untilHour: 24 };
  await changeSchedule(database.db, actor, taskId, { task: policy });
  const days = () => getTaskRuns(database.db, actor, taskId, 'schedule');
  await expect.poll(async () => (await days())[0]?.processed ?? 0, { interval: 20 }).toBeGreaterThan(0);
  const began = (await days())[0]!;
  await workers.killAll();
  await workers.start();

  const unfinished = () => database.sql<{ n: number }[]>`
    select count(*)::int as n from leads_task_list where task_id = ${taskId} and call_status = 'Executing'`;
  await expect.poll(unfinished).toEqual([{ n: 0 }]);
  await expect.poll(async () => (await days())[0]!.processed).toBe(SCHEDULED);
  const [day] = await days();
  expect(day).toMatchObject({
    id: began.id,
    totalRows: SCHEDULED,
    counts: { updated: SCHEDULED, failed: 0 },
  });
  const [written] = await database.sql<{ rows: number; n: number }[]>`
    select count(distinct told->'row_id')::int as rows, count(*)::int as n
    from callboard.refresh_receipts r cross join jsonb_array_elements(r.rows) told where r.run_id = ${day!.id}`;
  expect(written).toEqual({ rows: SCHEDULED, n: SCHEDULED });
});
