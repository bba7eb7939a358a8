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
