import { type SQL, sql } from 'drizzle-orm';

import { beginning } from '@/lib/db/columns';

import { CELL_COLUMNS } from './facts';

/** New rows that are not in the index yet are counted where they are, up to so many; a keeper's step takes them in. */
const MOST_NEW = 5_000;

/**
 * Counts by cell as a FROM item: `cell`, the columns that tell it, and `n`; several lines for one cell, some of them
 * negative.
 *
 * @param tasks a condition on a bare column `task_id`; the organization is the caller's to ask for
 */
export function cellCounts(tasks: SQL): SQL {
  return sql`(
    select cell, ${CELL_COLUMNS}, n from callboard.job_cells where ${tasks} and n <> 0
    union all
    select cell, ${CELL_COLUMNS}, d.n from (
      select cell, n from callboard.job_count_changes where ${tasks} and cell is not null) d
    join callboard.job_cells using (cell)
    union all
    select null, t.task_id, coalesce(t.call_job_id::text, '') <> '', coalesce(${beginning(sql`t.call_status`)}, ''), '', '', 'none',
      null, 'never', false, 1
    from (
      select t.* from leads_task_list t
      where t.id > (select filled_to from callboard.job_index_state) order by t.id limit ${sql.raw(String(MOST_NEW))}) t
    where ${tasks} and not exists (select from callboard.job_index i where i.row_id = t.id))`;
}

/** Counts of blocks as a FROM item: `block, n`. */
export function blockCounts(taskId: SQL, hasJob: boolean): SQL {
  const job = sql.raw(String(hasJob));
  return sql`(
    select block, n from callboard.job_blocks where task_id = ${taskId} and has_job = ${job}
    union all
    select block, n from callboard.job_count_changes where task_id = ${taskId} and has_job = ${job} and block is not null)`;
}
