import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asTime, beginning, followData, HAS_JOB_ID, isoUtc } from '@/lib/db/columns';
import { READ_LIMIT } from '@/lib/follow-ups/limits';
import type { FollowUpEntry } from '@/lib/follow-ups/schemas';

import type { JobPlace } from '../schemas';

export type JobParts = {
  taskId: number;
  taskName: string | null;
  /** When the lead was given to the task, ISO UTC. */
  createdAt: string | null;
  /** The call whose columns the row holds. */
  callId: string | null;
  /** The stored conversation as JSON, whatever it is. */
  conversation: unknown;
  /** The provider's last job without its conversations; null before the first refresh. */
  providerJob: unknown;
  followUps: FollowUpEntry[];
  previousRowId: number | null;
  nextRowId: number | null;
};

/**
 * What the drawer shows beyond the row itself, or null. Earlier follow-ups of a lead are left out when the lead has a
 * job in another organization: they could be that organization's.
 */
export async function findJob(orgId: OrgId, db: Db, rowId: number): Promise<JobParts | null> {
  const neighbour = (comparison: '<' | '>', order: 'asc' | 'desc') => sql`(
    select t.id from leads_task_list t where t.task_id = j.task_id and ${HAS_JOB_ID}
      and t.id ${sql.raw(comparison)} j.id order by t.id ${sql.raw(order)} limit 1)`;
  const [job] = await db.execute<JobParts>(sql`
    with j as materialized (
      select t.*, c.task_name from leads_task_list t
      join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      where t.id = ${rowId}::bigint limit 1)
    select j.task_id as "taskId", ${beginning(sql`j.task_name`)} as "taskName", ${isoUtc(sql`j.call_time`)} as "createdAt",
      nullif(j.call_task_id::text, '') as "callId", callboard.as_jsonb(j.call_conversation) as conversation, s.provider_job as "providerJob",
      coalesce((
        select jsonb_agg(${followData(READ_LIMIT)} || jsonb_build_object('by', a.user_name)
          order by f.id = j.leads_follow_id desc, ${asTime(sql`f.follow_time`)} desc nulls last, f.id desc)
        from leads_follow f
        left join callboard.follow_up_authors a on a.follow_id = f.id and a.organization_id = ${orgId}
        where f.leads_id::text = j.leads_id::text and (f.id = j.leads_follow_id or not exists (
          select from leads_task_list o join call_tasks oc on oc.id = o.task_id
          where o.leads_id::text = j.leads_id::text and oc.organization_id <> ${orgId}))), '[]') as "followUps",
      case when coalesce(j.call_job_id::text, '') <> '' then ${neighbour('<', 'desc')} end as "previousRowId",
      case when coalesce(j.call_job_id::text, '') <> '' then ${neighbour('>', 'asc')} end as "nextRowId"
    from j left join callboard.job_states s on s.row_id = j.id`);
  return job ?? null;
}

/** A row's place among those of its task that can be refreshed; null: not a row of the organization. */
export async function findJobPlace(orgId: OrgId, db: Db, rowId: number): Promise<JobPlace | null> {
  const [place] = await db.execute<JobPlace>(sql`
    with j as materialized (
      select t.id, t.task_id, t.call_job_id from leads_task_list t
      join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      where t.id = ${rowId}::bigint limit 1)
    select j.task_id as "taskId", case when coalesce(j.call_job_id::text, '') <> '' then (
      select count(*) from leads_task_list t where t.task_id = j.task_id and ${HAS_JOB_ID} and t.id < j.id)
      end as place
    from j`);
  return place ?? null;
}
