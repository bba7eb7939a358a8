import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization, createTask } from '@/lib/jobs/testing/world';

import { sampleFinal } from './checks-repository';

let database: TestDatabase;
let actor: Actor;
let taskId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
  const other = await createTask(database, actor);
  // More than are sorted, every third of another task; one in ten goes on.
  await database.sql`
    insert into leads_task_list (task_id, call_job_id, call_status)
    select case when n % 3 = 0 then ${other}::int else ${taskId}::int end, 'job-' || n,
      case when n % 10 = 0 then 'Executing' else 'Succeeded' end
    from generate_series(1, 33000) n`;
});
afterAll(() => database.drop());

it('draws final jobs of a large task from all over it, others each night', async () => {
  const draw = (night: string) =>
    database.db.transaction((tx) => sampleFinal(actor.orgId, tx, taskId, night, 200));
  const first = await draw('2026-11-29');
  expect(await draw('2026-11-29')).toEqual(first);
  expect([first.length, new Set(first).size]).toEqual([200, 200]);
  const [drawn] = await database.sql`
    select count(*) filter (where task_id = ${taskId} and call_status = 'Succeeded')::int as fit,
      count(distinct (id * 10) / (select max(id) + 1 from leads_task_list))::int as tenths
    from leads_task_list where id in ${database.sql(first)}`;
  expect(drawn).toEqual({ fit: 200, tenths: 10 });
  const second = new Set(await draw('2026-11-30'));
  expect(first.filter((id) => second.has(id)).length).toBeLessThan(50);
});
