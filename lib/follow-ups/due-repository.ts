import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asTime, isoUtc, NAMED_FOLLOW_UP } from '@/lib/db/columns';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

/** A comparison that takes longer than this is given up; the list stays as it is. */
const LONGEST_MS = 10 * 60_000;

export type DueCheck = { finishedAt: string; ageMs: number; durationMs: number };

/** When the organization's list of due follow-ups was last compared with its rows. */
export async function findDueCheck(orgId: OrgId, db: Db): Promise<DueCheck | null> {
  const [row] = await db.execute<DueCheck>(sql`
    select ${isoUtc(sql`finished_at`)} as "finishedAt", duration_ms as "durationMs",
      (extract(epoch from clock_timestamp() - finished_at) * 1000)::bigint as "ageMs"
    from callboard.due_follow_up_checks where organization_id = ${orgId}`);
  return row ?? null;
}

/**
 * Compares the list of due follow-ups with every row of the organization: other programs write follow-ups too. Reads
 * all rows of its tasks. One at a time for an organization; a second one leaves at once.
 */
export async function compareDueFollowUps(orgId: OrgId, db: Db): Promise<void> {
  // A deadline of its own: the page that had it begin may have its answer long before.
  await withinDatabaseDeadline(() => compareAll(orgId, db), LONGEST_MS);
}

async function compareAll(orgId: OrgId, db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('statement_timeout', ${String(LONGEST_MS)}, true)`);
    const [lock] = await tx.execute<{ free: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended('due-follow-ups:' || ${orgId}, 0)) as free`,
    );
    if (!lock?.free) return;
    // What a save notes while this runs is newer than what is read here, and stays.
    await tx.execute(sql`
      with due as materialized (
        select t.id as row_id, max(${asTime(sql`f.next_follow_time`)}) as due_at
        from call_tasks c join leads_task_list t on t.task_id = c.id
        join leads_follow f on ${NAMED_FOLLOW_UP}
        where c.organization_id = ${orgId} and t.leads_follow_id is not null and ${asTime(sql`f.next_follow_time`)} is not null
        group by t.id),
      gone as (
        delete from callboard.due_follow_ups d where d.organization_id = ${orgId}
          and not exists (select from due where due.row_id = d.row_id))
      insert into callboard.due_follow_ups as d (row_id, organization_id, due_at, noted_at)
      select row_id, ${orgId}, due_at, transaction_timestamp() from due
      on conflict (row_id) do update set organization_id = excluded.organization_id, due_at = excluded.due_at,
        noted_at = excluded.noted_at
      where d.noted_at < excluded.noted_at
        and (d.due_at, d.organization_id) is distinct from (excluded.due_at, excluded.organization_id)`);
    await tx.execute(sql`
      insert into callboard.due_follow_up_checks (organization_id, finished_at, duration_ms)
      values (${orgId}, clock_timestamp(),
        extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)
      on conflict (organization_id) do update
        set finished_at = excluded.finished_at, duration_ms = excluded.duration_ms`);
  });
}
