import { sql } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';

import { facts } from './facts';

/** What is not as reading every row afresh says: counts of cells, counts of blocks, entries. Empty where all is true. */
export async function wrongEntries(db: Db): Promise<unknown[]> {
  const found = await db.execute(sql`
    with facts as materialized (${facts(sql`(select t.*, t.xmin as row_version from leads_task_list t) t`)}),
    cells as (
      select cell, sum(n) as n from (
        select cell, n from callboard.job_cells
        union all select cell, n from callboard.job_count_changes where cell is not null) told group by cell having sum(n) <> 0),
    blocks as (
      select task_id, has_job, block, sum(n) as n from (
        select task_id, has_job, block, n from callboard.job_blocks
        union all select task_id, has_job, block, n from callboard.job_count_changes where block is not null) told
      group by task_id, has_job, block having sum(n) <> 0)
    select 'cell' as what, cell::text as which, told.n as told, really.n as really
    from cells told full join (select cell, count(*) as n from facts group by cell) really using (cell)
    where told.n is distinct from really.n
    union all
    select 'block', concat_ws(' ', task_id, has_job, block), told.n, really.n
    from blocks told full join (
      select task_id, has_job, row_id >> 9 as block, count(*) as n from facts group by 1, 2, 3) really using (task_id, has_job, block)
    where told.n is distinct from really.n
    union all
    select 'entry', row_id::text, i.version, f.version
    from callboard.job_index i full join facts f using (row_id)
    where (i.cell, i.version, i.due_at, i.organization_id, i.duration_ms, i.follow_id)
      is distinct from (f.cell, f.version, f.due_at, f.organization_id, f.duration_ms, f.follow_id)`);
  return [...found];
}
