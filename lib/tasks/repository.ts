import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asCode, asTime, beginning, bigints, HAS_JOB_ID, isoUtc } from '@/lib/db/columns';
import { isConnected, isDialled } from '@/lib/jobs/insights/rates';
import { cellCounts } from '@/lib/jobs/job-index/counts';
import { openIndex } from '@/lib/jobs/job-index/open-index';
import { FACTS, TODAY } from '@/lib/jobs/row-facts';
import { rowsWith } from '@/lib/jobs/select-rows';
import { maskText } from '@/lib/values/masking';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import type { TaskListItem } from './schemas';
import { TASK_SORT_KEYS, type TaskSort, type TaskSortKey } from './search-params';

export type TaskFilter = {
  search?: string;
  states?: readonly number[];
  sort?: TaskSort | null;
  page: number;
  pageSize: number;
};

/** One page of the organization's tasks, newest first where they are not sorted otherwise. */
export async function listTasks(
  orgId: OrgId,
  db: Db,
  { search, states, sort, page, pageSize }: TaskFilter,
): Promise<{ tasks: TaskListItem[]; totalCount: number; page: number }> {
  const filters = [sql`k.organization_id = ${orgId}`];
  if (search) filters.push(sql`k.id = any(${bigints(await idsByShownName(orgId, db, search))})`);
  if (states?.length)
    filters.push(sql`${asCode(sql`k.task_type`)} = any(string_to_array(${states.join(',')}, ',')::int[])`);
  const where = sql.join(filters, sql` and `);

  const [count] = await db.execute<{ total: number }>(
    sql`select count(*) as total from call_tasks k where ${where}`,
  );
  const totalCount = count?.total ?? 0;
  const taken = Math.max(1, Math.min(page, Math.ceil(totalCount / pageSize)));
  const tasks = await selectTasks(orgId, db, where, {
    limit: pageSize,
    offset: (taken - 1) * pageSize,
    sort: sort ?? null,
  });
  return { tasks, totalCount, page: taken };
}

/** Tasks are searched by their names as they are shown: who could find one by hidden digits would learn them one by one. */
async function idsByShownName(orgId: OrgId, db: Db, search: string): Promise<DbId[]> {
  const found = await db.execute<{ id: DbId; name: string }>(sql`
    select id, ${beginning(sql`task_name`)} as name from call_tasks
    where organization_id = ${orgId} and strpos(lower(task_name::text), lower(${search})) > 0`);
  const wanted = search.toLowerCase();
  return found.filter(({ name }) => maskText(name).toLowerCase().includes(wanted)).map(({ id }) => id);
}

/** One task of the organization with its progress, or null. */
export async function findTaskHeader(orgId: OrgId, db: Db, taskId: DbId): Promise<TaskListItem | null> {
  const where = sql`k.id = ${taskId}::bigint and k.organization_id = ${orgId}`;
  const [task] = await selectTasks(orgId, db, where, { limit: 1, offset: 0, sort: null, taskId });
  return task ?? null;
}

/** Rows by what they are counted by, out of every row of the tasks `k`: what is counted where the index cannot answer. */
const COUNTED_ROWS = sql`(
  select t.task_id, ${FACTS.status.column} as status, ${FACTS.result.column} as result,
    coalesce(t.call_job_id::text, '') <> '' as has_job,
    case when ${FACTS.due.column} is not null then 'due' else '' end as follow, 1 as n
  from ${rowsWith([{ state: true, followUp: true }])} join k on k.id = t.task_id)`;

/** Jobs of the tasks `k` whose follow-up was due before today. */
const OVERDUE_ENTRIES = sql`
  select i.task_id, count(*) as n from callboard.job_index i
  where i.task_id in (select id::bigint from k) and i.due_at is not null and i.due_at < ${TODAY} and i.has_job
  group by i.task_id`;
const OVERDUE_ROWS = sql`
  select t.task_id, count(*) as n from ${rowsWith([{ followUp: true }])} join k on k.id = t.task_id
  where ${HAS_JOB_ID} and ${FACTS.due.column} < ${TODAY} group by t.task_id`;

const NEWEST_FIRST = sql`${asTime(sql`k.create_time`)} desc nulls last, k.id desc`;
const SORT_COLUMNS: Record<TaskSortKey, SQL> = {
  jobs: sql`coalesce(p.total_rows, 0)`,
  rate: sql`p.connected::float8 / nullif(p.dialled, 0)`,
  overdue: sql`coalesce(o.n, 0)`,
  refreshed: sql`greatest(r.checked_at, u.at)`,
};

function orderOf(sort: TaskSort | null): SQL {
  if (sort === null) return NEWEST_FIRST;
  const key = TASK_SORT_KEYS.find((known) => known === sort.replace('-', '')) ?? 'jobs';
  const direction = sort.startsWith('-') ? sql`desc` : sql`asc`;
  return sql`${SORT_COLUMNS[key]} ${direction} nulls last, ${NEWEST_FIRST}`;
}

type Part = { limit: number; offset: number; sort: TaskSort | null; taskId?: DbId };

/** What a page shows of its tasks in one statement; another order than theirs is known when all of them are counted. */
async function selectTasks(
  orgId: OrgId,
  db: Db,
  where: SQL,
  { limit, offset, sort, taskId }: Part,
): Promise<TaskListItem[]> {
  const index = await openIndex(db, taskId);
  const counted = index ? cellCounts(sql`task_id in (select id from k)`) : COUNTED_ROWS;
  const page = sql`limit ${limit} offset ${offset}`;
  const told = { result: sql`r.result`, status: sql`r.status` };
  const rows = await db.execute<Omit<TaskListItem, 'countedAsOf'>>(sql`
    with k as materialized (
      select * from call_tasks k where ${where} ${sort === null ? sql`order by ${NEWEST_FIRST} ${page}` : sql``}),
    counts as (
      select task_id, status, sum(n)::bigint as n, coalesce(sum(n) filter (where not has_job), 0)::bigint as no_job_id,
        coalesce(sum(n) filter (where has_job and ${isDialled(told)}), 0) as dialled,
        coalesce(sum(n) filter (where has_job and ${isConnected(told)}), 0) as connected,
        coalesce(sum(n) filter (where has_job and follow = 'due'), 0) as dated
      from ${counted} r group by task_id, status having sum(n) > 0),
    progress as (
      select task_id, jsonb_object_agg(status, n) as status_counts, sum(n)::bigint as total_rows,
        sum(no_job_id)::bigint as without_job_id, sum(dialled)::bigint as dialled, sum(connected)::bigint as connected,
        sum(dated)::bigint as dated
      from counts group by task_id),
    overdue as (${index ? OVERDUE_ENTRIES : OVERDUE_ROWS})
    select k.id, ${beginning(sql`k.task_name`)} as name, ${asCode(sql`k.task_type`)} as type,
      ${beginning(sql`k.create_name`)} as "createdBy",
      ${isoUtc(sql`k.create_time`)} as "createdAt", coalesce(p.total_rows, 0) as "totalRows",
      coalesce(p.without_job_id, 0) as "withoutJobId", coalesce(p.status_counts, '{}') as "statusCounts",
      jsonb_build_object('dialled', coalesce(p.dialled, 0), 'connected', coalesce(p.connected, 0),
        'due', greatest(0, coalesce(p.dated, 0) - coalesce(o.n, 0)), 'overdue', coalesce(o.n, 0)) as counts,
      case when u.id is not null then jsonb_build_object('runId', u.id, 'at', ${isoUtc(sql`u.at`)}, 'state', u.state)
        end as "lastRun",
      w.minutes as "keptWithinMinutes",
      case when r.id is not null then jsonb_build_object('receiptId', r.id, 'at', ${isoUtc(sql`r.checked_at`)},
        'by', r.user_name, 'errorCode', r.error->>'code') end as "lastRefresh"
    from k
    left join progress p on p.task_id = k.id
    left join overdue o on o.task_id = k.id
    left join lateral (
      select id, checked_at, user_name, error from callboard.refresh_receipts
      where organization_id = ${orgId} and task_id = k.id and row_id is null
      order by refresh_number desc nulls last limit 1) r on true
    left join lateral (
      select id, coalesce(finished_at, created_at) as at, state from callboard.refresh_runs
      where organization_id = ${orgId} and task_id = k.id and via <> 'schedule'
      order by created_at desc limit 1) u on true
    left join lateral (
      select case when mode = 'within' then within_minutes end as minutes from callboard.task_schedules
      where organization_id = ${orgId} and task_id in (k.id, 0) order by task_id desc limit 1) w on true
    order by ${orderOf(sort)} ${sort === null ? sql`` : page}`);
  return rows.map((task) => ({
    ...task,
    countedAsOf: index?.asOf ?? null,
    name: preview(task.name, 'name'),
    createdBy: preview(task.createdBy, 'name'),
  }));
}
