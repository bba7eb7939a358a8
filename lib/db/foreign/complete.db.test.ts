import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { checkDatabase, migrateDatabase } from '../migrate';
import { createEmptyDatabase, type TestDatabase } from '../testing';
import { HeldUpError } from './complete';
import { INDEXES } from './tables';

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

/** An installation that lacks columns and indexes. */
async function install(): Promise<void> {
  await database.sql.unsafe(`
    create table call_tasks (id integer primary key, task_name text, organization_id text not null, task_type integer);
    create table leads_task_list (id integer primary key, task_id integer not null, leads_id text, call_job_id text,
      call_status text, leads_follow_id integer);
    create table leads_follow (id serial primary key, leads_id text not null);
    insert into call_tasks values (54, '家装回访', 'org-existing', 2);
    insert into leads_task_list select n, 54, 'lead-' || n % 50, 'job-' || n, 'Scheduling' from generate_series(1, 5000) n;`);
}

async function indexes(): Promise<Map<string, boolean>> {
  const rows = await database.sql<{ name: string; valid: boolean }[]>`
    select x.relname as name, i.indisvalid as valid from pg_index i join pg_class x on x.oid = i.indexrelid
    where x.relname = any(${INDEXES.map(({ name }) => name)})`;
  return new Map(rows.map(({ name, valid }) => [name, valid]));
}

/** A transaction that has read the table and stays open. */
async function openReport(): Promise<{ end: () => Promise<void> }> {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let opened = () => {};
  const open = new Promise<void>((resolve) => (opened = resolve));
  const done = database.sql.begin(async (tx) => {
    await tx`select count(*) from leads_task_list`;
    opened();
    await ended;
  });
  await open;
  return {
    end: async () => {
      end();
      await done;
    },
  };
}

/** Others' statements: each would fail if it had to wait for a lock for 3 s, ten times what one attempt may hold it up. */
const PATIENCE = `set local lock_timeout = '3s'`;

it('behind an open report it waits for the columns, and no reader waits behind it', async () => {
  await install();
  const report = await openReport();
  let waiting = () => {};
  const waits = new Promise<void>((resolve) => (waiting = resolve));
  const said: string[] = [];
  const migrated = migrateDatabase(database.url, './drizzle', {
    say: (line) => {
      said.push(line);
      if (line.includes('waiting for another program')) waiting();
    },
  });
  await waits;
  for (let read = 0; read < 30; read++) {
    await database.sql.begin(async (tx) => {
      await tx.unsafe(PATIENCE);
      await tx`select count(*) from leads_task_list`;
      await tx`update leads_task_list set call_status = 'Executing' where id = ${read + 1}`;
    });
  }
  expect(said.join('\n')).toMatch(/in a transaction since/);
  await report.end();
  await migrated;
  expect((await checkDatabase(database.url)).plan).toEqual({ createTables: [], addColumns: [], indexes: [] });
});

it('gives up in words when it is held up for too long, and goes on in another run', async () => {
  await install();
  const report = await openReport();
  await expect(migrateDatabase(database.url, './drizzle', { patienceMs: 0 })).rejects.toThrow(HeldUpError);
  await report.end();
  await migrateDatabase(database.url);
  expect([...(await indexes()).values()]).toEqual(INDEXES.map(() => true));
});

it('takes no lock where nothing is missing', async () => {
  await migrateDatabase(database.url);
  const report = await openReport();
  await migrateDatabase(database.url, './drizzle', { patienceMs: 0 });
  await report.end();
});

it('lets a writer at full speed write on, and loses none of its writes', async () => {
  await install();
  const migration = { done: false };
  let written = 0;
  const writer = (async () => {
    while (!migration.done) {
      await database.sql.begin(async (tx) => {
        await tx.unsafe(PATIENCE);
        await tx`update leads_task_list set leads_follow_id = coalesce(leads_follow_id, 0) + 1 where id = 7`;
      });
      written += 1;
    }
  })();
  await migrateDatabase(database.url).finally(() => (migration.done = true));
  await writer;
  const [row] = await database.sql`select leads_follow_id from leads_task_list where id = 7`;
  expect(row).toEqual({ leads_follow_id: written });
  expect([...(await indexes()).values()]).toEqual(INDEXES.map(() => true));
});

it('makes again what a crash left unfinished, and is safe when several start at once', async () => {
  await install();
  // Ends half-way, because leads repeat: an invalid index of our name stays.
  await database.sql`create unique index concurrently leads_task_list_leads_id_idx on leads_task_list (leads_id)`.catch(
    () => {},
  );
  expect((await indexes()).get('leads_task_list_leads_id_idx')).toBe(false);
  await Promise.all([1, 2, 3].map(() => migrateDatabase(database.url)));
  expect([...(await indexes()).values()]).toEqual(INDEXES.map(() => true));
  const [index] = await database.sql`
    select indisunique from pg_index where indexrelid = 'leads_task_list_leads_id_idx'::regclass`;
  expect(index).toEqual({ indisunique: false });
});

it('brings a database of an earlier release up to date', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-migrations-'));
  try {
    cpSync('./drizzle', folder, { recursive: true });
    const file = join(folder, 'meta', '_journal.json');
    const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: unknown[] };
    writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 5) }));
    await migrateDatabase(database.url, folder);
    await database.sql`drop index leads_task_list_leads_id_idx, leads_task_list_followed_up_idx`;
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(await database.sql`select from callboard.__drizzle_migrations`).toHaveLength(5);
  await migrateDatabase(database.url);
  expect(await database.sql`select callboard.as_code('2', 0) as code`).toEqual([{ code: 2 }]);
  expect([...(await indexes()).values()]).toEqual(INDEXES.map(() => true));
});
