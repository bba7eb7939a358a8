import { spawnSync } from 'node:child_process';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { migrateDatabase } from '@/lib/db/migrate';
import { createEmptyDatabase, type TestDatabase } from '@/lib/db/testing';

let empty: TestDatabase;

beforeAll(async () => {
  empty = await createEmptyDatabase();
});
afterAll(() => empty.drop());

function migrateByCommand(url: string) {
  return spawnSync(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'cli/migrate.ts'], {
    env: { ...process.env, DATABASE_URL: url },
    encoding: 'utf8',
  });
}

it('brings an empty database up to date, also when two start at once, and a second run changes nothing', async () => {
  await Promise.all([migrateDatabase(empty.url), migrateDatabase(empty.url)]);
  const before = await empty.sql`select * from callboard.__drizzle_migrations`;
  expect(before.length).toBeGreaterThan(0);
  expect(migrateByCommand(empty.url)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('up to date'),
  });
  expect(await empty.sql`select * from callboard.__drizzle_migrations`).toEqual(before);
});

it('works in public also for a role that is named callboard', async () => {
  const other = await createEmptyDatabase();
  const role = new URL(other.url);
  role.username = 'callboard';
  role.password = 'test-only';
  try {
    await other.sql`create role callboard superuser login password 'test-only'`;
    await migrateDatabase(role.href);
    const [found] = await other.sql`
      select to_regclass('public.call_tasks') is not null as public, to_regclass('callboard.call_tasks') is null as only`;
    expect(found).toEqual({ public: true, only: true });
  } finally {
    await other.drop();
    await empty.sql`drop role if exists callboard`;
  }
});

it.each([
  ['', 'DATABASE_URL is not set'],
  ['mysql://root:sesame@127.0.0.1/x', 'DATABASE_URL is not a postgres:// address'],
  ['postgres://root:sesame@127.0.0.1:9/x', 'out of reach (ECONNREFUSED)'],
])('exits 1 and says why without telling the address (%s)', (url, message) => {
  const { status, stdout, stderr } = migrateByCommand(url);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(stdout + stderr).not.toContain('sesame');
});
