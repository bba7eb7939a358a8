import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { recordset } from '@/lib/db/columns';
import { LeaseLostError } from '@/lib/queue/lease';
import { compareDbIds, type DbId } from '@/lib/values/db-id';

import type { LeasedRun, PlannedBatch } from '../drive-repository';
import {
  dueRowIds,
  firstDue,
  keepChecks,
  keepPlan,
  learnHistory,
  nextRowIds,
  type PlannedJob,
  readChangedJobs,
  readJobs,
  readJobsFrom,
  readPlan,
  sampleFinal,
} from './checks-repository';
import { type NextCheck, nextCheckAt, type TaskHistory } from './next-check';
import { isNight, isOpen, localTime, nextDay, nextNight, nextOpen } from './opening-hours';
import { findWish, type Wish } from './schedule-repository';
import type { Policy } from './schemas';
import { moveTaskOn } from './task-moves';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Rows that are looked at in one statement, and in one go before anything is asked. */
const LOOKED_AT = 2_000;
const MOST_LOOKS = 4;
/** Whoever asks for a row has so long: after that it is due again. */
const ASKED_FOR_MS = 5 * MINUTE;
/** Changes are looked at once more for so long: a transaction commits later than it stamps. */
const LATE_MS = 35 * SECOND;
const LEARNED_FOR_MS = 60 * MINUTE;
/** Every row is looked at again so often: other programs write statuses and ids. */
const SWEPT_EVERY_MS = 30 * MINUTE;
/** New rows are looked for at least so often; where nothing is left to do, more seldom. */
const REST_MS = MINUTE;
const LONG_REST_MS = 10 * MINUTE;
/** Final jobs that are asked for each night. */
export const SAMPLE = 500;

/** `rest`: nothing is to be asked before; `over`: this day, or the wish, has ended. */
export type Planned = { batches: PlannedBatch[]; skipRecording: boolean } | { rest: Date } | { over: true };

/**
 * The next batches of a task's schedule: what is due, each call filled up with what comes due next; at night a sample of
 * the final jobs. What is due is judged anew by what is known now, so that a row which somebody has refreshed meanwhile
 * is left alone.
 *
 * @param begunAt of the run: it ends with its day
 * @throws LeaseLostError
 */
export async function planScheduled(
  orgId: OrgId,
  db: Db,
  run: LeasedRun,
  { begunAt, batches: most }: { begunAt: Date; batches: number },
): Promise<Planned> {
  const { taskId, batchSize } = run;
  const wish = await findWish(orgId, db, taskId);
  if (!wish || wish.policy.mode === 'off') return { over: true };
  const { policy, timeZone } = wish;
  const plan = await readPlan(orgId, db, taskId);
  const now = new Date(plan.now);
  const today = localTime(now, timeZone).day;
  if (localTime(begunAt, timeZone).day !== today) return { over: true };

  const isSampleDue = isNight(now, timeZone) && plan.sampledOn !== today;
  const open = isOpen(now, policy, timeZone);
  if (!open && !isSampleDue)
    return { rest: earliest(nextOpen(now, policy, timeZone), ...ends(now, timeZone)) };

  const history =
    plan.learned && plan.learnedAt !== null && plan.now - plan.learnedAt < LEARNED_FOR_MS
      ? plan.learned
      : await learnHistory(orgId, db, taskId);
  const looked = await lookAtRows(orgId, db, taskId, { plan, policy, history });
  const batches = await db.transaction(async (tx) => {
    const [held] = await tx.execute<{ planned: number }>(sql`
      select planned_batches as planned from callboard.refresh_runs
      where id = ${run.id}::uuid and organization_id = ${orgId} and fence = ${run.fence} for update`);
    if (!held) throw new LeaseLostError();
    await tx.execute(sql`
      update callboard.refresh_runs set skip_recording = ${!policy.recordings}
      where id = ${run.id}::uuid and organization_id = ${orgId} and skip_recording = ${policy.recordings}`);
    const judge = { policy, history, now: plan.now };
    const due = open ? await takeDue(orgId, tx, run, judge, most * batchSize) : [];
    if (due.length > 0) return enterPlanned(tx, run, held.planned, due, 'due');
    if (!isSampleDue) return [];
    return planSample(orgId, tx, run, held.planned, today);
  });
  if (batches.length > 0) return { batches, skipRecording: !policy.recordings };
  return { rest: await restUntil(orgId, db, run, { wish, now, isThrough: looked }) };
}

/** Kept after a batch's commit: when its rows are checked next. */
export async function planAgain(orgId: OrgId, db: Db, taskId: DbId, rowIds: DbId[]): Promise<void> {
  const wish = await findWish(orgId, db, taskId);
  if (!wish) return;
  const { now, learned } = await readPlan(orgId, db, taskId);
  const jobs = await readJobs(orgId, db, taskId, rowIds);
  await keepChecks(
    db,
    taskId,
    jobs.map((job) => checkOf(job, learned ?? UNTAUGHT, wish.policy, now)),
  );
}

const UNTAUGHT: TaskHistory = { callMs: null, startLagMs: null, redialMs: null };

function checkOf(
  job: PlannedJob,
  history: TaskHistory,
  policy: Policy,
  now: number,
): { rowId: DbId } & NextCheck {
  return { rowId: job.rowId, ...nextCheckAt(job, history, policy, now) };
}

/**
 * Gives new rows, and those that others have changed, their times; every row now and then. Each step is of use by itself:
 * whoever goes on after a death goes on from there.
 *
 * @returns whether all rows have been looked at
 */
async function lookAtRows(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  {
    plan,
    policy,
    history,
  }: { plan: Awaited<ReturnType<typeof readPlan>>; policy: Policy; history: TaskHistory },
): Promise<boolean> {
  const keep = (jobs: PlannedJob[]) =>
    keepChecks(
      db,
      taskId,
      jobs.map((job) => checkOf(job, history, policy, plan.now)),
    );
  const changed = await readChangedJobs(
    orgId,
    db,
    taskId,
    plan.changesTo ?? plan.now - 24 * 60 * MINUTE,
    LOOKED_AT,
  );
  await keep(changed);
  const last = changed.at(-1)?.changedAt;
  const changesTo = changed.length < LOOKED_AT || !last ? plan.now - LATE_MS : last;
  const isSweepDue = plan.sweptAt === null || plan.now - plan.sweptAt > SWEPT_EVERY_MS;
  let plannedTo: DbId = isSweepDue ? 0 : plan.plannedTo;
  await keepPlan(orgId, db, taskId, { changesTo, ...(isSweepDue && { plannedTo, sweptAt: plan.now }) });
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    // oxlint-disable-next-line no-await-in-loop -- the next ones lie behind these
    const jobs = await readJobsFrom(orgId, db, taskId, plannedTo, LOOKED_AT);
    // oxlint-disable-next-line no-await-in-loop -- kept before the cursor moves past them
    await keep(jobs);
    plannedTo = jobs.at(-1)?.rowId ?? plannedTo;
    // oxlint-disable-next-line no-await-in-loop -- see above
    if (jobs.length > 0) await keepPlan(orgId, db, taskId, { plannedTo });
    if (jobs.length < LOOKED_AT) return true;
  }
  return false;
}

/** What is due by what is known now, and what fills its last call; each is this run's for some minutes. */
async function takeDue(
  orgId: OrgId,
  tx: Tx,
  { taskId, batchSize }: LeasedRun,
  { policy, history, now }: { policy: Policy; history: TaskHistory; now: number },
  limit: number,
): Promise<DbId[]> {
  const ids = await dueRowIds(tx, taskId, limit);
  if (ids.length === 0) return [];
  const jobs = new Map((await readJobs(orgId, tx, taskId, ids)).map((job) => [job.rowId, job]));
  const checks = ids.map((rowId) => {
    const job = jobs.get(rowId);
    // It has gone, or has lost its job.
    return job ? checkOf(job, history, policy, now) : { rowId, at: null };
  });
  const due = checks.filter(({ at }) => at !== null && at <= now + SECOND).map(({ rowId }) => rowId);
  const isDue = new Set(due);
  const short = (batchSize - (due.length % batchSize)) % batchSize;
  const along = due.length > 0 && short > 0 ? await nextRowIds(tx, taskId, policy.withinMinutes, short) : [];
  const taken = [...due, ...along.filter((rowId) => !isDue.has(rowId))];
  await keepChecks(tx, taskId, [
    ...checks.filter(({ rowId }) => !isDue.has(rowId)),
    ...taken.map((rowId) => ({ rowId, at: now + ASKED_FOR_MS })),
  ]);
  return taken;
}

/** Noted before it is asked, so that one night has one sample. */
async function planSample(
  orgId: OrgId,
  tx: Tx,
  run: LeasedRun,
  planned: number,
  night: string,
): Promise<PlannedBatch[]> {
  const rowIds = await sampleFinal(orgId, tx, run.taskId, night, SAMPLE);
  await keepPlan(orgId, tx, run.taskId, { sampledOn: night });
  if (rowIds.length === 0) return [];
  await tx.execute(sql`
    insert into callboard.final_samples (task_id, night, organization_id, run_id)
    values (${run.taskId}::bigint, ${night}::date, ${orgId}, ${run.id}::uuid)
    on conflict (task_id, night) do nothing`);
  return enterPlanned(tx, run, planned, rowIds, 'sample');
}

async function enterPlanned(
  tx: Tx,
  { id, fence, batchSize }: LeasedRun,
  before: number,
  rowIds: readonly DbId[],
  cause: 'due' | 'sample',
): Promise<PlannedBatch[]> {
  const batches: PlannedBatch[] = [];
  for (let from = 0; from < rowIds.length; from += batchSize) {
    const ids = rowIds.slice(from, from + batchSize).sort(compareDbIds);
    batches.push({
      number: before + batches.length + 1,
      fromRowId: ids[0] ?? 0,
      toRowId: ids.at(-1) ?? 0,
      rows: ids.length,
      rowIds: ids,
      cause,
    });
  }
  const values = batches.map(({ number, fromRowId, toRowId, rows, rowIds: ids }) => ({
    number,
    from_row_id: fromRowId,
    to_row_id: toRowId,
    rows,
    row_ids: ids,
  }));
  await tx.execute(sql`
    insert into callboard.refresh_run_batches (run_id, number, from_row_id, to_row_id, rows, row_ids, cause)
    select ${id}::uuid, number, from_row_id, to_row_id, rows, row_ids, ${cause}
    from ${recordset(values)} as v(number int, from_row_id bigint, to_row_id bigint, rows int, row_ids bigint[])`);
  await tx.execute(sql`
    update callboard.refresh_runs set planned_batches = ${before + batches.length}, total_rows = total_rows + ${rowIds.length}
    where id = ${id}::uuid and fence = ${fence}`);
  return batches;
}

/** Until something is due, at most until new rows are looked for; never longer than the night and the day allow. */
async function restUntil(
  orgId: OrgId,
  db: Db,
  { taskId }: LeasedRun,
  { wish, now, isThrough }: { wish: Wish; now: Date; isThrough: boolean },
): Promise<Date> {
  const { policy, timeZone } = wish;
  // Rows are left that have not been looked at.
  if (!isThrough) return new Date(now.getTime() + SECOND);
  const first = await firstDue(db, taskId);
  if (first === null) await moveTaskOn(orgId, db, taskId, wish);
  const rest = first === null ? LONG_REST_MS : REST_MS;
  // What comes due one after the other is asked for together.
  const due = first === null ? [] : [Math.max(first, now.getTime() + gatheredFor(policy))];
  const next = new Date(Math.min(now.getTime() + rest, ...due));
  return earliest(
    isOpen(next, policy, timeZone) ? next : nextOpen(next, policy, timeZone),
    ...ends(now, timeZone),
  );
}

/** A twentieth of what the policy allows. */
function gatheredFor({ withinMinutes }: Policy): number {
  return Math.max(5 * SECOND, Math.min(MINUTE, (withinMinutes * MINUTE) / 20));
}

function ends(now: Date, timeZone: string): Date[] {
  return [nextNight(now, timeZone), nextDay(now, timeZone)];
}

function earliest(...times: Date[]): Date {
  return new Date(Math.min(...times.map((time) => time.getTime())));
}
