import { type SQL, sql } from 'drizzle-orm';

/** A column as ISO UTC text with milliseconds, whether it is `timestamptz` or an installation's `timestamp`. */
export function isoUtc(column: SQL): SQL<string | null> {
  return sql<
    string | null
  >`to_char((${column})::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
