import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { asTime, beginning, bigints, HAS_JOB_ID, recordset } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import type { CheckedJob, TaskHistory } from './next-check';

/** What the schedule knows of a task. Times are epoch ms of the database's clock. */
export type TaskPlan = {
  /** The database's now. */
  now: number;
  plannedTo: DbId;
  sweptAt: number | null;
  changesTo: number | null;
  learned: TaskHistory | null;
  learnedAt: number | null;
  sampledOn: string | null;
};

const ms = (time: SQL) => sql`(extract(epoch from ${time}) * 1000)::float8`;
/** A number of the provider's JSON, epoch ms; anything else is none. */
const told = (json: SQL) => sql`case when ${json} ~ '^\\d{12,14}$' then (${json})::float8 end`;
const CALLS = sql`(case when jsonb_typeof(s.provider_job->'Tasks') = 'array' then s.provider_job->'Tasks' else '[]' end)`;

const JOB = sql`t.id::bigint as "rowId", ${beginning(sql`t.call_status`)} as status, ${ms(sql`s.checked_at`)} as "checkedAt",
  ${ms(sql`s.changed_at`)} as "changedAt", s.last_verdict as "lastVerdict", ${ms(asTime(sql`t.planed_time`))} as "plannedAt",
  ${told(sql`(s.described_job->>'NextExecutionTime')`)} as "nextExecutionAt",
  ${told(sql`(${CALLS} #>> '{-1,ActualTime}')`)} as "calledAt", ${ms(sql`s.provider_time`)} as "providerAt",
  jsonb_array_length(${CALLS}) as attempts, coalesce(t.recording_url::text, '') <> '' as "hasRecording"`;

export type PlannedJob = CheckedJob & { rowId: DbId };

const ofTask = (orgId: OrgId, taskId: DbId) => sql`t.task_id = ${taskId}::bigint and ${HAS_JOB_ID}
  and exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId})`;

export async function readPlan(orgId: OrgId, db: Db | Tx, taskId: DbId): Promise<TaskPlan> {
  await db.execute(sql`
    insert into callboard.task_plans (task_id, organization_id) values (${taskId}::bigint, ${orgId})
    on conflict (task_id) do nothing`);
  const [plan] = await db.execute<TaskPlan>(sql`
    select ${ms(sql`clock_timestamp()`)} as now, planned_to as "plannedTo", ${ms(sql`swept_at`)} as "sweptAt",
      ${ms(sql`changes_to`)} as "changesTo", learned, ${ms(sql`learned_at`)} as "learnedAt", sampled_on as "sampledOn"
    from callboard.task_plans where task_id = ${taskId}::bigint and organization_id = ${orgId}`);
  if (!plan) throw new Error('a plan belongs to the organization of its task');
  return plan;
}

/** What the newest calls of a task teach. The provider's own times alone: when we asked says nothing of them. */
export async function learnHistory(orgId: OrgId, db: Db, taskId: DbId): Promise<TaskHistory> {
  const middle = (value: SQL) => sql`percentile_cont(0.5) within group (order by ${value})`;
  const [learned] = await db.execute<TaskHistory>(sql`
    with calls as (
      select s.row_id, nth, ${told(sql`(call->>'ActualTime')`)} as began, ${told(sql`(call->>'PlanedTime')`)} as planned,
        case when (call->>'Duration') ~ '^\\d{1,8}$' then nullif((call->>'Duration')::float8, 0) end as lasted
      from (
        select s.* from callboard.job_states s
        where s.task_id = ${taskId}::bigint and s.changed_at is not null
          and exists (select from call_tasks c where c.id = s.task_id and c.organization_id = ${orgId})
        order by s.changed_at desc limit 500) s
      cross join lateral jsonb_array_elements(${CALLS}) with ordinality as told(call, nth)),
    told as (
      select *, began - lag(began) over (partition by row_id order by nth) as gap, began - planned as lagged from calls)
    select ${middle(sql`lasted`)} as "callMs",
      ${middle(sql`case when lagged between 0 and 3600000 then lagged end`)} as "startLagMs",
      ${middle(sql`case when gap between 10000 and 172800000 then gap end`)} as "redialMs"
    from told`);
  const history = learned ?? { callMs: null, startLagMs: null, redialMs: null };
  await db.execute(sql`
    update callboard.task_plans set learned = ${JSON.stringify(history)}::text::jsonb, learned_at = clock_timestamp()
    where task_id = ${taskId}::bigint and organization_id = ${orgId}`);
  return history;
}

/** The next rows in id order, with what is known of them. */
export async function readJobsFrom(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  afterId: DbId,
  limit: number,
): Promise<PlannedJob[]> {
  const jobs = await db.execute<PlannedJob>(sql`
    select ${JOB} from leads_task_list t left join callboard.job_states s on s.row_id = t.id
    where ${ofTask(orgId, taskId)} and t.id > ${afterId}::bigint order by t.id limit ${limit}`);
  return [...jobs];
}

/** Rows whose data somebody's refresh has changed since, oldest first. */
export async function readChangedJobs(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  since: number,
  limit: number,
): Promise<PlannedJob[]> {
  const jobs = await db.execute<PlannedJob>(sql`
    select ${JOB} from callboard.job_states s join leads_task_list t on t.id = s.row_id
    where s.task_id = ${taskId}::bigint and s.changed_at > to_timestamp(${since}::float8 / 1000) and ${ofTask(orgId, taskId)}
    order by s.changed_at limit ${limit}`);
  return [...jobs];
}

export async function readJobs(
  orgId: OrgId,
  db: Db | Tx,
  taskId: DbId,
  rowIds: DbId[],
): Promise<PlannedJob[]> {
  const jobs = await db.execute<PlannedJob>(sql`
    select ${JOB} from leads_task_list t left join callboard.job_states s on s.row_id = t.id
    where ${ofTask(orgId, taskId)} and t.id = any(${bigints(rowIds)})`);
  return [...jobs];
}

/** Keeps when each row is checked next; one without a time needs no entry. */
export async function keepChecks(
  db: Db | Tx,
  taskId: DbId,
  checks: readonly { rowId: DbId; at: number | null }[],
): Promise<void> {
  const due = checks.filter(({ at }) => at !== null);
  const none = checks.filter(({ at }) => at === null).map(({ rowId }) => rowId);
  if (due.length > 0) {
    const rows = recordset(due.map(({ rowId, at }) => ({ row_id: rowId, at })));
    await db.execute(sql`
      insert into callboard.job_checks as k (row_id, task_id, next_at)
      select distinct on (v.row_id) v.row_id, ${taskId}::bigint, to_timestamp(v.at / 1000)
      from ${rows} as v(row_id bigint, at float8) order by v.row_id
      on conflict (row_id) do update set next_at = excluded.next_at, task_id = excluded.task_id
        where k.next_at <> excluded.next_at or k.task_id <> excluded.task_id`);
  }
  if (none.length > 0) {
    await db.execute(sql`
      delete from callboard.job_checks where task_id = ${taskId}::bigint and row_id = any(${bigints(none)})`);
  }
}

export async function keepPlan(
  orgId: OrgId,
  db: Db | Tx,
  taskId: DbId,
  change: Partial<Pick<TaskPlan, 'plannedTo' | 'sweptAt' | 'changesTo' | 'sampledOn'>>,
): Promise<void> {
  const time = (at: number | null | undefined, column: SQL) =>
    at === undefined ? column : sql`to_timestamp(${at}::float8 / 1000)`;
  await db.execute(sql`
    update callboard.task_plans set planned_to = coalesce(${change.plannedTo ?? null}::bigint, planned_to),
      swept_at = ${time(change.sweptAt, sql`swept_at`)}, changes_to = ${time(change.changesTo, sql`changes_to`)},
      sampled_on = coalesce(${change.sampledOn ?? null}::date, sampled_on)
    where task_id = ${taskId}::bigint and organization_id = ${orgId}`);
}

/** Entries that are due, the longest first; those whose row has gone say so by `status` of undefined rows being left out. */
export async function dueRowIds(tx: Tx, taskId: DbId, limit: number): Promise<DbId[]> {
  const rows = await tx.execute<{ rowId: DbId }>(sql`
    select row_id as "rowId" from callboard.job_checks
    where task_id = ${taskId}::bigint and next_at <= clock_timestamp() order by next_at limit ${limit}`);
  return rows.map(({ rowId }) => rowId);
}

/** Those that come due next, not checked just now: a call takes them along for nothing. */
export async function nextRowIds(
  tx: Tx,
  taskId: DbId,
  withinMinutes: number,
  limit: number,
): Promise<DbId[]> {
  const rows = await tx.execute<{ rowId: DbId }>(sql`
    select k.row_id as "rowId" from callboard.job_checks k
    where k.task_id = ${taskId}::bigint and k.next_at > clock_timestamp()
      and k.next_at < clock_timestamp() + make_interval(mins => ${withinMinutes})
      and not exists (select from callboard.job_states s
        where s.row_id = k.row_id and s.checked_at > clock_timestamp() - interval '30 seconds')
    order by k.next_at limit ${limit}`);
  return rows.map(({ rowId }) => rowId);
}

/** When the first entry comes due; null: there is none. */
export async function firstDue(db: Db | Tx, taskId: DbId): Promise<number | null> {
  const [row] = await db.execute<{ at: number | null }>(sql`
    select ${ms(sql`min(next_at)`)} as at from callboard.job_checks where task_id = ${taskId}::bigint`);
  return row?.at ?? null;
}

/** Up to so many rows of a task are sorted; of more, so many random ids for each wanted row are tried, and rows behind each. */
const SORTED_AT_MOST = 20_000;
const PROBES = 2;
const LOOKED_AT_BEHIND = 20;

/** Without statistics PostgreSQL takes a task for small, and would sort all of it for each of the ids. */
async function planWithoutSorting(tx: Tx, without: boolean): Promise<void> {
  const value = without ? 'off' : 'on';
  await tx.execute(
    sql`select set_config('enable_sort', ${value}, true), set_config('enable_bitmapscan', ${value}, true)`,
  );
}

/** Some of a task's final jobs, others each night; what was checked a few hours ago says nothing of the night. */
export async function sampleFinal(
  orgId: OrgId,
  tx: Tx,
  taskId: DbId,
  night: string,
  limit: number,
): Promise<DbId[]> {
  const ofTheNight = sql`t.call_status::text in ('Succeeded', 'Failed', 'Cancelled')
    and (s.checked_at is null or s.checked_at < clock_timestamp() - interval '6 hours')`;
  const inOrder = sql`leads_task_list t where t.task_id = ${taskId}::bigint and ${HAS_JOB_ID}`;
  const rowsOf = sql`leads_task_list t left join callboard.job_states s on s.row_id = t.id where ${ofTask(orgId, taskId)}`;
  const [size] = await tx.execute<{ isLarge: boolean }>(sql`
    select count(*) > ${SORTED_AT_MOST} as "isLarge" from (
      select from leads_task_list t where ${ofTask(orgId, taskId)} limit ${SORTED_AT_MOST + 1}) t`);
  // Of a large task the rows behind some random ids are looked at, as the index has them: sorting reads them all.
  if (size?.isLarge) await planWithoutSorting(tx, true);
  const rows = size?.isLarge
    ? await tx.execute<{ id: DbId }>(sql`
        with ours as (
          select c.id from call_tasks c where c.id = ${taskId}::bigint and c.organization_id = ${orgId} limit 1),
        ends as materialized (
          select (select t.id::bigint from ${inOrder} order by t.id limit 1) as low,
            (select t.id::bigint from ${inOrder} order by t.id desc limit 1) as high from ours),
        places as materialized (
          select n, (low::numeric + mod(hashtextextended(n::text || ${night}, 0)::numeric + 9223372036854775808,
            high::numeric - low + 1))::bigint as place
          from ends, generate_series(1, ${limit * PROBES}) n)
        select found.id from places p cross join lateral (
          select t.id from (
            select t.id::bigint as id, t.call_status from ${inOrder} and t.id >= p.place
            order by t.id limit ${LOOKED_AT_BEHIND}) t
          left join callboard.job_states s on s.row_id = t.id
          where ${ofTheNight} order by t.id limit 1) found
        group by found.id order by min(p.n) limit ${limit}`)
    : await tx.execute<{ id: DbId }>(sql`
        select t.id::bigint as id from ${rowsOf} and ${ofTheNight}
        order by hashtextextended(t.id::text || ${night}, 0) limit ${limit}`);
  if (size?.isLarge) await planWithoutSorting(tx, false);
  return rows.map(({ id }) => id);
}
