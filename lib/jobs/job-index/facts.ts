import { type SQL, sql } from 'drizzle-orm';

import { asInterest, asTime, beginning, NAMED_FOLLOW_UP } from '@/lib/db/columns';

/** Raised whenever a row is read otherwise: every row is then read again, and until then the old way answers. */
export const READS_AS = 1;

/** 512 ids make one block of `job_blocks`: so many rows are read past at most to find where a page begins. */
export const blockOf = (rowId: SQL): SQL => sql`(${rowId} >> 9)`;
/** The lowest id of a block. */
export const firstOf = (block: SQL): SQL => sql`(${block} << 9)`;

const HASHED = ['has_job', 'status', 'result', 'grade', 'follow', 'interest', 'checked'] as const;
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

const LONGEST_CALL_MS = sql.raw(String(6 * 60 * 60 * 1000));
const digits = (value: SQL, most: SQL): SQL =>
  sql`case when ${value} ~ '^\\d{1,15}$' and (${value})::bigint between 1 and ${most} then (${value})::bigint end`;
const STAMP = sql`stamp #>> '{}'`;

/** The time from the earliest to the latest sentence, for a call whose length the provider does not tell. */
const SPAN = sql`(
  select nullif(max(at) - min(at), 0) from (
    select ${digits(STAMP, sql.raw(String(Date.UTC(2100, 0, 1))))} as at
    from jsonb_path_query(callboard.as_jsonb(t.call_conversation), 'lax $[*].Timestamp') stamp) told
  where at >= ${sql.raw(String(Date.UTC(2000, 0, 1)))} having max(at) - min(at) <= ${LONGEST_CALL_MS})`;

const DURATION = sql`s.provider_job #>> '{Tasks,-1,Duration}'`;
/** What the robot calls its grade differs by scene: 意向等级, 等级, grade. */
const GRADE = sql`left(btrim(jsonb_path_query_first(s.provider_job,
  'lax $.Summary[*] ? (@.SummaryName like_regex "等级|grade" flag "i").Content') #>> '{}'), 16)`;

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
        coalesce(${beginning(sql`t.call_status`)}, '') as status, coalesce(s.call_result, '') as result,
        coalesce(${GRADE}, '') as grade,
        case when f.id is null then 'none' when ${asTime(sql`f.next_follow_time`)} is null then 'noted' else 'due' end as follow,
        ${asInterest(sql`t.is_interested`)} as interest,
        case when s.last_verdict is null then 'never' when s.last_verdict in ('not_returned', 'invalid') then s.last_verdict
          else 'fine' end as checked,
        t.row_version::text::bigint as version, f.xmin::text::bigint as follow_version,
        t.leads_follow_id::bigint as follow_id, ${asTime(sql`f.next_follow_time`)} as due_at,
        ${asTime(sql`t.planed_time`)} as planned_at, s.provider_time as called_at, s.changed_at,
        coalesce(${digits(DURATION, LONGEST_CALL_MS)}, ${SPAN})::int as duration_ms,
        case when jsonb_typeof(s.provider_job->'Tasks') = 'array' then jsonb_array_length(s.provider_job->'Tasks') else 0 end as attempts,
        coalesce(t.recording_url::text, '') <> '' as has_recording,
        case when ${asTime(sql`f.next_follow_time`)} is not null then c.organization_id::text end as organization_id
      from ${rows}
      left join callboard.job_states s on s.row_id = t.id
      left join leads_follow f on ${NAMED_FOLLOW_UP}
      left join call_tasks c on c.id = t.task_id
      where t.task_id is not null
      offset 0) told`;
}
