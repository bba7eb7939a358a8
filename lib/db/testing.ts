import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import postgres from 'postgres';

import { createDb, type Db } from './client';
import { migrateDatabase } from './migrate';

const MIGRATIONS = './drizzle';
const LOCK_LIMIT_MS = 10_000;

export type TestDatabase = {
  db: Db;
  url: string;
  /** The same for a pool of the product's: through the pooler where the tests run through one. */
  pooledUrl: string;
  sql: postgres.Sql;
  /** Whether some connection waits for a lock before `work` ends. */
  waitsForLock: (work: Promise<unknown>) => Promise<boolean>;
  drop: () => Promise<void>;
};

/** A migrated, empty database of a test file's own on the server of TEST_DATABASE_URL. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(adminUrl(), { max: 1, onnotice: () => {} });
  try {
    const template = await ensureTemplate(admin);
    await admin.unsafe(`create database ${name} template ${template}`);
  } finally {
    await admin.end();
  }
  return openTestDatabase(name);
}

/** A database without any table, for tests of the migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database ${name}`);
  return openTestDatabase(name);
}

function openTestDatabase(name: string): TestDatabase {
  const url = databaseUrl(name);
  const { db, end } = createDb(pooledUrl(name));
  const sql = postgres(url, { max: 5, onnotice: () => {}, connection: { TimeZone: 'Asia/Shanghai' } });
  return {
    db,
    url,
    pooledUrl: pooledUrl(name),
    sql,
    waitsForLock: async (work) => {
      let ended = false;
      const end = () => (ended = true);
      void work.then(end, end);
      for (const until = Date.now() + LOCK_LIMIT_MS; Date.now() < until; await sleep(10)) {
        if (ended) return false;
        const [waiting] = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        if (waiting) return true;
      }
      throw new Error('it neither waits for a lock nor ends');
    },
    drop: async () => {
      await Promise.all([end(), sql.end()]);
      await asAdmin(`drop database ${name} with (force)`);
    },
  };
}

/** Names the template after the migrations, so that a changed one makes another. */
async function ensureTemplate(admin: postgres.Sql): Promise<string> {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS)
    .filter((entry) => entry.endsWith('.sql'))
    .sort()) {
    hash.update(readFileSync(join(MIGRATIONS, file)));
  }
  hash.update(readFileSync('./lib/db/foreign/tables.ts'));
  const name = `template_${hash.digest('hex').slice(0, 16)}`;
  await admin`select pg_advisory_lock(20191226)`;
  const [existing] = await admin`select from pg_database where datname = ${name}`;
  if (!existing) {
    const draft = `${name}_draft`;
    await admin.unsafe(`drop database if exists ${draft} with (force)`);
    await admin.unsafe(`create database ${draft}`);
    await migrateDatabase(databaseUrl(draft), MIGRATIONS);
    await admin.unsafe(`alter database ${draft} rename to ${name}`);
  }
  await admin`select pg_advisory_unlock(20191226)`;
  return name;
}

async function asAdmin(statement: string): Promise<void> {
  const admin = postgres(adminUrl(), { max: 1, onnotice: () => {} });
  await admin.unsafe(statement);
  await admin.end();
}

function adminUrl(): string {
  // oxlint-disable-next-line node/no-process-env -- the tests' own setting, not the product's
  const url = process.env.TEST_DATABASE_URL;
  if (!url)
    throw new Error('TEST_DATABASE_URL is not set: run the database tests by `npm test -- --only db`');
  return url;
}

/** The address for the product's own pool: through the transaction pooler on TEST_POOLER_PORT where one is given. */
function pooledUrl(name: string): string {
  const url = new URL(databaseUrl(name));
  // oxlint-disable-next-line node/no-process-env -- the tests' own setting, not the product's
  const port = process.env.TEST_POOLER_PORT;
  if (port) {
    url.port = port;
    // oxlint-disable-next-line node/no-process-env -- the same
    if (process.env.TEST_POOLER_PREPARES !== 'true') url.searchParams.set('prepare', 'false');
  }
  return url.href;
}

function databaseUrl(name: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.href;
}
