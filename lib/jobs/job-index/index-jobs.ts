import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';
import { bigints } from '@/lib/db/columns';
import { compareDbIds, type DbId } from '@/lib/values/db-id';

import { blockOf, CELL_COLUMNS, facts, INDEXED } from './facts';

const COLUMNS = sql.raw(INDEXED.join(', '));
const of = (alias: string): SQL => sql.raw(INDEXED.map((column) => `${alias}.${column}`).join(', '));

/**
 * Sums `moves` (task, cell, has_job, row, +1 or -1) into lines that are only ever added: nobody waits for another one
 * of the same task. `facts` has the cells that may be new.
 */
const COUNT_MOVES = sql`
  sums as (
    select task_id, cell, null::boolean as has_job, null::bigint as block, sum(n) as n from moves
    group by task_id, cell having sum(n) <> 0
    union all
    select task_id, null, has_job, ${blockOf(sql`row_id`)}, sum(n) from moves
    group by task_id, has_job, ${blockOf(sql`row_id`)} having sum(n) <> 0),
  cells as (
    insert into callboard.job_cells (cell, ${CELL_COLUMNS})
    select distinct on (cell) cell, ${CELL_COLUMNS} from facts f
    where cell in (select cell from sums where n > 0)
      and not exists (select from callboard.job_cells k where k.cell = f.cell)
    order by cell on conflict do nothing),
  counted as (
    insert into callboard.job_count_changes (task_id, cell, has_job, block, n)
    select task_id, cell, has_job, block, n from sums)`;

/**
 * Reads rows of `leads_task_list` again and brings index and counts in step with them, in the caller's transaction,
 * whose own writes it sees. Rows that are gone leave the index. Of two that read the same row the later one to lock its
 * entry reads it last, so the index ends with the newest.
 *
 * No organization is asked for: whatever the rows' task is, that is where they are counted.
 */
export async function indexJobs(tx: Db | Tx, rowIds: readonly DbId[]): Promise<void> {
  const ids = [...new Set(rowIds)].toSorted(compareDbIds);
  if (ids.length === 0) return;
  for (let time = 1; time <= MOST_TIMES; time += 1) {
    // Sent one behind the other. The second has a snapshot of its own, taken when the entries are locked.
    // oxlint-disable-next-line no-await-in-loop -- the next one is only for rows that another one added meanwhile
    const [, [put]] = await Promise.all([lockEntries(tx, ids), putEntries(tx, ids)]);
    if (!put || put.lost === 0) return;
  }
}

const MOST_TIMES = 5;

/** Leaves rows to be read again by whoever keeps the index. */
export async function noteWritten(db: Db | Tx, rowIds: readonly DbId[]): Promise<void> {
  await db.execute(sql`
    insert into callboard.job_index_dirty (row_id, task_id)
    select asked.id, t.task_id from unnest(${bigints(rowIds)}) as asked(id) left join leads_task_list t on t.id = asked.id`);
}

/** `indexJobs` for a transaction that has to succeed whether or not the index can follow. */
export async function indexJobsOrNote(tx: Tx, rowIds: readonly DbId[]): Promise<void> {
  try {
    await tx.transaction((savepoint) => indexJobs(savepoint, rowIds));
  } catch {
    await tx.transaction((savepoint) => noteWritten(savepoint, rowIds)).catch(() => {});
  }
}

/** What is noted of the rows as written is read now; a line that another one is just reading is left to it. */
function lockEntries(tx: Db | Tx, ids: DbId[]) {
  return tx.execute(sql`
    with noted as (
      delete from callboard.job_index_dirty where id in (
        select id from callboard.job_index_dirty where row_id = any(${bigints(ids)}) for update skip locked))
    select from callboard.job_index where row_id = any(${bigints(ids)}) order by row_id for update`);
}

function putEntries(tx: Db | Tx, ids: DbId[]) {
  return tx.execute<{ lost: number }>(sql`
    with old as materialized (
      select row_id, task_id, cell, has_job, version from callboard.job_index where row_id = any(${bigints(ids)})),
    facts as materialized (
      select distinct on (row_id) * from (${facts(sql`(
        select t.*, t.xmin as row_version from leads_task_list t where t.id = any(${bigints(ids)})) t`)}) read),
    gone as (
      delete from callboard.job_index where row_id = any(array(
        select row_id from old where row_id not in (select row_id from facts)))),
    changed as (
      update callboard.job_index i set (${COLUMNS}) = row(${of('f')}) from facts f
      where i.row_id = f.row_id and i.row_id = any(${bigints(ids)}) and (${of('i')}) is distinct from (${of('f')})),
    missing as materialized (select * from facts where row_id not in (select row_id from old)),
    made as (
      insert into callboard.job_index (row_id, ${COLUMNS}) select row_id, ${COLUMNS} from missing order by row_id
      on conflict do nothing returning row_id, task_id, cell, has_job),
    moves as materialized (
      select row_id, task_id, cell, has_job, -1 as n from old
      union all select f.row_id, f.task_id, f.cell, f.has_job, 1 from facts f where f.row_id in (select row_id from old)
      union all select row_id, task_id, cell, has_job, 1 from made),
    due as (
      insert into callboard.job_words_due (row_id, task_id)
      select o.row_id, coalesce(f.task_id, o.task_id) from old o left join facts f using (row_id)
      where f.row_id is null or (f.version, f.task_id) <> (o.version, o.task_id)
      union all select row_id, task_id from made),
    ${COUNT_MOVES}
    select (select count(*) from missing) - (select count(*) from made) as lost`);
}

export type Batch = {
  rows: number;
  /** The last of them; null: there were none. */
  last: DbId | null;
  /** What was in the index before between `after` and the last of them: those, and rows that are gone. */
  there: DbId[];
};

/**
 * Indexes the next rows behind an id. An entry that is there stays as it is: whoever made it meanwhile has read the row
 * later.
 *
 * @param wordsDue whether the words of the rows are still to be read in any case; else only where the filling of the words
 *   has passed them, and does not come behind
 */
export async function indexNext(
  tx: Tx,
  after: DbId,
  limit: number,
  { wordsDue }: { wordsDue: boolean },
): Promise<Batch> {
  const [batch] = await tx.execute<Batch>(sql`
    with batch as materialized (
      select t.*, t.xmin as row_version from leads_task_list t where t.id > ${after}::bigint order by t.id limit ${limit}),
    facts as materialized (${facts(sql`batch t`)}),
    made as (
      insert into callboard.job_index (row_id, ${COLUMNS}) select row_id, ${COLUMNS} from facts order by row_id
      on conflict do nothing returning row_id, task_id, cell, has_job),
    moves as materialized (select row_id, task_id, cell, has_job, 1 as n from made),
    due as (
      insert into callboard.job_words_due (row_id, task_id) select row_id, task_id from made
      where ${wordsDue}::boolean
        or exists (select from callboard.job_words_state where filled_at is not null or filled_to >= row_id)),
    ${COUNT_MOVES}
    select count(*) as rows, max(id) as last,
      array(
        select row_id from callboard.job_index where row_id > ${after}::bigint
          and row_id <= (select coalesce(max(id), 9223372036854775807) from batch)) as there from batch`);
  return batch ?? { rows: 0, last: null, there: [] };
}
