import { type SQL, sql } from 'drizzle-orm';

import { asInterest, asTime, NAMED_FOLLOW_UP } from '@/lib/db/columns';

import { FACTS } from '../row-facts';

/** Raised whenever a row is read otherwise: every row is then read again, and until then the old way answers. */
export const READS_AS = 2;

/** 512 ids make one block of `job_blocks`: so many rows are read past at most to find where a page begins. */
export const blockOf = (rowId: SQL): SQL => sql`(${rowId} >> 9)`;
/** The lowest id of a block. */
export const firstOf = (block: SQL): SQL => sql`(${block} << 9)`;

const HASHED = [
  ...(['has_job', 'status', 'result', 'grade', 'follow', 'interest', 'checked', 'has_recording'] as const),
] as const;
/** The columns of `job_cells` that tell one cell of a task from another. */
export const CELL_COLUMNS = sql.raw(`task_id, ${HASHED.join(', ')}`);

/** The columns of `job_index` that are compared and written, its key aside. */
export const INDEXED = [
  'task_id',
  'cell',
  'version',
  'follow_version',
  'follow_id',
  'due_at',
  'planned_at',
  'called_at',
  'changed_at',
  'duration_ms',
  'attempts',
  'has_job',
  'has_recording',
  'organization_id',
] as const;

/**
 * What is indexed of rows `t` of `leads_task_list`: the columns of `job_index` and those of the row's cell.
 *
 * @param rows a FROM item of the alias `t` with every column of the table and its `xmin` as `row_version`
 */
export function facts(rows: SQL): SQL {
  return sql`
    select *, hashtextextended(concat_ws(chr(31), ${sql.raw(['task_id', ...HASHED].map((column) => `coalesce(${column}::text, '-')`).join(', '))}), 0) as cell
    from (
      select t.id::bigint as row_id, t.task_id::bigint as task_id, coalesce(t.call_job_id::text, '') <> '' as has_job,
        ${FACTS.status.column} as status, ${FACTS.result.column} as result,
        ${FACTS.grade.column} as grade,
        case when f.id is null then 'none' when ${asTime(sql`f.next_follow_time`)} is null then 'noted' else 'due' end as follow,
        ${asInterest(sql`t.is_interested`)} as interest,
        ${FACTS.verdict.column} as checked,
        t.row_version::text::bigint as version, f.xmin::text::bigint as follow_version,
        t.leads_follow_id::bigint as follow_id, ${FACTS.due.column} as due_at,
        ${FACTS.planned.column} as planned_at, ${FACTS.called.column} as called_at, ${FACTS.changed.column} as changed_at,
        (${FACTS.duration.column})::int as duration_ms,
        ${FACTS.attempts.column} as attempts,
        coalesce(t.recording_url::text, '') <> '' as has_recording,
        case when ${asTime(sql`f.next_follow_time`)} is not null then c.organization_id::text end as organization_id
      from ${rows}
      left join callboard.job_states s on s.row_id = t.id
      left join leads_follow f on ${NAMED_FOLLOW_UP}
      left join call_tasks c on c.id = t.task_id
      where t.task_id is not null
      offset 0) told`;
}
