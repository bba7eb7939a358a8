import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asTime, beginning, followData, isoUtc } from '@/lib/db/columns';
import { READ_LIMIT } from '@/lib/follow-ups/limits';
import type { FollowUpEntry } from '@/lib/follow-ups/schemas';
import type { DbId } from '@/lib/values/db-id';

export type JobParts = {
  taskId: DbId;
  taskName: string | null;
  /** Times that may be when the lead came into the task, ISO UTC: the row's `call_time`, the task's `create_time`. */
  createdTimes: (string | null)[];
  /** The call whose columns the row holds. */
  callId: string | null;
  /** The stored conversation as JSON, whatever it is. */
  conversation: unknown;
  /** The provider's last job without its conversations; null before the first refresh. */
  providerJob: unknown;
  followUps: FollowUpEntry[];
};

/**
 * What the drawer shows beyond the row itself, or null. Earlier follow-ups of a lead are left out when the lead has a
 * job in another organization: they could be that organization's.
 */
export async function findJob(orgId: OrgId, db: Db, rowId: DbId): Promise<JobParts | null> {
  const [job] = await db.execute<JobParts>(sql`
    with j as materialized (
      select t.*, c.task_name, c.create_time as callboard_task_created from leads_task_list t
      join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      where t.id = ${rowId}::bigint limit 1)
    select j.task_id as "taskId", ${beginning(sql`j.task_name`)} as "taskName", jsonb_build_array(${isoUtc(sql`j.call_time`)}, ${isoUtc(sql`j.callboard_task_created`)}) as "createdTimes",
      nullif(j.call_task_id::text, '') as "callId", callboard.as_jsonb(j.call_conversation) as conversation, s.provider_job as "providerJob",
      coalesce((
        select jsonb_agg(${followData(READ_LIMIT)} || jsonb_build_object('by', a.user_name)
          order by f.id = j.leads_follow_id desc, ${asTime(sql`f.follow_time`)} desc nulls last, f.id desc)
        from leads_follow f
        left join callboard.follow_up_authors a on a.follow_id = f.id and a.organization_id = ${orgId}
        where f.leads_id::text = j.leads_id::text and (f.id = j.leads_follow_id or not exists (
          select from leads_task_list o join call_tasks oc on oc.id = o.task_id
          where o.leads_id::text = j.leads_id::text and oc.organization_id <> ${orgId}))), '[]') as "followUps"
    from j left join callboard.job_states s on s.row_id = j.id`);
  return job ?? null;
}
