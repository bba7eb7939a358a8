import 'server-only';

import { randomUUID } from 'node:crypto';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { beginning, isoUtc } from '@/lib/db/columns';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import { rowsOfRun } from './run-rows';
import type { Run, RunBatch, RunState, StartRun } from './schemas';

/** Runs that were asked for and are not over: one a task. Written exactly as in the partial index. */
const UNDER_WAY = sql`state in ('pending', 'running', 'paused') and via <> 'schedule'`;

/**
 * Begins a run unless one of the task is under way. Null: there is one, and this one was not begun. `totalRows` 0: there
 * is nothing to refresh, and nothing was begun. Undefined: a foreign or missing task.
 */
export async function insertRun(
  actor: Actor,
  db: Db,
  { taskId, query, batchSize, pauseMs, skipRecording, retryOf }: StartRun,
): Promise<{ runId: string | null; totalRows: number } | undefined> {
  const { from, where } = await rowsOfRun(actor.orgId, db, { taskId, query, retryOf });
  const [row] = await db.execute<{ runId: string | null; totalRows: number }>(sql`
    with c as (select id from call_tasks where id = ${taskId}::bigint and organization_id = ${actor.orgId} limit 1),
    counted as (
      select c.id, wanted.n, wanted.through from c
      cross join (select count(*)::int as n, max(t.id) as through from ${from} where ${where}) wanted),
    begun as (
      insert into callboard.refresh_runs (id, organization_id, task_id, retry_of, query, skip_recording, batch_size, pause_ms,
        started_by, started_by_name, via, total_rows, through_id)
      select ${randomUUID()}::uuid, ${actor.orgId}, id, ${retryOf}::uuid, ${query}, ${skipRecording}, ${batchSize}::int, ${pauseMs}::int,
        ${actor.userId}::uuid, ${actor.userName}, ${actor.via}, n, through
      from counted where n > 0
      on conflict (organization_id, task_id) where ${UNDER_WAY} do nothing
      returning id, total_rows),
    noted as (
      insert into callboard.audit_log (organization_id, user_id, action, subject)
      select ${actor.orgId}, ${actor.userId}::uuid, 'run.started',
        jsonb_build_object('run_id', id, 'task_id', ${taskId}::bigint, 'rows', total_rows) from begun)
    select (select id from begun) as "runId", n as "totalRows" from counted`);
  return row;
}

type RawRun = Omit<Run, 'taskName' | 'callsPerSecond' | 'rowsPerSecond'> & {
  taskName: string | null;
  recentCalls: number;
  recentRows: number;
  recentSeconds: number;
};

const RECENT = sql`interval '30 seconds'`;

async function selectRuns(orgId: OrgId, db: Db | Tx, where: SQL, order: SQL): Promise<Run[]> {
  const rows = await db.execute<RawRun>(sql`
    select r.id, r.task_id as "taskId", ${beginning(sql`c.task_name`)} as "taskName", r.state,
      r.started_by_name as by, r.via, r.retry_of as "retryOf", r.query <> '' as filtered, r.skip_recording as "skipRecording",
      r.batch_size as "batchSize", r.pause_ms as "pauseMs", r.total_rows as "totalRows",
      r.updated + r.unchanged + r.not_returned + r.superseded + r.invalid + r.failed_rows as processed,
      jsonb_build_object('updated', r.updated, 'unchanged', r.unchanged, 'not_returned', r.not_returned,
        'superseded', r.superseded, 'invalid', r.invalid, 'failed', r.failed_rows) as counts,
      jsonb_build_object('done', r.done_batches, 'failed', r.failed_batches) as batches, r.calls, r.waiting, r.error,
      ${isoUtc(sql`r.created_at`)} as "createdAt", ${isoUtc(sql`r.started_at`)} as "startedAt",
      ${isoUtc(sql`r.finished_at`)} as "finishedAt",
      recent.calls::int as "recentCalls", recent.rows::int as "recentRows", recent.seconds as "recentSeconds"
    from callboard.refresh_runs r
    join call_tasks c on c.id = r.task_id and c.organization_id = r.organization_id
    left join lateral (
      select count(*) as calls, coalesce(sum(b.rows), 0) as rows,
        least(30, greatest(1, extract(epoch from clock_timestamp() - r.started_at)))::float8 as seconds
      from callboard.refresh_run_batches b
      where r.state = 'running' and b.run_id = r.id and b.finished_at > clock_timestamp() - ${RECENT}) recent on true
    where r.organization_id = ${orgId} and ${where} ${order}`);
  return rows.map(({ recentCalls, recentRows, recentSeconds, ...run }) => ({
    ...run,
    taskName: preview(run.taskName, 'name'),
    callsPerSecond: recentCalls > 0 ? recentCalls / recentSeconds : null,
    rowsPerSecond: recentRows > 0 ? recentRows / recentSeconds : null,
  }));
}

export async function findRun(orgId: OrgId, db: Db | Tx, runId: string): Promise<Run | null> {
  const [run] = await selectRuns(orgId, db, sql`r.id = ${runId}::uuid`, sql`limit 1`);
  return run ?? null;
}

/** The filter that a run keeps. */
export async function findRunQuery(orgId: OrgId, db: Db, runId: string): Promise<string> {
  const [run] = await db.execute<{ query: string }>(sql`
    select query from callboard.refresh_runs where id = ${runId}::uuid and organization_id = ${orgId}`);
  return run?.query ?? '';
}

/** The run of a task that is under way, or null. */
export async function findRunUnderWay(orgId: OrgId, db: Db, taskId: DbId): Promise<Run | null> {
  const [run] = await selectRuns(
    orgId,
    db,
    sql`r.task_id = ${taskId}::bigint and ${UNDER_WAY}`,
    sql`limit 1`,
  );
  return run ?? null;
}

/**
 * The runs of a task that were asked for, or the days of its schedule on which something was asked, newest first. Null: a
 * foreign or missing task.
 */
export async function listRuns(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  limit: number,
  of: 'asked' | 'schedule' = 'asked',
): Promise<Run[] | null> {
  const wanted = of === 'asked' ? sql`r.via <> 'schedule'` : sql`r.via = 'schedule' and r.total_rows > 0`;
  const runs = await selectRuns(
    orgId,
    db,
    sql`r.task_id = ${taskId}::bigint and ${wanted}`,
    sql`order by r.created_at desc limit ${limit}`,
  );
  if (runs.length > 0) return runs;
  const task = await db.execute(
    sql`select from call_tasks where id = ${taskId}::bigint and organization_id = ${orgId} limit 1`,
  );
  return task.length > 0 ? [] : null;
}

/**
 * Moves a run from one of the states to another. What is under way in a cancelled run is not written any more: its fence
 * is raised. Noted in the audit log.
 *
 * @returns whether it was in one of them
 */
export async function moveRun(
  actor: Actor,
  db: Db,
  runId: string,
  { from, to, action }: { from: RunState[]; to: RunState; action: string },
): Promise<boolean> {
  const end = sql`, finished_at = clock_timestamp(), fence = fence + 1, owner = null, lease_until = null`;
  const moved = await db.execute(sql`
    with moved as (
      update callboard.refresh_runs set state = ${to}, waiting = null ${to === 'cancelled' ? end : sql``}
      where id = ${runId}::uuid and organization_id = ${actor.orgId} and state in ${from}
      returning id, task_id)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, ${action},
      jsonb_build_object('run_id', id, 'task_id', task_id) from moved
    returning id`);
  return moved.length > 0;
}

/** The batches of a run, newest last; only those that failed when asked so. */
export async function selectBatches(
  orgId: OrgId,
  db: Db,
  runId: string,
  { page, pageSize, only }: { page: number; pageSize: number; only: 'failed' | 'changed' | null },
): Promise<{ batches: RunBatch[]; totalCount: number }> {
  const wanted =
    only === 'failed'
      ? sql`b.state = 'failed'`
      : only === 'changed'
        ? sql`(b.counts->>'updated')::int > 0`
        : sql`true`;
  const ofRun = sql`b.run_id = ${runId}::uuid and ${wanted}
    and exists (select from callboard.refresh_runs r where r.id = b.run_id and r.organization_id = ${orgId})`;
  const [[counted], batches] = await Promise.all([
    db.execute<{ n: number }>(
      sql`select count(*)::int as n from callboard.refresh_run_batches b where ${ofRun}`,
    ),
    db.execute<RunBatch>(sql`
      select b.number, b.from_row_id as "fromRowId", b.to_row_id as "toRowId", b.rows, b.state, b.cause,
        b.receipt_id as "receiptId", b.counts, b.error, b.duration_ms as "durationMs",
        ${isoUtc(sql`b.finished_at`)} as "finishedAt"
      from callboard.refresh_run_batches b where ${ofRun}
      order by b.number limit ${pageSize} offset ${(page - 1) * pageSize}`),
  ]);
  return { batches: [...batches], totalCount: counted?.n ?? 0 };
}

/** What a run of a task would have to do, and how quick the last ones were. Null: a foreign or missing task. */
export async function previewRun(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  query: string,
): Promise<{ rows: number; unfinished: number; msPerBatch: number | null } | null> {
  const { from, where } = await rowsOfRun(orgId, db, { taskId, query, retryOf: null });
  const [row] = await db.execute<{ rows: number; unfinished: number; msPerBatch: number | null }>(sql`
    select wanted.rows, wanted.unfinished,
      (select avg(of_late.ms)::float8 from (
        select b.duration_ms as ms from callboard.refresh_runs r
        join callboard.refresh_run_batches b on b.run_id = r.id and b.state = 'done'
        where r.organization_id = ${orgId} and r.created_at > now() - interval '7 days'
        order by r.created_at desc, b.finished_at desc limit 200) of_late) as "msPerBatch"
    from (select id from call_tasks where id = ${taskId}::bigint and organization_id = ${orgId} limit 1) c
    cross join (
      select count(*)::int as rows, (count(*) filter (
          where coalesce(t.call_status::text, '') not in ('Succeeded', 'Failed', 'Cancelled')))::int as unfinished
      from ${from} where ${where}) wanted`);
  return row ?? null;
}
