import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asTime, HAS_JOB_ID, NAMED_FOLLOW_UP } from '@/lib/db/columns';

import type { DbId } from '@/lib/values/db-id';

import { TODAY } from '../row-facts';
import type { Workload } from './owners';

export const TOMORROW = sql`(${TODAY} + interval '1 day')`;

/** `owned`: the rows that are a person's, or each person's, as the filter `owner` has them; `follow_id` where it is theirs by that. */
export function ownedRows(orgId: OrgId, userId: string | null): SQL {
  const ofOne = userId === null ? sql`true` : sql`user_id = ${userId}::uuid`;
  return sql`owned as (
      select o.user_id, o.row_id, null::bigint as follow_id from callboard.lead_owners o
      where o.organization_id = ${orgId} and ${ofOne}
      union all
      select a.user_id, a.row_id, a.follow_id from callboard.follow_up_authors a
      where a.organization_id = ${orgId} and ${ofOne}
        and not exists (select from callboard.lead_owners o where o.row_id = a.row_id))`;
}

/**
 * What each person has to do: their leads as the filter `owner` has them (given to them, else the follow-up is theirs),
 * and how many they have followed up today (Asia/Shanghai), or in another span. By user id; who has nothing is not among them.
 *
 * @param userId of one person alone; null: of everybody
 */
export async function selectWorkload(
  orgId: OrgId,
  db: Db,
  userId: string | null,
  { taskId, written }: { taskId?: DbId; written?: { from: Date; to: Date } } = {},
): Promise<({ id: string } & Workload)[]> {
  const ofOne = userId === null ? sql`true` : sql`user_id = ${userId}::uuid`;
  const ofTask = taskId === undefined ? sql`true` : sql`task_id = ${taskId}::bigint`;
  const inSpan = written
    ? sql`saved_at >= ${written.from.toISOString()}::timestamptz and saved_at < ${written.to.toISOString()}::timestamptz`
    : sql`saved_at >= ${TODAY}`;
  return db.execute<{ id: string } & Workload>(sql`
    with ${ownedRows(orgId, userId)},
    leads as (
      select w.user_id, f.id is null as is_new, ${asTime(sql`f.next_follow_time`)} as due
      from owned w
      join leads_task_list t on t.id = w.row_id and ${HAS_JOB_ID}
      join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      left join leads_follow f on ${NAMED_FOLLOW_UP}
      where (w.follow_id is null or f.id = w.follow_id)
        and ${taskId === undefined ? sql`true` : sql`t.task_id = ${taskId}::bigint`}),
    counted as (
      select user_id, count(*) as leads, count(*) filter (where due < ${TODAY}) as overdue,
        count(*) filter (where due >= ${TODAY}) as due,
        count(*) filter (where due >= ${TODAY} and due < ${TOMORROW}) as today, count(*) filter (where is_new) as fresh
      from leads group by user_id),
    done as (
      select user_id, count(distinct row_id) as done from callboard.follow_up_authors
      where organization_id = ${orgId} and ${inSpan} and ${ofOne} and ${ofTask} group by user_id)
    select user_id as id, coalesce(leads, 0) as leads, coalesce(overdue, 0) as overdue, coalesce(due, 0) as due,
      coalesce(today, 0) as today, coalesce(fresh, 0) as fresh, coalesce(done, 0) as done
    from counted full join done using (user_id)`);
}
