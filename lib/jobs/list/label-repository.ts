import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

/** The newest calls are asked: of one task, or of the newest tasks. */
const CALLS_OF_TASK = 300;
const TASKS = 40;
const CALLS_OF_EACH = 20;
const MOST_NAMES = 40;
/** Characters of a name that is offered as a column. */
export const MOST_LABEL_NAME = 40;

/** The names under which the robot has noted something of late (`Job.Summary`), the most frequent first. */
export async function selectLabelNames(orgId: OrgId, db: Db, taskId: DbId | null): Promise<string[]> {
  const tasks =
    taskId === null
      ? sql`select c.id::bigint as id from call_tasks c where c.organization_id = ${orgId} order by c.id desc limit ${TASKS}`
      : sql`select c.id::bigint as id from call_tasks c where c.organization_id = ${orgId} and c.id = ${taskId}::bigint limit 1`;
  const rows = await db.execute<{ name: string }>(sql`
    with tasks as materialized (${tasks}),
    calls as materialized (
      select i.row_id from tasks cross join lateral (
        select row_id from callboard.job_index where task_id = tasks.id and called_at is not null
        order by called_at desc nulls last, row_id limit ${taskId === null ? CALLS_OF_EACH : CALLS_OF_TASK}) i)
    select name from (
      select label->>'SummaryName' as name from calls
      join callboard.job_states s using (row_id)
      cross join lateral jsonb_path_query(s.provider_job, 'lax $.Summary[*]') label) told
    where length(name) between 1 and ${MOST_LABEL_NAME}
    group by name order by count(*) desc, name limit ${MOST_NAMES}`);
  return rows.map(({ name }) => name);
}
