import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { migrateDatabase } from '@/lib/db/migrate';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { listFollowUps } from '@/lib/follow-ups/list-follow-ups';
import { findTaskHeader, listTasks } from '@/lib/tasks/repository';

import { findJobPlace } from '../detail/place-repository';
import { countFacets } from '../list/facet-repository';
import { listJobs } from '../list/list-jobs';
import { findPageToRefresh } from '../refresh/repository';
import { type JobFilter, wholeTask } from '../selection';
import { createOrganization, createTask } from '../testing/world';
import { settle, wrongs } from './testing';

let database: TestDatabase;
let actor: Actor;
let tasks: number[];

/** Rows of two tasks lie between each other, over several blocks, some without a job; some follow-ups are due. */
beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  tasks = [await createTask(database, actor), await createTask(database, actor)];
  const stranger = await createOrganization(database);
  const { sql } = database;
  const [small, foreign] = [tasks[1]!, await createTask(database, stranger)];
  await sql`
    insert into leads_task_list (task_id, leads_id, call_job_id, call_status)
    select case when n % 7 = 0 then ${small}::int when n % 5 = 0 then ${foreign}::int else ${tasks[0]!}::int end, 'lead-' || n,
      case when n % 11 > 0 then 'job-' || n end, (array['Succeeded', 'Failed', null, 'Executing'])[1 + n % 4]
    from generate_series(1, 2400) n`;
  await sql`
    with added as (
      insert into leads_follow (leads_id, leads_remark, next_follow_time)
      select leads_id, '约周六', case when id % 3 > 0 then now() + make_interval(hours => id % 50 - 40) end
      from leads_task_list where id % 13 = 0 returning id, leads_id)
    update leads_task_list t set leads_follow_id = a.id from added a where a.leads_id = t.leads_id`;
});
afterAll(() => database.drop());

const NOW = new Date();
const onError = (error: unknown) => {
  throw error;
};

/** What people and refreshes are answered, the times of counting aside. */
async function readAll() {
  const { db } = database;
  const [taskId] = tasks as [number];
  const selections = [
    wholeTask(taskId),
    { ...wholeTask(taskId), tab: 'without-id' as const },
    wholeTask(tasks[1]!),
  ];
  const pages = [];
  for (const selection of selections) {
    for (const page of [1, 2, 9, 14, 15, 40, 99]) {
      pages.push(await listJobs({ db }, actor, { selection, page, pageSize: 20 }));
      const asked = await findPageToRefresh(actor.orgId, db, { selection, page, pageSize: 99 });
      pages.push({ ...asked, refreshNumber: 0 });
    }
  }
  const ids = await database.sql<
    { id: number }[]
  >`select id from leads_task_list where id % 97 = 0 order by id`;
  const places = await Promise.all(
    ids.map(({ id }) => findJobPlace(actor.orgId, db, wholeTask('own-task'), id)),
  );
  const filters: JobFilter[] = [
    {},
    { follow: ['overdue'] },
    { follow: ['due', 'none'], status: ['Succeeded'] },
    { follow: ['due', 'overdue', 'done'] },
    { status: ['Failed', 'none'], recording: 'no' },
    {
      status: ['other'],
      interest: ['unknown'],
      verdict: ['never'],
      result: ['none', 'connected'],
      grade: ['none'],
    },
  ];
  for (const filter of filters) {
    for (const page of [1, 2, 30]) {
      const asked = { selection: { ...wholeTask(taskId), filter }, page, pageSize: 20 };
      pages.push(await listJobs({ db }, actor, asked));
      pages.push({ ...(await findPageToRefresh(actor.orgId, db, asked)), refreshNumber: 0 });
    }
  }
  const facets = await Promise.all(
    filters.map((filter) => countFacets(actor.orgId, db, { ...wholeTask(taskId), filter })),
  );
  const lists = [];
  for (const list of ['today', 'overdue', 'mine'] as const) {
    lists.push(await listFollowUps({ db, onError }, actor, { list, page: 2, pageSize: 10, now: NOW }));
  }
  const read = {
    pages,
    places,
    facets,
    lists,
    header: await findTaskHeader(actor.orgId, db, taskId),
    tasks: await listTasks(actor.orgId, db, { page: 1, pageSize: 20 }),
  };
  return JSON.parse(
    JSON.stringify(read, (key, value) => (/^(countedAsOf|checkedAt)$/.test(key) ? undefined : value)),
  );
}

/** The old way, which reads every row. */
async function readWithoutIndex() {
  const { sql } = database;
  await sql`update callboard.job_index_state set unfit = 'for the test'`;
  await sql`delete from callboard.due_follow_up_checks`;
  const all = await readAll();
  await sql`update callboard.job_index_state set unfit = null`;
  return all;
}

it('answers by the index what reading every row answers', async () => {
  const before = await readAll();
  await settle(database);
  expect(await readAll()).toEqual(before);
});

it('reads what other programs wrote before it answers, where triggers tell of it', async () => {
  const { sql, url } = database;
  await migrateDatabase(url, './drizzle', { watch: true });
  await sql`update callboard.job_index_state set compared_at = compared_at - interval '1 day'`;
  await settle(database);
  await sql`update leads_task_list set call_status = 'Paused', call_job_id = null where id % 31 = 0`;
  await sql`update leads_task_list set call_job_id = 'late-' || id where id % 22 = 0`;
  await sql`delete from leads_task_list where id % 37 = 0`;
  await sql`insert into leads_task_list (task_id, leads_id, call_job_id) select ${tasks[0]!}, 'new', 'new-' || n from generate_series(1, 30) n`;
  await sql`update leads_follow set next_follow_time = next_follow_time - interval '9 hours' where id % 2 = 0`;
  await sql`delete from leads_follow where id % 9 = 0`;
  await sql`update leads_task_list set task_id = ${tasks[1]!} where id % 41 = 0`;
  const byIndex = await readAll();
  expect(byIndex.tasks.tasks).toHaveLength(2);
  expect(byIndex).toEqual(await readWithoutIndex());
  await settle(database);
  expect(await wrongs(database)).toEqual([]);
  const header = await findTaskHeader(actor.orgId, database.db, tasks[0]!);
  expect(header?.countedAsOf).toBeNull();
});

it('says as of when it counts where nobody tells, and follows with the next comparison', async () => {
  const { sql, url, db } = database;
  await migrateDatabase(url, './drizzle', { watch: false });
  await settle(database);
  const [{ at }] = await sql<[{ at: Date }]>`select clock_timestamp() as at`;
  await sql`update leads_task_list set call_status = 'Drafted' where id % 3 = 0`;
  await sql`truncate leads_follow`;
  const header = await findTaskHeader(actor.orgId, db, tasks[0]!);
  expect(Date.parse(header?.countedAsOf ?? '')).toBeLessThanOrEqual(at.getTime());
  // No list shows what is no longer so, whatever the index has.
  const due = await listFollowUps({ db, onError }, actor, {
    list: 'overdue',
    page: 1,
    pageSize: 10,
    now: NOW,
  });
  expect(due.items).toEqual([]);
  await sql`update callboard.job_index_state set compared_at = compared_at - interval '1 day'`;
  await settle(database);
  expect(await wrongs(database)).toEqual([]);
  expect(await readAll()).toEqual(await readWithoutIndex());
});

it('leaves an installation without unique ids to the old way', async () => {
  const { sql } = database;
  const before = await readAll();
  await sql`alter table leads_task_list drop constraint leads_task_list_pkey`;
  await settle(database);
  const header = await findTaskHeader(actor.orgId, database.db, tasks[0]!);
  expect(header?.countedAsOf).toBeNull();
  expect(await readAll()).toEqual(before);
});
