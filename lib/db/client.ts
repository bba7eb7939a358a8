import 'server-only';

import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';

import { env } from '@/lib/env';

import { parseDatabaseUrl } from '@/lib/values/database-url';
import { Pool } from './pool';
import * as schema from './schema/callboard';
import { createSqlClient } from './sql-client';

export type Db = PostgresJsDatabase<typeof schema>;
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

export type DbOptions = {
  max?: number;
  applicationName?: string;
  /** So long a statement or a whole transaction may take, in ms, where no deadline says otherwise; 0 means for ever. */
  statementTimeoutMs?: number;
  /** So long a transaction waits for what another one has locked, in ms; 0 means for ever. */
  lockTimeoutMs?: number;
};

/**
 * Opens a pool on a PostgreSQL 15 or later, directly or through a pooler that gives each transaction another server
 * connection.
 *
 * Its connections run in Asia/Shanghai, so that `::timestamptz` reads a `timestamp` column of an existing
 * installation as the Beijing time that it holds; bigint arrives as `DbId`: a number, past 2^53 its text.
 * What a deadlock ended is run again (lib/db/sql-client.ts).
 */
export function createDb(
  url: string,
  { max = 20, applicationName = 'callboard', statementTimeoutMs = 15_000, lockTimeoutMs = 0 }: DbOptions = {},
): { db: Db; end: () => Promise<void> } {
  const { hosts, url: address, primaryOnly, prepare } = parseDatabaseUrl(url);
  // drizzle enters its own ways with some types, for every connection that is opened later.
  const types = { parsers: {}, serializers: {} };
  const settings = { url: address, primaryOnly, prepare, applicationName, ...types };
  const pool = new Pool(settings, hosts, { max, timeoutMs: statementTimeoutMs });
  const client = createSqlClient(pool, { lockTimeoutMs, silenceMs: statementTimeoutMs }, types);
  return { db: drizzle(client, { schema }), end: () => pool.end(5_000) };
}

/**
 * Pools, so that nothing starves what matters: `requests` for what a person has asked to be done, `pages` for showing
 * things and for finding out who asks, `background` for what nobody waits for, and one connection for `health`, so that a
 * crowd does not read as a database out of reach.
 */
const POOLS = {
  requests: { max: 8, statementTimeoutMs: 4_200, lockTimeoutMs: 2_000 },
  pages: { max: 8, statementTimeoutMs: 4_200, lockTimeoutMs: 1_000 },
  background: { max: 3, statementTimeoutMs: 15_000, lockTimeoutMs: 2_000 },
  health: { max: 1, statementTimeoutMs: 2_400, lockTimeoutMs: 500 },
} satisfies Record<string, DbOptions>;
export type PoolName = keyof typeof POOLS;

const shared = globalThis as typeof globalThis & {
  callboardDbs?: Partial<Record<PoolName, ReturnType<typeof createDb>>>;
};

/** A pool of the process on `DATABASE_URL`, opened at the first call. */
export function database(pool: PoolName = 'requests'): Db {
  const pools = (shared.callboardDbs ??= {});
  return (pools[pool] ??= createDb(env().databaseUrl, POOLS[pool])).db;
}
