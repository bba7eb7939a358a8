import { sql } from 'drizzle-orm';

import { type Actor, toActor } from '@/lib/auth/actor';
import { createDb, type Db } from '@/lib/db/client';
import { stepIndex } from '@/lib/jobs/job-index/keep-index';

import type { MeasuredTask } from './figures';

export type ScaleWorld = { db: Db; actor: Actor; tasks: MeasuredTask[]; end: () => Promise<void> };

const SIZES = [1_000, 10_000, 100_000, 1_000_000];

/** The made data through a pool of the product's own: the tasks that are measured, the smallest first. */
export async function openWorld(url: string, connections: number): Promise<ScaleWorld> {
  const { db, end } = createDb(url, {
    max: connections,
    applicationName: 'callboard-scale',
    statementTimeoutMs: 120_000,
  });
  const [user] = await db.execute<{ id: string; org: string }>(
    sql`select u.id, m.organization_id as org from callboard.users u join callboard.memberships m on m.user_id = u.id limit 1`,
  );
  if (!user) throw new Error('no data has been made');
  const membership = {
    userId: user.id,
    userName: 'Scale',
    organizationId: user.org,
    organizationName: 'Scale',
    role: 'operator',
  };
  const tasks = await db.execute<MeasuredTask>(sql`
    select distinct on (c.leads_count) c.id as "taskId", c.leads_count as rows, job.last as "lastRowId",
      (select t.id from leads_task_list t where t.task_id = c.id and t.leads_follow_id is not null
        and t.call_job_id is not null and t.call_job_id <> '' order by t.id limit 1) as "middleRowId"
    from call_tasks c, lateral (select max(t.id) as last from leads_task_list t
      where t.task_id = c.id and t.call_job_id is not null and t.call_job_id <> '') job
    where c.leads_count = any(string_to_array(${SIZES.join(',')}, ',')::int[]) order by c.leads_count, c.id`);
  return { db, actor: toActor(membership, 'session')!, tasks: [...tasks], end };
}

/** Has the index filled as the keeper does it; the seconds it took. */
export async function fillIndex(db: Db): Promise<number> {
  const startedAt = Date.now();
  // oxlint-disable-next-line no-await-in-loop -- one step after another
  while ((await stepIndex(db)) !== 'idle');
  return (Date.now() - startedAt) / 1000;
}

/** The old way answers while the index is said to be unfit. */
export async function useIndex(db: Db, use: boolean): Promise<void> {
  await db.execute(sql`update callboard.job_index_state set unfit = ${use ? null : 'not wanted'}`);
}

/** Blocks that all backends have read so far, from memory or from disk. */
export async function blocksRead(db: Db): Promise<number> {
  await db.execute(sql`select pg_stat_force_next_flush()`);
  const [row] = await db.execute<{ blocks: number }>(
    sql`select blks_hit + blks_read as blocks from pg_stat_database where datname = current_database()`,
  );
  return row!.blocks;
}
