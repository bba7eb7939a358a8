import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';
import { LEASE, LeaseLostError } from '@/lib/queue/lease';
import { countVerdicts, type ReceiptRecord } from '@/lib/receipts/receipt-record';
import type { DbId } from '@/lib/values/db-id';

import { rowsOfRun } from './run-rows';
import type { RunState, RunWaiting } from './schemas';

/** A run of which this process holds the lease. */
export type LeasedRun = {
  id: string;
  organizationId: string;
  taskId: DbId;
  retryOf: string | null;
  /** Its filter; '': the whole task. */
  query: string;
  skipRecording: boolean;
  batchSize: number;
  pauseMs: number;
  startedBy: string;
  startedByName: string;
  via: string;
  fence: number;
  /** ISO UTC: when it was asked for. */
  createdAt: string;
};

export type PlannedBatch = {
  number: number;
  fromRowId: DbId;
  toRowId: DbId;
  rows: number;
  /** Which rows of the range; null: all that can be refreshed. */
  rowIds: DbId[] | null;
  /** Of a schedule: why these rows. */
  cause: 'due' | 'sample' | null;
};

/**
 * Takes the lease of a run that nobody drives, with a new fence: what people asked for before schedules, of those one of
 * the organization that has the fewest under way, the oldest first. For the worker, which works for every organization.
 *
 * @param withSchedules also the days of schedules on which something is to be done now
 */
export async function takeRun(
  db: Db,
  owner: string,
  { withSchedules = true }: { withSchedules?: boolean } = {},
): Promise<LeasedRun | null> {
  const [run] = await db.execute<LeasedRun>(sql`
    update callboard.refresh_runs r set owner = ${owner}, fence = r.fence + 1, state = 'running',
      lease_until = clock_timestamp() + ${LEASE}, started_at = coalesce(r.started_at, clock_timestamp())
    where r.id = (
      select f.id from callboard.refresh_runs f
      where f.state in ('pending', 'running') and (f.lease_until is null or f.lease_until < clock_timestamp())
        and (f.via <> 'schedule' or ${withSchedules} and (f.wake_at is null or f.wake_at <= clock_timestamp()))
      order by f.via = 'schedule', (select count(*) from callboard.refresh_runs o where o.organization_id = f.organization_id
          and o.state in ('pending', 'running') and o.lease_until > clock_timestamp()), f.created_at
      limit 1 for update skip locked)
    returning r.id, r.organization_id as "organizationId", r.task_id as "taskId", r.retry_of as "retryOf", r.query,
      r.skip_recording as "skipRecording", r.batch_size as "batchSize", r.pause_ms as "pauseMs",
      r.started_by as "startedBy", r.started_by_name as "startedByName", r.via, r.fence, ${isoUtc(sql`r.created_at`)} as "createdAt"`);
  return run ?? null;
}

/** Keeps the lease; answers the run's state, or null when it is another's. */
export async function renewLease(
  orgId: OrgId,
  db: Db,
  { id, fence }: LeasedRun,
  waiting: RunWaiting | null,
): Promise<RunState | null> {
  const [run] = await db.execute<{ state: RunState }>(sql`
    update callboard.refresh_runs set lease_until = clock_timestamp() + ${LEASE},
      waiting = ${waiting && JSON.stringify(waiting)}::text::jsonb
    where id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence}
    returning state`);
  return run?.state ?? null;
}

/** Gives the lease back, so that another may go on at once. */
export async function releaseLease(orgId: OrgId, db: Db, { id, fence }: LeasedRun): Promise<void> {
  await db.execute(sql`
    update callboard.refresh_runs set owner = null, lease_until = null
    where id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence}`);
}

/** Gives the lease of a schedule's day back until something is to be done; 'over': for good, the day or the wish has ended. */
export async function restRun(
  orgId: OrgId,
  db: Db,
  { id, fence }: LeasedRun,
  until: Date | 'over',
): Promise<void> {
  const held = sql`id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence}`;
  if (until !== 'over') {
    await db.execute(sql`
      update callboard.refresh_runs set owner = null, lease_until = null, waiting = null,
        state = case when state = 'running' then 'pending' else state end, wake_at = ${until.toISOString()}::timestamptz
      where ${held}`);
    return;
  }
  // Of a day on which nothing was asked nothing is left.
  await db.execute(
    sql`delete from callboard.refresh_runs where ${held} and state = 'running' and total_rows = 0`,
  );
  await finishRun(orgId, db, { id, fence }, null);
}

/** Batches that were planned and not finished by whoever drove the run before. */
export async function unfinishedBatches(orgId: OrgId, db: Db, { id }: LeasedRun): Promise<PlannedBatch[]> {
  const batches = await db.execute<PlannedBatch>(sql`
    select b.number, b.from_row_id as "fromRowId", b.to_row_id as "toRowId", b.rows, b.row_ids as "rowIds", b.cause
    from callboard.refresh_run_batches b
    join callboard.refresh_runs r on r.id = b.run_id and r.organization_id = ${orgId}
    where b.run_id = ${id}::uuid and b.state = 'planned' order by b.number`);
  return [...batches];
}

/**
 * Makes batches of the next rows and moves the cursor behind them; none: every row is in a batch. Finding them may take
 * long: meanwhile nothing is locked, so that the lease is renewed and the run can be paused.
 *
 * @throws LeaseLostError
 */
export async function planBatches(
  orgId: OrgId,
  db: Db,
  run: LeasedRun,
  { batches: most }: { batches: number },
): Promise<PlannedBatch[]> {
  const { id, fence, batchSize } = run;
  const { from, where } = await rowsOfRun(orgId, db, run);
  const readCursor = async (tx: Db | Tx, lock: SQL) => {
    const [cursor] = await tx.execute<{ afterId: DbId; throughId: DbId; planned: number }>(sql`
      select after_id as "afterId", through_id as "throughId", planned_batches as planned
      from callboard.refresh_runs where id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence} ${lock}`);
    if (!cursor) throw new LeaseLostError();
    return cursor;
  };
  const found = await readCursor(db, sql``);
  const rows = await db.execute<{ id: DbId }>(sql`
    select t.id from ${from}
    where ${where} and t.id > ${found.afterId}::bigint and t.id <= ${found.throughId}::bigint
    order by t.id limit ${most * batchSize}`);
  return db.transaction(async (tx) => {
    const cursor = await readCursor(tx, sql`for update`);
    if (cursor.planned !== found.planned) throw new LeaseLostError();
    // Between the rows of a filter lie others.
    const isWhole = run.query === '' && run.retryOf === null;
    const planned: PlannedBatch[] = [];
    for (let first = 0; first < rows.length; first += batchSize) {
      const ids = rows.slice(first, first + batchSize).map((row) => row.id);
      planned.push({
        number: cursor.planned + planned.length + 1,
        fromRowId: ids[0] ?? 0,
        toRowId: ids.at(-1) ?? 0,
        rows: ids.length,
        rowIds: isWhole ? null : ids,
        cause: null,
      });
    }
    const last = planned.at(-1);
    if (!last) return [];
    await tx.execute(sql`
      insert into callboard.refresh_run_batches (run_id, number, from_row_id, to_row_id, rows, row_ids)
      select ${id}::uuid, number, from_row_id, to_row_id, rows, row_ids
      from json_to_recordset(${JSON.stringify(
        planned.map((one) => ({
          number: one.number,
          from_row_id: one.fromRowId,
          to_row_id: one.toRowId,
          rows: one.rows,
          row_ids: one.rowIds,
        })),
      )}::json) as v(number int, from_row_id bigint, to_row_id bigint, rows int, row_ids bigint[])`);
    await tx.execute(sql`
      update callboard.refresh_runs set after_id = ${last.toRowId}::bigint, planned_batches = ${last.number}
      where id = ${id}::uuid and fence = ${fence}`);
    return planned;
  });
}

/**
 * Enters a batch's end and adds its rows to the run's counts, in the transaction that writes its rows.
 *
 * @throws LeaseLostError: the run is another's, or the batch has been entered already
 */
export async function enterBatch(
  orgId: OrgId,
  tx: Tx,
  { id, fence }: LeasedRun,
  batch: PlannedBatch,
  receipt: ReceiptRecord,
): Promise<void> {
  const counts = countVerdicts(receipt.rows);
  const failed = receipt.error !== null;
  const [entered] = await tx.execute<{ entered: boolean }>(sql`
    with run as (
      update callboard.refresh_runs set
        done_batches = done_batches + ${failed ? 0 : 1}::int, failed_batches = failed_batches + ${failed ? 1 : 0}::int,
        updated = updated + ${counts.updated}::int, unchanged = unchanged + ${counts.unchanged}::int,
        not_returned = not_returned + ${counts.not_returned}::int, superseded = superseded + ${counts.superseded}::int,
        invalid = invalid + ${counts.invalid}::int, failed_rows = failed_rows + ${failed ? batch.rows : 0}::int,
        calls = calls + ${receipt.providerCalls.length}::int, waiting = null
      where id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence} returning id),
    batch as (
      update callboard.refresh_run_batches b set state = ${failed ? 'failed' : 'done'}, receipt_id = ${receipt.id}::uuid,
        counts = ${failed ? null : JSON.stringify(counts)}::text::jsonb,
        error = ${receipt.error && JSON.stringify(receipt.error)}::text::jsonb,
        duration_ms = ${receipt.durationMs}::int, finished_at = clock_timestamp()
      from run where b.run_id = run.id and b.number = ${batch.number}::int and b.state = 'planned'
      returning b.number)
    select exists (select from batch) as entered`);
  if (!entered?.entered) throw new LeaseLostError();
}

/** Ends a run: done, unless `error` says why it failed. */
export async function finishRun(
  orgId: OrgId,
  db: Db,
  { id, fence }: Pick<LeasedRun, 'id' | 'fence'>,
  error: { code: string; message: string } | null,
): Promise<void> {
  await db.execute(sql`
    update callboard.refresh_runs set state = ${error ? 'failed' : 'done'}, error = ${error && JSON.stringify(error)}::text::jsonb,
      waiting = null, owner = null, lease_until = null, finished_at = clock_timestamp()
    where id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence} and state = 'running'`);
}
