import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asCode } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

/** The organization's task, or null; a foreign one is as good as missing. */
export async function findTask(orgId: OrgId, db: Db, taskId: DbId): Promise<TaskIdentity | null> {
  const [task] = await db.execute<TaskIdentity>(sql`
    select id, task_name::text as name, ${asCode(sql`task_type`)} as type from call_tasks where id = ${taskId}::bigint and organization_id = ${orgId}`);
  return task ?? null;
}

export type TaskIdentity = { id: DbId; name: string | null; type: number | null };
