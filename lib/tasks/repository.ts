import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asCode, asTime, beginning, bigints, isoUtc } from '@/lib/db/columns';
import { cellCounts } from '@/lib/jobs/job-index/counts';
import { openIndex } from '@/lib/jobs/job-index/open-index';
import { maskText } from '@/lib/values/masking';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import type { TaskListItem } from './schemas';

export type TaskFilter = { search?: string; states?: readonly number[]; page: number; pageSize: number };

/** One page of the organization's tasks, newest first. */
export async function listTasks(
  orgId: OrgId,
  db: Db,
  { search, states, page, pageSize }: TaskFilter,
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
  const tasks = await selectTasks(orgId, db, where, { limit: pageSize, offset: (taken - 1) * pageSize });
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
  const [task] = await selectTasks(orgId, db, where, { limit: 1, offset: 0, taskId });
  return task ?? null;
}

/** Rows by task and status, out of every row of the tasks `k`: what is counted where the index cannot answer. */
const COUNTED_ROWS = sql`(
  select t.task_id, coalesce(${beginning(sql`t.call_status`)}, '') as status,
    coalesce(t.call_job_id::text, '') <> '' as has_job, 1 as n
  from leads_task_list t join k on k.id = t.task_id)`;

async function selectTasks(
  orgId: OrgId,
  db: Db,
  where: SQL,
  { limit, offset, taskId }: { limit: number; offset: number; taskId?: DbId },
): Promise<TaskListItem[]> {
  const index = await openIndex(db, taskId);
  const counted = index ? cellCounts(sql`task_id in (select id from k)`) : COUNTED_ROWS;
  const rows = await db.execute<Omit<TaskListItem, 'countedAsOf'>>(sql`
    with k as materialized (
      select * from call_tasks k where ${where} order by ${asTime(sql`k.create_time`)} desc nulls last, k.id desc
      limit ${limit} offset ${offset}),
    counts as (
      select task_id, status, sum(n)::bigint as n, coalesce(sum(n) filter (where not has_job), 0)::bigint as no_job_id
      from ${counted} r group by task_id, status having sum(n) > 0),
    progress as (
      select task_id, jsonb_object_agg(status, n) as status_counts, sum(n)::bigint as total_rows,
        sum(no_job_id)::bigint as without_job_id
      from counts group by task_id)
    select k.id, ${beginning(sql`k.task_name`)} as name, ${asCode(sql`k.task_type`)} as type,
      ${beginning(sql`k.create_name`)} as "createdBy",
      ${isoUtc(sql`k.create_time`)} as "createdAt", coalesce(p.total_rows, 0) as "totalRows",
      coalesce(p.without_job_id, 0) as "withoutJobId", coalesce(p.status_counts, '{}') as "statusCounts",
      case when r.id is not null then jsonb_build_object('receiptId', r.id, 'at', ${isoUtc(sql`r.checked_at`)},
        'by', r.user_name, 'errorCode', r.error->>'code') end as "lastRefresh"
    from k
    left join progress p on p.task_id = k.id
    left join lateral (
      select id, checked_at, user_name, error from callboard.refresh_receipts
      where organization_id = ${orgId} and task_id = k.id and row_id is null
      order by refresh_number desc nulls last limit 1) r on true
    order by ${asTime(sql`k.create_time`)} desc nulls last, k.id desc`);
  return rows.map((task) => ({
    ...task,
    countedAsOf: index?.asOf ?? null,
    name: preview(task.name, 'name'),
    createdBy: preview(task.createdBy, 'name'),
  }));
}
