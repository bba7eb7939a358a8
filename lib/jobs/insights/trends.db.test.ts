import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { settle } from '../job-index/testing';
import { listJobs } from '../list/list-jobs';
import { selectWorkload } from '../owners/workload-repository';
import { toSelection } from '../selection';
import { selectionQuery } from '../selection-input';
import { createOrganization, createRows, createTask } from '../testing/world';
import { readPeriod } from './period';
import { readTrends } from './trend-repository';

let database: TestDatabase;
let actor: Actor;
let first: number;
let second: number;

const ROWS = [
  { task: 1, at: '2026-11-01T16:30:00Z', result: 'SucceededFinish', from: '057126883106' },
  { task: 1, at: '2026-11-02T15:59:00Z', result: 'NoAnswer', from: '+86 057126883106' },
  { task: 2, at: '2026-11-03T01:00:00Z', result: 'Cancelled', from: '021-8888 6666' },
  { task: 2, at: '2026-11-03T02:00:00Z', result: 'SucceededInTheFuture' },
  // Out of the period: a minute before its first day, and without a call.
  { task: 2, at: '2026-11-01T15:59:00Z', result: 'Busy' },
  { task: 2, result: '' },
];
const PERIOD = readPeriod('2026-11-02..2026-11-04');

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  first = await createTask(database, actor, '一期');
  second = await createTask(database, actor, '二期');
  await database.sql`update call_tasks set script_id = 'script-a' where id = ${first}`;
  for (const [index, row] of ROWS.entries()) {
    const taskId = row.task === 1 ? first : second;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const [id] = await createRows(database, taskId, [
      { call_job_id: `job-${index}`, leads_id: `lead-${index}`, calling_number: row.from ?? null },
    ]);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await database.sql`
      insert into callboard.job_states (row_id, task_id, check_number, checked_at, provider_time, call_result, last_verdict)
      values (${id!}, ${taskId}, 1, now(), ${row.at ?? null}, ${row.result || null}, 'unchanged')`;
    if (index > 1) continue;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await database.sql`
      with f as (insert into leads_follow (leads_id, follow_time, next_follow_time)
        values (${`lead-${index}`}, now(), now() + make_interval(days => ${index === 0 ? -3 : 3})) returning id),
      named as (update leads_task_list set leads_follow_id = (select id from f) where id = ${id!})
      insert into callboard.follow_up_authors (follow_id, organization_id, task_id, row_id, user_id, user_name, saved_at)
      select id, ${actor.orgId}, ${taskId}, ${id!}, ${actor.userId}, '李雷', ${`2026-11-0${index + 3}T01:00:00Z`} from f`;
  }
});
afterAll(() => database.drop());

const rate = (jobs: number, dialled: number, connected: number) => ({ jobs, dialled, connected });

describe.each(['the tables', 'the index'])('out of %s', (source) => {
  beforeAll(() => (source === 'the index' ? settle(database) : undefined));

  it('calls by day, task, script and number', async () => {
    const trends = await readTrends(actor.orgId, database.db, 'all-tasks', PERIOD);
    expect(trends).toMatchObject({
      called: '2026-11-02..2026-11-04',
      total: { counts: rate(4, 3, 2) },
      days: [
        { day: '2026-11-02', counts: rate(2, 2, 1) },
        { day: '2026-11-03', counts: rate(2, 1, 1) },
        { day: '2026-11-04', counts: rate(0, 0, 0) },
      ],
      tasks: [
        { taskId: first, name: '一期', counts: rate(2, 2, 1) },
        { taskId: second, counts: rate(2, 1, 1) },
      ],
    });
    expect(trends.scripts).toHaveLength(2);
    expect(trends.scripts).toContainEqual({ scriptId: 'script-a', counts: rate(2, 2, 1) });
    expect(trends.scripts).toContainEqual({ scriptId: null, counts: rate(2, 1, 1) });
    expect(JSON.stringify(trends)).not.toContain('2688');
    expect(trends.callers).toHaveLength(3);
    expect(trends.callers).toContainEqual({ caller: '0571****3106', counts: rate(2, 2, 1) });
    expect(trends.callers).toContainEqual({ caller: '021****6666', counts: rate(1, 0, 0) });
    expect(trends.callers).toContainEqual({ caller: null, counts: rate(1, 1, 1) });
    // Each leads to as many jobs as it tells of.
    for (const { caller, counts } of trends.callers) {
      if (caller === null) continue;
      const query = z.object(selectionQuery).parse({ called: trends.called, caller });
      const list = { selection: toSelection('all-tasks', query), page: 1, pageSize: 20 };
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { pagination } = await listJobs({ db: database.db }, actor, list);
      expect(pagination.totalCount).toBe(counts.jobs);
    }
  });

  it('a number by one digit more than is shown of it, or by those of another spelling, is not found', async () => {
    const query = z.object(selectionQuery);
    const found = async (caller: string) => {
      const selection = toSelection('all-tasks', query.parse({ caller }));
      return (await listJobs({ db: database.db }, actor, { selection, page: 1, pageSize: 20 })).pagination
        .totalCount;
    };
    for (const caller of ['05718****3106', '05718*', '0571*', '057126883106', '0571****83106'])
      expect([caller, query.safeParse({ caller }).success]).toEqual([caller, false]);
    // As it is written, it is shown so on its own page.
    expect(await found('+86 0571****3106')).toBe(1);
    // Of another spelling other digits are shown: they would be guessed in a hundred.
    expect(await found('0571-26****06')).toBe(0);
  });

  it('of one task, and none of another organization', async () => {
    const one = await readTrends(actor.orgId, database.db, second, PERIOD);
    expect([one.total.counts, one.tasks]).toEqual([rate(2, 1, 1), []]);
    const other = await createOrganization(database);
    for (const scope of ['all-tasks', first] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const none = await readTrends(other.orgId, database.db, scope, PERIOD);
      expect([none.total.counts, none.scripts, none.callers]).toEqual([rate(0, 0, 0), [], []]);
    }
  });
});

it('follow-ups of a person: written in the period, due and overdue, of all tasks or of one', async () => {
  const of = async (taskId?: number) =>
    (await selectWorkload(actor.orgId, database.db, null, { ...(taskId && { taskId }), written: PERIOD }))[0];
  // The second one was written on the first day after the period's last.
  const period = readPeriod('2026-11-02..2026-11-03');
  const [short] = await selectWorkload(actor.orgId, database.db, actor.userId, { written: period });
  expect(short).toMatchObject({ done: 1, leads: 2, due: 1, overdue: 1 });
  expect(await of()).toMatchObject({ done: 2 });
  expect(await of(first)).toMatchObject({ done: 2, leads: 2 });
  expect(await of(second)).toBeUndefined();
});
