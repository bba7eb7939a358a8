import { type SQL, sql } from 'drizzle-orm';

/** A column as ISO UTC text with milliseconds, whether it is `timestamptz` or an installation's `timestamp`. */
export function isoUtc(column: SQL): SQL<string | null> {
  return sql<
    string | null
  >`to_char((${column})::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** Numbers as one parameter; unlike JSON, an array tells the planner how many there are. */
export function bigints(values: readonly number[]): SQL {
  return sql`${sql.param(values)}::bigint[]`;
}

/** Texts as one parameter. */
export function texts(values: readonly string[]): SQL {
  return sql`${sql.param(values)}::text[]`;
}

/** Rows `t` of `leads_task_list` that can be refreshed. Written exactly as in the partial index, so that PostgreSQL uses it. */
export const HAS_JOB_ID = sql`t.call_job_id is not null and t.call_job_id <> ''`;

/** A `leads_follow` row `f` as the API's `follow_data`, null when there is none. */
export const FOLLOW_DATA = sql`case when f.id is not null then jsonb_build_object('id', f.id, 'leads_id', f.leads_id,
  'follow_time', ${isoUtc(sql`f.follow_time`)}, 'leads_remark', f.leads_remark,
  'new_follow_time', ${isoUtc(sql`f.new_follow_time`)}, 'next_follow_time', ${isoUtc(sql`f.next_follow_time`)},
  'is_arrive', f.is_arrive) end`;
