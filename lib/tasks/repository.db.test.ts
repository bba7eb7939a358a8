import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { settle } from '@/lib/jobs/job-index/testing';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { listTasks } from './repository';
import type { TaskSort } from './search-params';

let database: TestDatabase;
let actor: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  for (const name of ['回访 13912345678 一期', '回访 2026-11-29 Two'])
    await createTask(database, actor, name);
});
afterAll(() => database.drop());

it.each([
  ['回访', 2],
  ['two', 1],
  ['2026-11', 1],
  ['139', 1],
  ['5678 一期', 1],
  // What is hidden is not found either.
  ['1391', 0],
  ['1234', 0],
  ['13912345678', 0],
])('a search for %s finds %i tasks', async (search, count) => {
  const { tasks, totalCount } = await listTasks(actor.orgId, database.db, { search, page: 1, pageSize: 20 });
  expect([tasks.length, totalCount]).toEqual([count, count]);
});

describe.each(['the tables', 'the index'])('out of %s', (source) => {
  let supervised: Actor;
  const tasks = { busy: 0, late: 0, empty: 0 };

  beforeAll(async () => {
    supervised = await createOrganization(database);
    for (const name of ['busy', 'late', 'empty'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: the ids tell their order
      tasks[name] = await createTask(database, supervised, name);
    }
    const row = (call_status: string, lead: string) => ({ call_job_id: lead, leads_id: lead, call_status });
    await createRows(database, tasks.busy, [
      row('Succeeded', 'b1'),
      row('Succeeded', 'b2'),
      row('Scheduling', 'b3'),
    ]);
    const late = await createRows(database, tasks.late, [
      row('Succeeded', 'l1'),
      row('Failed', 'l2'),
      row('Failed', 'l3'),
    ]);
    for (const [index, days] of [-3, 2].entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await database.sql`
        with f as (insert into leads_follow (leads_id, follow_time, next_follow_time)
          values (${`l${index + 1}`}, now(), now() + make_interval(days => ${days})) returning id)
        update leads_task_list set leads_follow_id = (select id from f) where id = ${late[index]!}`;
    }
    // The call result of one tells more than its status.
    await database.sql`
      insert into callboard.job_states (row_id, task_id, check_number, checked_at, call_result, last_verdict)
      values (${late[2]!}, ${tasks.late}, 1, now(), 'EmptyNumber', 'updated')`;
    if (source === 'the index') await settle(database);
  });

  const list = async (sort: TaskSort | null, page = 1) => {
    const found = await listTasks(supervised.orgId, database.db, { sort, page, pageSize: 2 });
    return found.tasks;
  };

  it('a task tells its rate and what is due', async () => {
    const [late] = await list('-jobs');
    expect(late).toMatchObject({
      id: tasks.late,
      totalRows: 3,
      counts: { dialled: 2, connected: 1, due: 1, overdue: 1 },
      lastRun: null,
    });
  });

  it.each([
    [null, ['empty', 'late'], ['busy']],
    ['-rate', ['busy', 'late'], ['empty']],
    ['rate', ['late', 'busy'], ['empty']],
    ['-overdue', ['late', 'empty'], ['busy']],
    ['-refreshed', ['empty', 'late'], ['busy']],
  ] as const)('sorted by %s, over all pages', async (sort, first, second) => {
    const ids = (names: readonly (keyof typeof tasks)[]) => names.map((name) => tasks[name]);
    expect((await list(sort)).map(({ id }) => id)).toEqual(ids(first));
    expect((await list(sort, 2)).map(({ id }) => id)).toEqual(ids(second));
  });
});
