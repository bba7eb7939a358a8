import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { saveFollowUp } from '@/lib/follow-ups/save-follow-up';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { insertEvent } from '../events/event-repository';
import { listJobs } from '../list/list-jobs';
import { walkJobs } from '../list/walk-jobs';
import { type SelectionScope, toSelection } from '../selection';
import { selectionQuery } from '../selection-input';
import { jobTimeline } from '../timeline/timeline';
import { assignSchema } from './assign-input';
import { assignLeads } from './assign-leads';
import { selectWorkload } from './workload-repository';

let database: TestDatabase;
let supervisor: Actor;
let stranger: Actor;
let taskId: number;
let rows: number[];
let people: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  supervisor = await createOrganization(database);
  stranger = await createOrganization(database);
  people = await Promise.all(
    ['陈静', '黄强', '赵丽'].map(async (name) => {
      const [user] = await database.sql<{ id: string }[]>`
        insert into callboard.users (email, name, password_hash) values (${`${name}@example.com`}, ${name}, '-')
        returning id`;
      await database.sql`insert into callboard.memberships (user_id, organization_id, role)
        values (${user!.id}, ${supervisor.orgId}, 'operator')`;
      return user!.id;
    }),
  );
});
afterAll(() => database.drop());

beforeEach(async () => {
  taskId = await createTask(database, supervisor);
  rows = await createRows(
    database,
    taskId,
    Array.from({ length: 7 }, (_, index) => ({
      call_job_id: `job-${taskId}-${index}`,
      leads_id: `lead-${taskId}-${index}`,
      call_status: index < 4 ? 'Succeeded' : 'Failed',
    })),
  );
});

const parse = (query: string, scope: SelectionScope = taskId) =>
  toSelection(scope, z.strictObject(selectionQuery).parse(Object.fromEntries(new URLSearchParams(query))));
const shown = async (query: string, who = supervisor) =>
  (await walkJobs({ db: database.db }, who, parse(query, 'all-tasks'))).rowIds.filter((id) =>
    rows.some((row) => row === id),
  );
const assign = (to: string[], given: Parameters<typeof assignLeads>[2]['rows'], who = supervisor) =>
  assignLeads({ db: database.db }, who, { to, rows: given });
const counts = (answer: Awaited<ReturnType<typeof assign>>) => answer.people.map(({ count }) => count);

it('shares a whole filter evenly in the order of its list, and the filter by owner follows', async () => {
  const [a, b] = people as [string, string, string];
  const answer = await assign([a, b], { selection: parse('status=Failed&sort=-id') });
  expect({ ...answer, people: counts(answer) }).toEqual({ matched: 3, changed: 3, people: [2, 1] });
  expect(await shown(`owner=${a}`)).toEqual([rows[4], rows[6]]);
  expect(await shown(`owner=${b}`)).toEqual([rows[5]]);
  expect(await shown('owner=none')).toEqual(rows.slice(0, 4));

  // Given once more as it is: nothing is another one's, and nothing is noted.
  expect(await assign([a, b], { selection: parse('status=Failed&sort=-id') })).toMatchObject({ changed: 0 });
  const taken = await assign([], { rowIds: [rows[5]!, rows[0]!] });
  expect(taken).toEqual({ matched: 2, changed: 1, people: [] });
  expect(await shown('owner=none')).toEqual([...rows.slice(0, 4), rows[5]]);
  const told = await jobTimeline({ db: database.db }, supervisor, rows[5]!);
  expect(told.filter(({ kind }) => kind === 'assigned').map(({ owner }) => owner)).toEqual([
    { from: null, to: '黄强' },
    { from: '黄强', to: null },
  ]);
});

it('takes a row that is named twice once, and takes nobody’s leads away where owners are kept', async () => {
  const [a] = people as [string, string, string];
  const twice = [rows[0]!, rows[1]!, rows[0]!];
  expect(await assign([a], { rowIds: twice })).toMatchObject({ matched: 2, changed: 2 });
  expect(assignSchema.safeParse({ to: [], keep_owners: true, row_ids: twice }).success).toBe(false);
  expect(assignSchema.safeParse({ to: [], row_ids: twice }).success).toBe(true);
});

it('counts a lead that was given to nobody as that of whoever wrote its follow-up', async () => {
  const [a, b] = people as [string, string, string];
  const writer: Actor = { ...supervisor, userId: a, userName: '陈静' };
  const nothing = { remark: '', nextFollowTime: null, isArrive: null, interest: null };
  await saveFollowUp({ db: database.db, noteEvent: insertEvent }, writer, {
    rowId: rows[1]!,
    followUpId: null,
    base: { currentId: null, values: nothing },
    unconfirmed: null,
    values: { ...nothing, remark: '已联系' },
  });
  expect(await shown(`owner=${a}`)).toEqual([rows[1]]);
  await assign([b], { rowIds: [rows[1]!] });
  expect(await shown(`owner=${a}`)).toEqual([]);
  expect(await shown(`owner=${b}`)).toEqual([rows[1]]);
});

it('leaves leads that are somebody’s where they are when asked to, and shares the others evenly', async () => {
  const [a, b, c] = people as [string, string, string];
  const writer: Actor = { ...supervisor, userId: c, userName: '赵丽' };
  const nothing = { remark: '', nextFollowTime: null, isArrive: null, interest: null };
  await saveFollowUp({ db: database.db, noteEvent: insertEvent }, writer, {
    rowId: rows[2]!,
    followUpId: null,
    base: { currentId: null, values: nothing },
    unconfirmed: null,
    values: { ...nothing, remark: '已联系' },
  });
  await assign([c], { rowIds: [rows[0]!] });
  const answer = await assignLeads({ db: database.db }, supervisor, {
    to: [a, b],
    keepOwners: true,
    rows: { selection: parse('') },
  });
  expect({ ...answer, people: counts(answer) }).toEqual({ matched: 7, changed: 5, people: [3, 2] });
  expect(await shown(`owner=${c}`)).toEqual([rows[0], rows[2]]);
  expect(await shown(`owner=${a}`)).toEqual([rows[1], rows[4], rows[6]]);
});

it('counts for each person what their lists hold', async () => {
  const [a, b] = people as [string, string, string];
  await assign([a], { rowIds: rows.slice(0, 4) });
  await assign([b], { rowIds: rows.slice(4) });
  const due = [-2, 0, 3];
  for (const [index, days] of due.entries()) {
    const [f] = await database.sql<{ id: number }[]>`
      insert into leads_follow (leads_id, next_follow_time)
      select leads_id, (date_trunc('day', now() at time zone 'Asia/Shanghai') + interval '12 hours'
        + make_interval(days => ${days})) at time zone 'Asia/Shanghai' from leads_task_list where id = ${rows[index]!}
      returning id`;
    await database.sql`update leads_task_list set leads_follow_id = ${f!.id} where id = ${rows[index]!}`;
  }
  const before = await selectWorkload(supervisor.orgId, database.db, null);
  const of = (id: string, all = before) => all.find((one) => one.id === id);
  expect(of(a)).toMatchObject({ overdue: 1, today: 1 });
  expect(await shown(`owner=${a}&follow=overdue`)).toEqual([rows[0]]);
  expect(await shown(`owner=${a}&due=today`)).toEqual([rows[1]]);
  expect(await shown(`owner=${a}&follow=none`)).toEqual([rows[3]]);
  expect(await selectWorkload(supervisor.orgId, database.db, b)).toEqual([of(b)]);
  expect(await selectWorkload(stranger.orgId, database.db, null)).toEqual([]);
});

it('gives nothing of another organization, and nothing to a stranger', async () => {
  const [a] = people as [string, string, string];
  const missing = { kind: 'not_found' };
  await expect(assign([a], { rowIds: [rows[0]!] }, stranger)).rejects.toMatchObject(missing);
  await expect(assign([stranger.userId], { rowIds: [rows[0]!] }, stranger)).rejects.toMatchObject(missing);
  await expect(assign([stranger.userId], { selection: parse('') }, stranger)).rejects.toMatchObject(missing);
  await expect(assign([stranger.userId], { rowIds: [rows[0]!] })).rejects.toMatchObject(missing);
  expect(await shown('owner=none')).toEqual(rows);
});

it('shows another organization nothing of who had a lead whose row comes to be of its task', async () => {
  const [a] = people as [string, string, string];
  await assign([a], { rowIds: [rows[0]!] });
  const elsewhere = await createTask(database, stranger);
  await database.sql`update leads_task_list set task_id = ${elsewhere} where id = ${rows[0]!}`;
  const listed = await listJobs({ db: database.db }, stranger, {
    selection: parse('', elsewhere),
    page: 1,
    pageSize: 20,
  });
  expect(listed.rows.map(({ rowId, owner }) => ({ rowId, owner }))).toEqual([
    { rowId: rows[0], owner: null },
  ]);
});

it('lets two who give the same leads at once take turns, and writes both down', async () => {
  const [a, b, c] = people as [string, string, string];
  await Promise.all([a, b, c].map((one) => assign([one], { rowIds: rows.toReversed() })));
  const owners =
    await database.sql`select distinct user_id from callboard.lead_owners where row_id = any(${rows})`;
  expect(owners).toHaveLength(1);
  const audit = await database.sql<{ subject: { changed: number } }[]>`
    select subject from callboard.audit_log where organization_id = ${supervisor.orgId} and action = 'leads.assigned'
    order by id desc limit 3`;
  expect(audit.map(({ subject }) => subject.changed)).toEqual([7, 7, 7]);
});
