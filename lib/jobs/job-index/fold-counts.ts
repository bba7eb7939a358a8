import 'server-only';

import { sql } from 'drizzle-orm';

import type { Tx } from '@/lib/db/client';

/**
 * Folds the oldest lines of `job_count_changes` into the counts and tells how many there were. One at a time: the
 * caller holds the keeper's lock. A reader adds both, in one statement, so that it sees each line once.
 */
export async function foldCounts(tx: Tx, limit: number): Promise<number> {
  const [folded] = await tx.execute<{ lines: number }>(sql`
    with taken as (
      delete from callboard.job_count_changes where id in (
        select id from callboard.job_count_changes order by id limit ${limit} for update skip locked)
      returning task_id, cell, has_job, block, n),
    cells as (
      update callboard.job_cells k set n = k.n + s.n
      from (select cell, sum(n) as n from taken where cell is not null group by cell) s where k.cell = s.cell),
    blocks as (
      insert into callboard.job_blocks as b (task_id, has_job, block, n)
      select task_id, has_job, block, sum(n) from taken where block is not null group by task_id, has_job, block
      on conflict (task_id, has_job, block) do update set n = b.n + excluded.n)
    select count(*) as lines from taken`);
  return folded?.lines ?? 0;
}
