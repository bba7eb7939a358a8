import 'server-only';

import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

import { env } from '@/lib/env';

import * as schema from './schema';

export type DbOptions = {
  max?: number;
  applicationName?: string;
  /** The server ends a statement that runs longer, in ms; 0 means never. */
  statementTimeoutMs?: number;
};

/**
 * Opens a pool on a PostgreSQL 15 or later.
 *
 * Its connections run in Asia/Shanghai, so that `::timestamptz` reads a `timestamp` column of an existing
 * installation as the Beijing time that it holds; bigint arrives as a number.
 */
export function createDb(
  url: string,
  { max = 20, applicationName = 'callboard', statementTimeoutMs = 15_000 }: DbOptions = {},
) {
  const client = postgres(url, {
    max,
    connect_timeout: 4,
    idle_timeout: 60,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    // No search_path: the three tables are found where other programs of this role and database find them.
    connection: {
      application_name: applicationName,
      TimeZone: 'Asia/Shanghai',
      statement_timeout: statementTimeoutMs,
    },
  });
  return { db: drizzle(withNamedStatements(client), { schema }), end: () => client.end({ timeout: 5 }) };
}

/**
 * Drizzle sends every query through `unsafe`, which postgres.js neither names nor pipelines: each would be described
 * first, a round trip of its own, and parsed again. `?prepare=false` in the URL turns names off (for a pooler).
 */
function withNamedStatements<T extends Pick<postgres.Sql, 'unsafe'>>(client: T): T {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'unsafe') {
        return (query: string, parameters: never[] = [], options = {}) =>
          target.unsafe(query, parameters, { ...options, prepare: parameters.length > 0 });
      }
      if (name === 'begin' || name === 'savepoint') {
        return (...args: unknown[]) => {
          const work = args.pop() as (sql: T) => unknown;
          return (value as (...all: unknown[]) => unknown)(...args, (sql: T) =>
            work(withNamedStatements(sql)),
          );
        };
      }
      return value;
    },
  });
}

export type Db = ReturnType<typeof createDb>['db'];
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

const shared = globalThis as typeof globalThis & { callboardDb?: ReturnType<typeof createDb> };

/** The process's pool on `DATABASE_URL`, opened at the first call. */
export function database(): Db {
  shared.callboardDb ??= createDb(env().databaseUrl);
  return shared.callboardDb.db;
}
