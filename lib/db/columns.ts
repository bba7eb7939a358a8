import { type SQL, sql } from 'drizzle-orm';

import { PREVIEW_READ_LIMIT } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

/** A column of any of an installation's types for times as `timestamptz`; null: it holds none. */
export function asTime(column: SQL): SQL {
  return sql`callboard.as_time(${column})`;
}

/** A column as ISO UTC text with milliseconds, of any of an installation's types for times. */
export function isoUtc(column: SQL): SQL<string | null> {
  return sql<string | null>`to_char(${asTime(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** What `false` stands for where an installation's `is_interested` is boolean. */
export const NOT_INTERESTED = '2';

/** `is_interested` as a number: an installation's boolean knows "interested" (1) and "not interested" (2). */
export const asInterest = (column: SQL): SQL =>
  sql`callboard.as_code(${column}::text, ${sql.raw(NOT_INTERESTED)})`;

/** Any other small number (`task_type`, `is_arrive`); false is 0. */
export const asCode = (column: SQL): SQL => sql`callboard.as_code(${column}::text, 0)`;

/** As much of a text as `preview` needs; null for "". */
export function beginning(column: SQL): SQL<string | null> {
  return sql<string | null>`nullif(left((${column})::text, ${PREVIEW_READ_LIMIT}), '')`;
}

/** Numbers as one parameter; unlike JSON, an array tells the planner how many there are. */
export function bigints(values: readonly DbId[]): SQL {
  return sql`${sql.param(values)}::bigint[]`;
}

/** An id within JSON in the form of `DbId`: JavaScript would take a number past 2^53 for its neighbour. */
export function jsonId(id: SQL): SQL {
  return sql`case when ${id} between ${sql.raw(String(Number.MIN_SAFE_INTEGER))} and ${sql.raw(String(Number.MAX_SAFE_INTEGER))}
    then to_jsonb(${id}) else to_jsonb(${id}::text) end`;
}

/** Texts as one parameter. */
export function texts(values: readonly string[]): SQL {
  return sql`${sql.param(values)}::text[]`;
}

/**
 * Rows as one JSON parameter. JSON within it travels as text: PostgreSQL takes several times as long to make `jsonb` of
 * a value nested in a record.
 */
export const recordset = (rows: readonly object[]): SQL =>
  sql`json_to_recordset(${JSON.stringify(rows)}::json)`;

/** Rows `t` of `leads_task_list` that can be refreshed. Written exactly as in the partial index, so that PostgreSQL uses it. */
export const HAS_JOB_ID = sql`t.call_job_id is not null and t.call_job_id <> ''`;

const followDataWith = (
  remark: SQL,
) => sql`case when f.id is not null then jsonb_build_object('id', ${jsonId(sql`f.id`)}, 'leads_id', f.leads_id::text,
  'follow_time', ${isoUtc(sql`f.follow_time`)}, 'leads_remark', ${remark},
  'new_follow_time', ${isoUtc(sql`f.new_follow_time`)}, 'next_follow_time', ${isoUtc(sql`f.next_follow_time`)},
  'is_arrive', ${asCode(sql`f.is_arrive`)}) end`;

/** A `leads_follow` row `f` as the API's `follow_data`, null when there is none. */
export const FOLLOW_DATA = followDataWith(sql`f.leads_remark::text`);

/** The same with no more than so many characters of the remark: other programs keep whatever they like there. */
export function followData(remarkLimit: number): SQL {
  return followDataWith(sql`left(f.leads_remark::text, ${remarkLimit})`);
}

/** The follow-up `f` that a row `t` names; one of another lead is none. Both may have types of their own for a lead. */
export const NAMED_FOLLOW_UP = sql`f.id = t.leads_follow_id and f.leads_id::text = t.leads_id::text`;
