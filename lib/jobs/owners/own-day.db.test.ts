import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { saveFollowUp } from '@/lib/follow-ups/save-follow-up';
import type { FollowUpValues } from '@/lib/follow-ups/schemas';
import { undoFollowUp } from '@/lib/follow-ups/undo-follow-up';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';
import { shanghaiDay } from '@/lib/values/shanghai-day';

import { insertEvent } from '../events/event-repository';
import { assignLeads } from './assign-leads';
import { selectDeeds, selectDone } from './deeds-repository';
import { selectNext, selectOpened } from './own-day-repository';
import { selectWorkload } from './workload-repository';

let database: TestDatabase;
let operator: Actor;
let stranger: Actor;
let taskId: number;
let rows: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await createOrganization(database);
  stranger = await createOrganization(database);
  taskId = await createTask(database, operator);
  rows = await createRows(
    database,
    taskId,
    Array.from({ length: 6 }, (_, index) => ({
      call_job_id: `job-${index}`,
      leads_id: `lead-${index}`,
      leads_name: `线索${index}`,
      leads_phone: '13912348001',
    })),
  );
});
afterAll(() => database.drop());

const parts = () => ({ db: database.db, noteEvent: insertEvent });
const nothing: FollowUpValues = { remark: '', nextFollowTime: null, isArrive: null, interest: null };
const write = (rowId: number, values: Partial<FollowUpValues>) =>
  saveFollowUp(parts(), operator, {
    rowId,
    followUpId: null,
    base: { currentId: null, values: nothing },
    unconfirmed: null,
    values: { ...nothing, remark: '已联系', ...values },
  });
const play = (rowId: number, callId: string) =>
  insertEvent(operator, database.db, { rowId, kind: 'played', details: { call_id: callId } });

it('lists what is due by tonight, then what is new, as the numbers count them', async () => {
  await assignLeads({ db: database.db }, operator, { to: [operator.userId], rows: { rowIds: rows } });
  const { start, end } = shanghaiDay(new Date());
  const at = (time: Date, hours: number) => new Date(time.getTime() + hours * 3_600_000).toISOString();
  await write(rows[0]!, { nextFollowTime: at(start, 23) });
  await write(rows[1]!, { nextFollowTime: at(start, -30) });
  await write(rows[2]!, { nextFollowTime: at(end, 5) });
  await write(rows[3]!, {});
  const next = await selectNext(operator.orgId, database.db, operator.userId, 8);
  expect(next.map(({ rowId, part }) => [rowId, part])).toEqual([
    [rows[1], 'overdue'],
    [rows[0], 'today'],
    [rows[4], 'fresh'],
    [rows[5], 'fresh'],
  ]);
  expect(next[0]).toMatchObject({ leadsName: '线索1', phoneMasked: '139****8001', remark: '已联系' });
  const [load] = await selectWorkload(operator.orgId, database.db, operator.userId);
  expect(load).toMatchObject({ overdue: 1, today: 1, fresh: 2, leads: 6 });
});

it('counts a day by what it left: a call once, a lead once, nothing that was taken back', async () => {
  await play(rows[0]!, 'call-a');
  await play(rows[0]!, 'call-a');
  await play(rows[0]!, 'call-b');
  const written = await write(rows[4]!, {});
  if (written.outcome !== 'saved') throw new Error('nobody else writes here');
  await undoFollowUp(parts(), operator, { rowId: rows[4]!, followUpId: written.state.followUp!.id });
  await database.sql`insert into callboard.audit_log (organization_id, user_id, action, subject)
    values (${operator.orgId}, ${operator.userId}, 'export.taken', '{}')`;

  const { start: from, end: to } = shanghaiDay(new Date());
  const period = { from, to };
  const counted = { written: 4, finished: 1, played: 2, taken: 1 };
  const day = new Date(from.getTime() + 12 * 3_600_000).toISOString().slice(0, 10);
  expect(await selectDeeds(operator.orgId, database.db, period, operator.userId)).toEqual([
    { userId: operator.userId, day, ...counted },
  ]);
  const done = async (deed: 'played' | 'written' | 'finished', who = operator) =>
    (await selectDone(who.orgId, database.db, { period, userId: operator.userId, deed, limit: 50 })).map(
      ({ rowId, callId }) => [rowId, callId],
    );
  expect(await done('finished')).toEqual([[rows[3], null]]);
  expect(await done('written')).toHaveLength(counted.written);
  expect((await done('played')).toSorted()).toEqual([
    [rows[0], 'call-a'],
    [rows[0], 'call-b'],
  ]);
  // The day before has none of it, nor has another organization.
  const before = { from: new Date(from.getTime() - 86_400_000), to: from };
  expect(await selectDeeds(operator.orgId, database.db, before, null)).toEqual([]);
  expect(await selectDeeds(stranger.orgId, database.db, period, null)).toEqual([]);
  expect(await done('played', stranger)).toEqual([]);
});

it('tells which tasks a person looked at, the last one first, and only of this organization', async () => {
  const other = await createTask(database, operator, '信用卡');
  const foreign = await createTask(database, stranger);
  for (const [task, minutes] of [
    [taskId, 5],
    [taskId, 90],
    [other, 30],
    [foreign, 1],
  ] as const) {
    await database.sql`insert into callboard.task_views (user_id, task_id, from_row_id, to_row_id, seen_at)
      values (${operator.userId}, ${task}, ${minutes}, ${minutes}, now() - make_interval(mins => ${minutes}))`;
  }
  const opened = await selectOpened(operator, database.db, 6);
  expect(opened.map(({ id, name }) => [id, name])).toEqual([
    [taskId, '家装回访'],
    [other, '信用卡'],
  ]);
});
