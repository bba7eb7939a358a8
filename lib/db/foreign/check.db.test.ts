import { spawnSync } from 'node:child_process';

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { selectRow } from '@/lib/jobs/list/list-repository';
import { createOrganization } from '@/lib/jobs/testing/world';

import { createDb } from '../client';
import { checkDatabase, migrateDatabase, UnfitDatabaseError } from '../migrate';
import { createEmptyDatabase, type TestDatabase } from '../testing';
import type { CheckReport } from './report';
import { describeReport } from './words';

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

const roles: string[] = [];
afterAll(async () => {
  const last = await createEmptyDatabase();
  for (const role of roles) await last.sql.unsafe(`drop role if exists ${role}`);
  await last.drop();
});

/** A role of the test's own with these rights, and its address. */
async function asRole(rights: string): Promise<{ role: string; url: string }> {
  const role = `role_${Math.random().toString(36).slice(2, 10)}`;
  roles.push(role);
  await database.sql.unsafe(
    `create role ${role} login password 'test-only'; ${rights.replaceAll('ROLE', role)}`,
  );
  const url = new URL(database.url);
  url.username = role;
  url.password = 'test-only';
  return { role, url: url.href };
}

const TABLES = `
  create table call_tasks (id bigint primary key, task_name text, organization_id text not null, task_type integer);
  create table leads_task_list (id bigint primary key, task_id bigint not null, leads_id text, leads_name text,
    leads_phone text, call_job_id text, call_status text, planed_time timestamp, call_task_id text,
    call_conversation json, calling_number text, recording_url text, leads_follow_id bigint, is_interested smallint);
  create table leads_follow (id serial primary key, leads_id text not null, follow_time timestamp, leads_remark text);
  insert into call_tasks values (54, '家装回访', 'org-existing', 2);
  insert into leads_task_list (id, task_id, call_job_id, call_status) values (1, 54, 'job-1', 'Scheduling');`;

const words = (report: CheckReport) => describeReport(report).join('\n');

async function contents(): Promise<unknown> {
  return database.sql`select n.nspname, c.relname, c.relkind, array(select attname || atttypid::regtype from pg_attribute
      where attrelid = c.oid and attnum > 0 order by attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1, 2`;
}

it('says of an empty database what would be made, and changes nothing', async () => {
  const before = await contents();
  const report = await checkDatabase(database.url);
  expect(report.works).toBe(true);
  expect(report.plan.createTables.map(({ table }) => table)).toHaveLength(3);
  expect(words(report)).toContain('leads_task_list: not found');
  expect(await contents()).toEqual(before);
});

it('says of an installation what fits, what is added and how large it will be; afterwards all of it fits', async () => {
  await database.sql.unsafe(`${TABLES}
    insert into leads_task_list (id, task_id, call_job_id) select n, 54, 'job-' || n from generate_series(2, 20000) n;
    analyze;`);
  const before = await contents();
  const report = await checkDatabase(database.url);
  const text = words(report);
  expect(text).toContain('leads_task_list: found as public.leads_task_list, about 20000 rows');
  expect(text).toContain('columns call_time, reference_id, updated_at, empty');
  expect(text).toMatch(/index leads_task_list_task_id_id_idx .*, about \d+ (?:KB|MB)/);
  expect(await contents()).toEqual(before);

  await migrateDatabase(database.url);
  const after = await checkDatabase(database.url);
  expect(after.plan).toEqual({ createTables: [], addColumns: [], indexes: [] });
  expect(words(after)).not.toContain('  add ');
});

it('finds tables by the search path of the database, makes no twins in public, and works there', async () => {
  const [{ name }] = await database.sql<[{ name: string }]>`select current_database() as name`;
  await database.sql.unsafe(`create schema crm; set search_path = crm; ${TABLES} reset search_path;
    alter database ${name} set search_path = crm, public;`);
  expect((await checkDatabase(database.url)).tables.map(({ where }) => where)).toEqual([
    'crm.call_tasks',
    'crm.leads_task_list',
    'crm.leads_follow',
  ]);
  await migrateDatabase(database.url);
  expect(await database.sql`select from pg_tables where schemaname = 'public'`).toHaveLength(0);

  const fresh = createDb(database.url);
  const { orgId } = await createOrganization(database, 'org-existing');
  expect(await selectRow(orgId, fresh.db, 1)).toMatchObject({ jobId: 'job-1', callStatus: 'Scheduling' });
  await fresh.end();
});

it('stops where the tables lie off the search path, says which one would find them, and makes new ones when told to', async () => {
  await database.sql.unsafe(`create schema crm; set search_path = crm; ${TABLES} reset search_path;`);
  const report = await checkDatabase(database.url);
  expect(report.works).toBe(false);
  expect(words(report)).toContain('it lies in schema crm, which is not on the search path');
  expect(words(report)).toMatch(/SET search_path = "crm", "public"/);
  await expect(migrateDatabase(database.url)).rejects.toThrow(UnfitDatabaseError);
  expect(await database.sql`select from pg_tables where schemaname in ('public', 'callboard')`).toHaveLength(
    0,
  );
  expect((await checkDatabase(database.url, { newTables: true })).works).toBe(true);
});

describe('an installation with which Callboard cannot work: nothing is changed, and it is said why', () => {
  it.each([
    [
      'camel-case columns',
      `${TABLES} alter table leads_task_list rename column task_id to "taskId";
       alter table leads_task_list rename column call_job_id to "callJobId";`,
      ['it has "taskId" and no task_id', 'RENAME COLUMN "callJobId" TO call_job_id'],
    ],
    [
      'the other spelling',
      `${TABLES} alter table leads_task_list rename column planed_time to planned_time;`,
      ['no planed_time'],
    ],
    [
      'camel-case tables',
      `${TABLES} alter table leads_task_list rename to "leadsTaskList";`,
      ['there is a table public."leadsTaskList"'],
    ],
    [
      'a view',
      `${TABLES} alter table leads_task_list rename to rows_of_tasks; create view leads_task_list as select * from rows_of_tasks;`,
      ['public.leads_task_list is a view'],
    ],
    [
      'a foreign table',
      `${TABLES} drop table leads_follow; create foreign data wrapper nowhere; create server elsewhere foreign data wrapper nowhere;
       create foreign table leads_follow (id integer, leads_id text) server elsewhere;`,
      ['public.leads_follow is a foreign table'],
    ],
    ['no id', `${TABLES} alter table leads_follow rename column id to number;`, ['it has no column id']],
    [
      'ids of another type',
      `${TABLES} alter table leads_task_list alter column id type text;`,
      ['column id is text, which'],
    ],
    [
      'a date for a time that is written',
      `${TABLES} alter table leads_task_list alter column planed_time type date;`,
      ['column planed_time is date'],
    ],
    [
      'a generated column that is to be written',
      `${TABLES} alter table leads_task_list drop column call_status, add call_status text generated always as ('x') stored;`,
      ['column call_status is generated'],
    ],
    [
      'a rule that does something else',
      `${TABLES} create rule nothing as on update to leads_task_list do instead nothing;`,
      ['rule nothing does something else INSTEAD'],
    ],
    [
      'another callboard',
      'create schema callboard; create table callboard.users (id integer);',
      ['schema callboard is taken'],
    ],
  ])('%s', async (_, setUp, said) => {
    await database.sql.unsafe(setUp);
    const before = await contents();
    const report = await checkDatabase(database.url);
    expect(report.works).toBe(false);
    for (const part of said) expect(words(report)).toContain(part);
    await expect(migrateDatabase(database.url)).rejects.toThrow(UnfitDatabaseError);
    expect(await contents()).toEqual(before);
  });

  it('a role that may not make a schema, nor add to tables of another', async () => {
    await database.sql.unsafe(TABLES);
    const { role, url } = await asRole('grant select on all tables in schema public to ROLE;');
    const report = await checkDatabase(url);
    expect(report.works).toBe(false);
    const text = words(report);
    expect(text).toContain(`role ${role} may not create one`);
    expect(text).toContain('CREATE SCHEMA callboard AUTHORIZATION');
    expect(text).toContain('only its owner postgres may add them');
    expect(text).toContain('GRANT UPDATE, INSERT ON "public"."leads_follow"');
    await expect(migrateDatabase(url)).rejects.toThrow(UnfitDatabaseError);
  });
});

it('works for a role that owns nothing but its schema, when the columns are there, without the indexes', async () => {
  await migrateDatabase(database.url);
  await database.sql.unsafe(`drop schema callboard cascade; drop index leads_task_list_leads_id_idx`);
  const { role, url } = await asRole(
    'create schema callboard authorization ROLE; grant select, insert, update on all tables in schema public to ROLE;',
  );
  const report = await checkDatabase(url);
  expect(words(report)).toContain('only its owner postgres may make it; without it that is slower');
  expect(report.works).toBe(true);
  await migrateDatabase(url);
  expect(
    await database.sql`select from pg_class where relname = 'leads_task_list_leads_id_idx'`,
  ).toHaveLength(0);
  expect(role).toBeTruthy();
  await database.sql.unsafe(`drop owned by ${role}`);
});

it.each([
  [
    'a partitioned table',
    `${TABLES} drop table leads_task_list; create table leads_task_list (id bigint, task_id bigint not null,
     call_job_id text, call_status text) partition by hash (task_id);
     create table rows_0 partition of leads_task_list for values with (modulus 1, remainder 0);`,
    'because the table is partitioned',
  ],
  [
    'triggers',
    `${TABLES} create function nothing() returns trigger language plpgsql as 'begin return new; end';
     create trigger watch before update on leads_task_list for each row execute function nothing();`,
    "triggers run with Callboard's writes too: watch",
  ],
  [
    'a rule beside the write',
    `${TABLES} create table log (id bigint);
     create rule note as on update to leads_task_list do also insert into log values (old.id);`,
    'rule note is run with every update',
  ],
  [
    'columns of theirs to be filled',
    `${TABLES} alter table leads_follow add branch text not null;`,
    'column branch is NOT NULL without a default',
  ],
  [
    'follow-ups without a number',
    `${TABLES} alter table leads_follow alter column id drop default;`,
    'column id does not number itself',
  ],
  [
    'ids that nothing keeps apart',
    `${TABLES} alter table leads_task_list drop constraint leads_task_list_pkey;`,
    'no unique index keeps its ids apart',
  ],
  [
    'a copy in another schema',
    `${TABLES} create schema old; create table old.call_tasks (id integer);`,
    'old.call_tasks exists too and is not used',
  ],
  [
    'an enum',
    `create type state as enum ('Failed'); ${TABLES} alter table leads_task_list alter call_status type state using null;`,
    'told as invalid',
  ],
  [
    'a short column',
    `${TABLES} alter table leads_task_list alter call_task_id type varchar(20);`,
    'character varying(20): a row whose value is longer',
  ],
])('says what is otherwise, and works: %s', async (_, setUp, said) => {
  await database.sql.unsafe(setUp);
  const report = await checkDatabase(database.url);
  expect(words(report)).toContain(said);
  expect(report.works).toBe(true);
  await migrateDatabase(database.url);
  expect((await checkDatabase(database.url)).works).toBe(true);
});

it('says that policies may hide rows', async () => {
  await database.sql.unsafe(`${TABLES} alter table leads_task_list enable row level security;`);
  await migrateDatabase(database.url);
  const { role, url } = await asRole(
    'grant all on all tables in schema public to ROLE; grant all on schema callboard to ROLE; grant usage on all sequences in schema public to ROLE;',
  );
  const report = await checkDatabase(url);
  expect(words(report)).toContain('row-level security is in force');
  await database.sql.unsafe(`drop owned by ${role}`);
});

it('takes an index of the installation for its own where it serves the same', async () => {
  await database.sql.unsafe(`${TABLES} create index theirs on leads_task_list (leads_id, id);`);
  const report = await checkDatabase(database.url);
  expect(words(report)).toContain('index theirs (');
  expect(report.plan.indexes.map(({ name }) => name)).not.toContain('leads_task_list_leads_id_idx');
});

it('is a command whose exit code and JSON other programs can use', async () => {
  const check = (...args: string[]) =>
    spawnSync(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'cli/check.ts', ...args], {
      env: { ...process.env, DATABASE_URL: database.url },
      encoding: 'utf8',
    });
  const good = check('--json');
  expect(good.status).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ works: true, plan: { addColumns: [] } });
  await database.sql.unsafe('create schema callboard; create table callboard.users (id integer);');
  const bad = check();
  expect(bad.status).toBe(3);
  expect(bad.stdout).toContain('STOP  schema callboard is taken');
  expect(check('--nothing').status).toBe(2);
});
