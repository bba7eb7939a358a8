import 'server-only';

import { is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';

import type { Db } from './client';
import { texts } from './columns';
import * as schema from './schema/callboard';
import * as exportsSchema from './schema/exports';
import * as jobIndexSchema from './schema/job-index';
import * as peopleSchema from './schema/people';
import * as runsSchema from './schema/runs';

/** Every column of our own tables, as `table.column`; those of the three foreign tables are the installation's. */
const OWN_COLUMNS = Object.values({
  ...schema,
  ...peopleSchema,
  ...jobIndexSchema,
  ...runsSchema,
  ...exportsSchema,
}).flatMap((table) => {
  if (!is(table, PgTable)) return [];
  const { schema: room, name, columns } = getTableConfig(table);
  return room === undefined ? [] : columns.map((column) => `${name}.${column.name}`);
});

const shared = globalThis as typeof globalThis & { callboardMigrated?: true };

/**
 * Whether the database has all that the migrations of this build make in the schema `callboard`. Once it has, only
 * whether it answers is asked.
 */
export async function isMigrated(db: Db): Promise<boolean> {
  if (shared.callboardMigrated) {
    await db.execute(sql`select 1`);
    return true;
  }
  const [row] = await db.execute<{ missing: number }>(sql`
    select count(*)::int as missing from unnest(${texts(OWN_COLUMNS)}) as wanted(name)
    where not exists (
      select from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'callboard' and a.attnum > 0 and not a.attisdropped
        and c.relname || '.' || a.attname = wanted.name)`);
  if (row?.missing !== 0) return false;
  shared.callboardMigrated = true;
  return true;
}
