import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createRows, createTask, readRow } from '@/lib/jobs/testing/world';
import { createOutboundBot } from '@/lib/outboundbot/client';
import { listReceipts } from '@/lib/receipts/stored-receipts';
import { findRecordings } from '@/lib/recordings/find-recordings';
import { DEFAULTS, type Simulator, startSimulator } from '@/simulator/start';

import { startRunWorker } from '../run-worker';
import { getTaskRuns, startRun, steerRun } from '../runs';
import { keepSchedules } from './keep-schedules';
import { changeSchedule, getSchedule } from './schedules';
import { OFF, type Policy } from './schemas';

let database: TestDatabase;
let simulator: Simulator;
let actor: Actor;
let taskId: number;
let stop: AbortController;
let ended: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  [database, simulator] = await Promise.all([createTestDatabase(), startSimulator()]);
});
afterAll(() => Promise.all([database.drop(), simulator.close()]));
beforeEach(async () => {
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await ended;
  await database.sql`update callboard.refresh_runs set state = 'cancelled'`;
  await database.sql`delete from callboard.task_schedules`;
});

/** What the worker does: begins days, and drives them. */
function startWorker(): void {
  const outboundbot = createOutboundBot({
    instanceId: DEFAULTS.instanceId,
    region: 'cn-shanghai',
    endpoint: simulator.url,
    credentials: { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: DEFAULTS.accessKeySecret },
  });
  const onError = (error: unknown) => console.error(error);
  const worker = startRunWorker(
    {
      db: database.db,
      outboundbot,
      findRecordings: (wanted, options) => findRecordings({ outboundbot, wanted, ...options }),
      orgOf: (id) => systemActor(id).orgId,
      onError,
      onUnexpected: onError,
    },
    stop.signal,
  );
  ended = Promise.all([
    worker.ended,
    keepSchedules(database.db, { signal: stop.signal, onError, lookMs: 100 }),
  ]);
}

async function answer(jobIds: string[], Status: string, call?: Record<string, unknown>): Promise<void> {
  const jobs = jobIds.map((JobId) => ({
    JobId,
    Status,
    Tasks: call ? [{ TaskId: `call-${JobId}`, ...call }] : [],
  }));
  await fetch(`${simulator.controlUrl}/jobs`, { method: 'POST', body: JSON.stringify({ jobs }) });
}

const ALWAYS: Policy = { ...OFF, mode: 'within', withinMinutes: 30, fromHour: 0, untilHour: 24 };
const keep = (policy: Policy | null) => changeSchedule(database.db, actor, taskId, { task: policy });
const schedule = () => getSchedule(database.db, actor, taskId);
const statusOf = async (id: number) => (await readRow(database, id)).call_status;
/** Rows that the schedule has asked for, batch by batch. */
const askedRows = async () => {
  const rows = await database.sql<{ rowIds: number[] }[]>`
    select b.row_ids as "rowIds" from callboard.refresh_run_batches b join callboard.refresh_runs r on r.id = b.run_id
    where r.task_id = ${taskId} and r.via = 'schedule' order by b.finished_at`;
  return rows.map(({ rowIds }) => rowIds.map(Number));
};
const resting = async () => {
  const [run] = await database.sql<{ isResting: boolean }[]>`
    select wake_at > clock_timestamp() and owner is null as "isResting" from callboard.refresh_runs
    where task_id = ${taskId} and via = 'schedule' and state = 'pending'`;
  return run?.isResting ?? false;
};
const wake = () => database.sql`update callboard.refresh_runs set wake_at = null where task_id = ${taskId}`;
/**
 * Reads with the schedule woken before: one that was planning with what it had read just now goes back to rest after
 * having been woken once.
 */
const awake =
  <T>(read: () => Promise<T>) =>
  async () => {
    await wake();
    return read();
  };
/** As if so much time had passed for the schedule. */
async function pass(interval: string): Promise<void> {
  await database.sql`update callboard.job_states set checked_at = checked_at - ${interval}::interval,
    changed_at = changed_at - ${interval}::interval where task_id = ${taskId}`;
  await database.sql`update callboard.job_checks set next_at = next_at - ${interval}::interval where task_id = ${taskId}`;
  await wake();
}

it('asks for what can have changed, leaves what is final alone, and is in nobody’s way', async () => {
  const jobIds = Array.from({ length: 4 }, () => randomUUID()) as [string, string, string, string];
  const [calling, waiting, done, later] = jobIds;
  await answer([calling], 'Executing', { Status: 'Executing', ActualTime: Date.now() });
  await answer([waiting], 'Scheduling');
  await answer([done], 'Succeeded');
  await answer([later], 'Scheduling', { PlanedTime: Date.now() + 3 * 3_600_000 });
  const ids = await createRows(
    database,
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Scheduling' })),
  );
  await createRows(database, taskId, [{ call_job_id: null }]);
  expect(await schedule()).toMatchObject({
    own: null,
    organization: { mode: 'off' },
    nextAt: null,
    runId: null,
  });
  await keep(ALWAYS);
  startWorker();

  await expect.poll(() => statusOf(ids[2]!)).toBe('Succeeded');
  await expect.poll(resting).toBe(true);
  expect(await askedRows()).toEqual([ids]);
  const told = await schedule();
  expect(told).toMatchObject({ own: ALWAYS, waiting: 3 });
  expect(Date.parse(told.nextAt!) - Date.now()).toBeLessThan(3 * 60_000);

  // A quarter of an hour later: the one that is final is not asked for, the one that is planned for later only because
  // the call has room.
  await answer([calling, waiting, done], 'Failed');
  await pass('31 minutes');
  await expect.poll(awake(() => statusOf(ids[0]!))).toBe('Failed');
  expect(await statusOf(ids[1]!)).toBe('Failed');
  expect(await statusOf(ids[2]!)).toBe('Succeeded');
  await expect.poll(async () => (await schedule()).waiting).toBe(1);

  // Its receipts are the run's, and a person's run does not have to wait for it.
  expect((await listReceipts(actor.orgId, database.db, { taskId, page: 1, pageSize: 20 })).totalCount).toBe(
    0,
  );
  const [day] = await getTaskRuns(database.db, actor, taskId, 'schedule');
  expect(day).toMatchObject({ via: 'schedule', counts: { failed: 0 } });
  expect(day!.totalRows).toBe(day!.processed);
  expect(await getTaskRuns(database.db, actor, taskId)).toEqual([]);
  await expect(steerRun(database.db, actor, day!.id, 'cancel')).rejects.toMatchObject({
    kind: 'invalid_input',
  });
  const person = { taskId, batchSize: 99, pauseMs: 0, skipRecording: true, retryOf: null, query: '' };
  expect((await startRun(database.db, actor, person)).joined).toBe(false);

  // Switched off, the day ends.
  await keep({ ...ALWAYS, mode: 'off' });
  await expect.poll(async () => (await schedule()).runId).toBeNull();
});

it('notices what others add and change, and holds the organization’s hours', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  await answer([first, second], 'Executing');
  const [row] = await createRows(database, taskId, [{ call_job_id: first, call_status: 'Scheduling' }]);
  // The organization's wish holds where the task has none; none of its hours is now.
  const hour = new Date().getUTCHours();
  const zone = `Etc/GMT${hour < 12 ? '-' : '+'}${Math.abs(12 - hour)}`;
  await database.sql`update callboard.organizations set time_zone = ${zone} where id = ${actor.orgId}`;
  const closed = { ...ALWAYS, fromHour: 20, untilHour: 22 };
  await changeSchedule(database.db, actor, taskId, { organization: closed, moves_task_type: false });
  startWorker();
  await expect.poll(resting).toBe(true);
  expect(await statusOf(row!)).toBe('Scheduling');
  expect(await askedRows()).toEqual([]);

  await changeSchedule(database.db, actor, taskId, { organization: ALWAYS, moves_task_type: false });
  await expect.poll(() => statusOf(row!)).toBe('Executing');
  await expect.poll(resting).toBe(true);
  const [late] = await createRows(database, taskId, [{ call_job_id: second, call_status: null }]);
  await expect.poll(awake(() => statusOf(late!))).toBe('Executing');

  // Another organization's task is nobody's business here.
  const stranger = await createOrganization(database);
  await expect(getSchedule(database.db, stranger, taskId)).rejects.toMatchObject({ kind: 'not_found' });
  await expect(changeSchedule(database.db, stranger, taskId, { task: ALWAYS })).rejects.toMatchObject({
    kind: 'not_found',
  });
  const audit = await database.sql`
    select action from callboard.audit_log where organization_id = ${actor.orgId} and user_id = ${actor.userId} order by id`;
  expect(audit.map(({ action }) => action as string)).toEqual([
    'schedule.changed',
    'schedule.moves-task-type',
    'schedule.changed',
  ]);
});

it('samples final jobs once a night and tells how many had changed all the same', async () => {
  const jobIds = Array.from({ length: 3 }, () => randomUUID());
  await answer(jobIds, 'Succeeded');
  const ids = await createRows(
    database,
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Succeeded' })),
  );
  // Checked long ago, and it is three in the morning somewhere.
  await database.sql`
    insert into callboard.job_states (row_id, task_id, check_number, checked_at, changed_at, last_verdict)
    select id, task_id, 1, now() - interval '2 days', now() - interval '2 days', 'updated'
    from leads_task_list where task_id = ${taskId}`;
  const offset = ((3 - new Date().getUTCHours() + 36) % 24) - 12;
  const zone = offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
  await database.sql`update callboard.organizations set time_zone = ${zone} where id = ${actor.orgId}`;
  await answer([jobIds[1]!], 'Failed');
  await keep({ ...ALWAYS, fromHour: 9, untilHour: 18 });
  startWorker();

  await expect.poll(async () => (await schedule()).sample).toMatchObject({ asked: 3, differed: 1 });
  expect(await statusOf(ids[1]!)).toBe('Failed');
  await expect.poll(resting).toBe(true);
  await wake();
  await expect.poll(resting).toBe(true);
  expect(await askedRows()).toHaveLength(1);
});

it('moves the task on when its calls, and then its follow-ups, are finished; a move taken back stays so', async () => {
  const jobIds = [randomUUID(), randomUUID()];
  await answer(jobIds, 'Succeeded');
  const ids = await createRows(
    database,
    taskId,
    jobIds.map((call_job_id, n) => ({ call_job_id, call_status: 'Executing', leads_id: `lead-${n}` })),
  );
  const typeOf = async () => {
    const [task] = await database.sql<
      { type: number }[]
    >`select task_type as type from call_tasks where id = ${taskId}`;
    return task!.type;
  };
  await keep(ALWAYS);
  startWorker();
  await expect.poll(typeOf).toBe(3);

  // One lead is followed up, the other one is not interested.
  await database.sql`
    with f as (insert into leads_follow (leads_id, leads_remark) values ('lead-0', '约周六') returning id)
    update leads_task_list set leads_follow_id = (select id from f) where id = ${ids[0]!}`;
  await expect.poll(resting).toBe(true);
  await wake();
  await expect.poll(resting).toBe(true);
  expect(await typeOf()).toBe(3);
  await database.sql`update leads_task_list set is_interested = 2 where id = ${ids[1]!}`;
  await expect.poll(awake(typeOf)).toBe(4);

  const [last, first] = (await schedule()).moves;
  expect([first, last]).toMatchObject([
    { from: 2, to: 3, takenBack: null },
    { from: 3, to: 4, takenBack: null },
  ]);
  // Only the state that the task has now can be taken back.
  const takeBack = (move: typeof last) => changeSchedule(database.db, actor, taskId, { take_back: move!.id });
  await expect(takeBack(first)).rejects.toMatchObject({ kind: 'not_found' });
  const { moves } = await takeBack(last);
  expect(moves[0]).toMatchObject({ from: 3, to: 4, takenBack: { by: actor.userName } });
  expect(await typeOf()).toBe(3);
  await wake();
  await expect.poll(resting).toBe(true);
  expect(await typeOf()).toBe(3);
  await expect(takeBack(last)).rejects.toMatchObject({ kind: 'not_found' });
});

it('comes to rest where the installation’s table refuses the move', async () => {
  const jobIds = [randomUUID()];
  await answer(jobIds, 'Succeeded');
  await createRows(
    database,
    taskId,
    jobIds.map((call_job_id) => ({ call_job_id, call_status: 'Executing', leads_id: 'lead-0' })),
  );
  await database.sql`alter table call_tasks add constraint no_move check (task_type <> 3 or id <> ${database.sql.unsafe(String(taskId))}) not valid`;
  try {
    await keep(ALWAYS);
    startWorker();
    await expect.poll(resting).toBe(true);
    const runs = await database.sql`select state from callboard.refresh_runs where task_id = ${taskId}`;
    expect(runs.map(({ state }) => state as string)).not.toContain('failed');
    const [task] = await database.sql`select task_type as type from call_tasks where id = ${taskId}`;
    expect(task).toEqual({ type: 2 });
  } finally {
    await database.sql`alter table call_tasks drop constraint no_move`;
  }
});
