import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { texts } from '@/lib/db/columns';

import { blockOf } from '../job-index/facts';
import type { Searchable } from '../schemas';
import { isOneTask, type Selection } from '../selection';

/**
 * How much of a selection's conversations can be found, where it is not all of it; null: all. Counted by rows that can be
 * refreshed, whether or not anything was said in their calls.
 */
export async function readSearchable(orgId: OrgId, db: Db, { scope }: Selection): Promise<Searchable | null> {
  type State = { done: boolean; filled: boolean; filledTo: number; due: number };
  const own = sql`select c.id::bigint from call_tasks c where c.organization_id = ${orgId}`;
  const [tasks] = await db.execute<{ ids: string[] }>(
    isOneTask(scope)
      ? sql`select coalesce(jsonb_agg(id::text), '[]') as ids from (${own}) c where id = ${scope}::bigint`
      : sql`select coalesce(jsonb_agg(id::text), '[]') as ids from (${own}) c`,
  );
  const inTasks = sql`task_id = any(${texts(tasks?.ids ?? [])}::bigint[])`;
  const [state] = await db.execute<State>(sql`
    select w.filled_at is not null as filled, w.filled_to as "filledTo", i.filled_at is not null as done,
      (select count(distinct row_id) from (
        select row_id from callboard.job_words_due where ${inTasks} limit 20000) d) as due
    from callboard.job_words_state w cross join callboard.job_index_state i where w.id = 1 and i.id = 1`);
  if (state?.filled && state.due === 0) return null;
  const [counted] = await db.execute<{ of: number; rows: number }>(sql`
    select coalesce(sum(n), 0)::bigint as of,
      coalesce(sum(n) filter (where block < ${blockOf(sql`${state?.filledTo ?? 0}::bigint`)}), 0)::bigint as rows
    from (
      select block, n from callboard.job_blocks where ${inTasks} and has_job
      union all
      select block, n from callboard.job_count_changes where ${inTasks} and has_job and block is not null) told`);
  const { of, rows } = counted ?? { of: 0, rows: 0 };
  const read = state?.filled ? of : rows;
  return { rows: Math.max(0, Math.min(of, read - (state?.due ?? 0))), of };
}
