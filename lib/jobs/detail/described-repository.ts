import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

export type DescribableJob = {
  /** The provider's id; null: the row has none and cannot be asked about. */
  jobId: string | null;
  leadsPhone: string | null;
  /** ListJobs' last answer without conversations, and when it came. */
  providerJob: unknown;
  checkedAt: string | null;
  /** DescribeJob's last answer without conversations, and when it came. */
  describedJob: unknown;
  describedAt: string | null;
  /** The stored conversation of the row's latest call, and that call. */
  conversation: unknown;
  callId: string | null;
};

/** What is kept of a row's calls; null for a foreign or missing row. */
export async function findDescribableJob(orgId: OrgId, db: Db, rowId: DbId): Promise<DescribableJob | null> {
  const [row] = await db.execute<DescribableJob>(sql`
    select nullif(t.call_job_id::text, '') as "jobId", t.leads_phone::text as "leadsPhone", s.provider_job as "providerJob",
      ${isoUtc(sql`s.checked_at`)} as "checkedAt", s.described_job as "describedJob",
      ${isoUtc(sql`s.described_at`)} as "describedAt",
      callboard.as_jsonb(t.call_conversation) as conversation, nullif(t.call_task_id::text, '') as "callId"
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join callboard.job_states s on s.row_id = t.id
    where t.id = ${rowId}::bigint`);
  return row ?? null;
}

/** Keeps DescribeJob's answer, without its conversations; a row that was never refreshed has no state to keep it in. */
export async function storeDescribedJob(
  orgId: OrgId,
  db: Db,
  rowId: DbId,
  jobId: string,
  job: Record<string, unknown>,
): Promise<void> {
  await db.execute(sql`
    update callboard.job_states s set described_job = ${JSON.stringify(job)}::jsonb, described_at = clock_timestamp()
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where s.row_id = t.id and t.id = ${rowId}::bigint and t.call_job_id::text = ${jobId}`);
}
