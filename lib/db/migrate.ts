import { setTimeout as sleep } from 'node:timers/promises';

import { readMigrationFiles } from 'drizzle-orm/migrator';
import postgres from 'postgres';

import { readCatalogue } from './foreign/catalogue';
import { checkCatalogue } from './foreign/check';
import { addIndexes, addTablesAndColumns, type CompleteOptions, withoutBlocking } from './foreign/complete';
import type { CheckOptions, CheckReport } from './foreign/report';
import { watchTables } from './foreign/triggers';

/** Two programs that migrate at once wait for each other. */
const MIGRATION_LOCK = 20_191_226;
const LOCK_REST_MS = 200;

export type MigrateOptions = CheckOptions &
  CompleteOptions & {
    /** Have the tables' triggers tell of every write, or no longer; absent: leave it as it is. */
    watch?: boolean;
  };

/** db:check found something with which Callboard cannot work; nothing was changed. */
export class UnfitDatabaseError extends Error {
  override readonly name = 'UnfitDatabaseError';
  constructor(readonly report: CheckReport) {
    super('the database does not fit');
  }
}

/** A client without any session state, so that it also works through a pooler. */
function connect(url: string): postgres.Sql {
  return postgres(url, {
    max: 1,
    connect_timeout: 4,
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'callboard-migrate' },
  });
}

/** Reads what db:check says of the database of `url`. Changes nothing. */
export async function checkDatabase(url: string, options: CheckOptions = {}): Promise<CheckReport> {
  const sql = connect(url);
  try {
    return checkCatalogue(await readCatalogue(sql), options);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Brings the database of `url` up to the newest migration of `folder`, and completes the three tables where something
 * is missing. Readers and writers of those never wait for longer than one lock attempt (300 ms); indexes are made
 * beside them. It may be ended at any point and run again, and by several at once.
 *
 * @throws UnfitDatabaseError before anything is changed; HeldUpError when a lock cannot be had
 */
export async function migrateDatabase(
  url: string,
  folder = './drizzle',
  options: MigrateOptions = {},
): Promise<CheckReport> {
  const sql = connect(url);
  try {
    return await oneAtATime(url, async () => {
      const report = checkCatalogue(await readCatalogue(sql), options);
      if (!report.works) throw new UnfitDatabaseError(report);
      await addTablesAndColumns(sql, report.plan, options);
      await withoutBlocking(sql, "Callboard's own tables", (tx) => migrateOwn(tx, folder), options);
      await addIndexes(sql, report.plan, options);
      if (options.watch !== undefined) await watchTables(sql, options.watch, options);
      return report;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Runs the work while this program alone has the migration's lock. The lock belongs to an open transaction on a
 * connection of its own, because a session's lock does not hold behind a transaction pooler. Waiting is by asking
 * again: a statement that waits would keep its snapshot, for which CREATE INDEX CONCURRENTLY waits in turn.
 */
async function oneAtATime<T>(url: string, work: () => Promise<T>): Promise<T> {
  const lock = connect(url);
  try {
    for (;;) {
      const done = await lock.begin(async (tx) => {
        await tx`select set_config(name, '0', true) from pg_settings
          where name in ('idle_in_transaction_session_timeout', 'transaction_timeout', 'statement_timeout')`;
        // By the simple protocol: an extended one's portal would keep its snapshot while the work goes on.
        const [taken] = await tx.unsafe<{ free: boolean }[]>(
          `select pg_try_advisory_xact_lock(${MIGRATION_LOCK}) as free`,
        );
        return taken?.free ? { result: await work() } : null;
      });
      if (done) return done.result;
      await sleep(LOCK_REST_MS);
    }
  } finally {
    await lock.end({ timeout: 5 });
  }
}

/** The migrations that are not in the database yet, all in one transaction, as drizzle's own migrator keeps book. */
async function migrateOwn(tx: postgres.TransactionSql, folder: string): Promise<void> {
  // Asked first: IF NOT EXISTS needs the right to create one even where it exists.
  const [schema] = await tx`select from pg_namespace where nspname = 'callboard'`;
  if (!schema) await tx`create schema callboard`;
  const [book] = await tx`select to_regclass('callboard.__drizzle_migrations') is not null as kept`;
  if (!book?.kept) {
    await tx`create table callboard.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`;
  }
  const [last] = await tx<
    { at: string | null }[]
  >`select max(created_at)::text as at from callboard.__drizzle_migrations`;
  for (const { folderMillis, hash, sql } of readMigrationFiles({ migrationsFolder: folder })) {
    if (last?.at != null && Number(last.at) >= folderMillis) continue;
    for (const statement of sql) await tx.unsafe(statement);
    await tx`insert into callboard.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`;
  }
}
