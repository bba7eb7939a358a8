import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { beginning, bigints, HAS_JOB_ID } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

export type SteerableTask = { taskId: DbId; name: string | null; jobGroupId: string | null };

/** The task as the provider knows it; null: not ours. */
export async function findSteerableTask(orgId: OrgId, db: Db, taskId: DbId): Promise<SteerableTask | null> {
  const [task] = await db.execute<SteerableTask>(sql`
    select id as "taskId", task_name::text as name, nullif(trim(job_group_id::text), '') as "jobGroupId"
    from call_tasks where id = ${taskId}::bigint and organization_id = ${orgId} limit 1`);
  return task ?? null;
}

export type SteerableRow = { rowId: DbId; jobId: string | null; status: string | null };

/** Those of the rows that belong to the task. */
export async function findSteerableRows(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  rowIds: readonly DbId[],
): Promise<SteerableRow[]> {
  return db.execute<SteerableRow>(sql`
    select t.id as "rowId", nullif(t.call_job_id::text, '') as "jobId", ${beginning(sql`t.call_status`)} as status
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.task_id = ${taskId}::bigint and t.id = any(${bigints(rowIds)}) order by t.id`);
}

/** The first rows of a task with a job id. */
export async function findRowsWithJob(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  limit: number,
): Promise<SteerableRow[]> {
  return db.execute<SteerableRow>(sql`
    select t.id as "rowId", t.call_job_id::text as "jobId", ${beginning(sql`t.call_status`)} as status
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.task_id = ${taskId}::bigint and ${HAS_JOB_ID} order by t.id limit ${limit}`);
}

/** Notes in the audit log what was asked of the provider, and, in a row of its own, how that ended. */
export async function insertSteeringAudit(
  actor: Actor,
  db: Db,
  action: string,
  subject: Record<string, unknown>,
): Promise<void> {
  await db.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    values (${actor.orgId}, ${actor.userId}, ${action}, ${JSON.stringify(subject)}::text::jsonb)`);
}
