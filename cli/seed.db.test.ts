import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { hashPassword, verifyPassword } from '@/lib/auth/passwords/passwords';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { tablesAt } from '../simulator/world/tables';
import { World } from '../simulator/world/world';
import demoUsers from './demo-users.json';
import type { DemoWorld } from './lib/demo-world';
import { contentOf, renewDemoPasswords, seedDemo } from './lib/seed-demo';

const AT = Date.parse('2026-11-23T06:00:00Z');
let database: TestDatabase;
let world: DemoWorld;

beforeAll(async () => {
  database = await createTestDatabase();
  const link = (callId: string) => `https://records.oss-cn-shanghai.aliyuncs.com/${callId}.wav`;
  world = JSON.parse(
    JSON.stringify(tablesAt(new World(20191226), AT, World.anchorOf(AT), link)),
  ) as DemoWorld;
});
afterAll(() => database.drop());

it('fills an empty database with every row of the world, once', async () => {
  expect(await contentOf(database.db)).toBe('empty');
  await seedDemo(database.db, world);
  expect(await contentOf(database.db)).toBe('demo');

  const stored = await database.sql`
    select r.*, f.leads_remark from leads_task_list r left join leads_follow f on f.id = r.leads_follow_id order by r.id`;
  expect(stored).toHaveLength(world.leads_task_list.length);
  const remarks = new Map(world.leads_follow.map(({ key, leads_remark }) => [key, leads_remark]));
  const differing = world.leads_task_list.filter((row, index) => {
    const found = stored[index]!;
    return (
      found.task_id !== row.task_id ||
      found.call_job_id !== row.call_job_id ||
      found.call_status !== row.call_status ||
      (found.planed_time?.toISOString() ?? null) !== row.planed_time ||
      JSON.stringify(found.call_conversation?.length) !== JSON.stringify(row.call_conversation?.length) ||
      found.leads_remark !== (row.leads_follow_key === null ? null : remarks.get(row.leads_follow_key))
    );
  });
  expect(differing).toEqual([]);
});

it('lets every demo person in with the demo password, in the organizations that the list names', async () => {
  for (const { email, memberships } of demoUsers.users) {
    const [user] = await database.sql`select id, password_hash from callboard.users where email = ${email}`;
    expect(await verifyPassword(user!.password_hash, demoUsers.password)).toBe(true);
    const rows = await database.sql`
      select organization_id, role from callboard.memberships where user_id = ${user!.id}`;
    expect(Object.fromEntries(rows.map((row) => [row.organization_id, row.role]))).toEqual(memberships);
  }
});

it('renews the password of an older demo, and no other', async () => {
  const [first, second] = demoUsers.users.map(({ email }) => email);
  const set = async (email: string | undefined, password: string) =>
    database.sql`update callboard.users set password_hash = ${await hashPassword(password)} where email = ${email!}`;
  await set(first, demoUsers.earlierPasswords[0]!);
  await set(second, 'chosen by somebody');
  expect(await renewDemoPasswords(database.db)).toBe(1);
  expect(await renewDemoPasswords(database.db)).toBe(0);
  const [renewed] =
    await database.sql`select password_hash as hash from callboard.users where email = ${first!}`;
  expect(await verifyPassword(renewed!.hash, demoUsers.password)).toBe(true);
  const [kept] =
    await database.sql`select password_hash as hash from callboard.users where email = ${second!}`;
  expect(await verifyPassword(kept!.hash, 'chosen by somebody')).toBe(true);
});

it('leaves room for the next ids', async () => {
  const [next] = await database.db.execute(sql`
    insert into leads_task_list (task_id) values (51) returning id`);
  expect(next?.id).toBe(world.leads_task_list.length + 1);
});

it('knows a database that holds other data', async () => {
  const other = await createTestDatabase();
  try {
    await other.sql`insert into call_tasks (task_name, organization_id) values ('自己的任务', 'org-1')`;
    expect(await contentOf(other.db)).toBe('other');
  } finally {
    await other.drop();
  }
});
