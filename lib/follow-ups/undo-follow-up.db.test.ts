import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { insertEvent } from '@/lib/jobs/events/event-repository';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';
import { jobTimeline } from '@/lib/jobs/timeline/timeline';
import type { DbId } from '@/lib/values/db-id';

import { listFollowUps } from './list-follow-ups';
import { saveFollowUp } from './save-follow-up';
import type { FollowUpValues, UndoFollowUpInput } from './schemas';
import { undoFollowUp } from './undo-follow-up';

let database: TestDatabase;
let actor: Actor;
let colleague: Actor;
let stranger: Actor;
let taskId: number;
let rowId: number;
let dueId: number;

const NOTHING: FollowUpValues = { remark: '', nextFollowTime: null, isArrive: null, interest: null };
const LATER = new Date(Date.now() + 5 * 86_400_000).toISOString();

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  colleague = { ...actor, userId: stranger.userId, userName: '韩梅梅' };
  taskId = await createTask(database, actor);
});
afterAll(() => database.drop());

let lead = 0;
/** A lead that another program has overdue. */
beforeEach(async () => {
  lead += 1;
  const leadsId = `lead-${lead}`;
  [rowId] = (await createRows(database, taskId, [{ call_job_id: `job-${lead}`, leads_id: leadsId }])) as [
    number,
  ];
  const [due] = await database.sql<{ id: number }[]>`
    insert into leads_follow (leads_id, follow_time, leads_remark, next_follow_time)
    values (${leadsId}, now() - interval '3 days', '下周再说', now() - interval '2 days') returning id`;
  dueId = due!.id;
  await database.sql`update leads_task_list set leads_follow_id = ${dueId} where id = ${rowId}`;
});

const parts = () => ({ db: database.db, noteEvent: insertEvent });

async function putOff(who = actor): Promise<DbId> {
  const result = await saveFollowUp(parts(), who, {
    rowId,
    followUpId: null,
    base: { currentId: dueId, values: NOTHING },
    unconfirmed: null,
    values: { ...NOTHING, nextFollowTime: LATER, interest: 2 },
  });
  if (result.outcome !== 'saved' || !result.state.followUp) throw new Error(JSON.stringify(result));
  return result.state.followUp.id;
}

const undo = (input: Partial<UndoFollowUpInput>, who = actor) =>
  undoFollowUp(parts(), who, { rowId, followUpId: 0, ...input });

const overdue = async () =>
  (
    await listFollowUps({ db: database.db, onError: () => {} }, actor, {
      list: 'overdue',
      page: 1,
      pageSize: 500,
      now: new Date(),
    })
  ).items
    .filter((item) => item.rowId === rowId)
    .map(({ remark, interest }) => ({ remark, interest }));

it('puts a lead that was put off back into its list as it was, and the time-line keeps both', async () => {
  const followUpId = await putOff();
  expect(await overdue()).toEqual([]);
  const state = await undo({ followUpId });
  expect(state.followUp).toMatchObject({ id: dueId, leads_remark: '下周再说' });
  expect(state.interest).toBeNull();
  expect(await overdue()).toEqual([{ remark: '下周再说', interest: null }]);
  const left = await database.sql`select id from leads_follow where leads_id = ${`lead-${lead}`}`;
  expect(left).toEqual([{ id: dueId }]);
  const events = await jobTimeline({ db: database.db }, actor, rowId);
  expect(events.filter(({ kind }) => kind === 'follow_up').map(({ undone }) => undone)).toEqual([
    undefined,
    true,
  ]);
  // Once.
  await expect(undo({ followUpId })).rejects.toMatchObject({ kind: 'invalid_input' });
});

it('takes nothing back that is another person’s, another program’s, another organization’s or old', async () => {
  const refused = { kind: 'invalid_input' };
  // The one that another program wrote.
  await expect(undo({ followUpId: dueId })).rejects.toMatchObject(refused);
  const followUpId = await putOff();
  await expect(undo({ followUpId }, colleague)).rejects.toMatchObject(refused);
  await expect(undo({ followUpId }, stranger)).rejects.toMatchObject({ kind: 'not_found' });
  await database.sql.begin(async (tx) => {
    await tx`alter table callboard.job_events disable trigger user`;
    await tx`update callboard.job_events set at = at - interval '16 minutes' where row_id = ${rowId}`;
    await tx`alter table callboard.job_events enable trigger user`;
  });
  await expect(undo({ followUpId })).rejects.toMatchObject(refused);
  const [row] = await database.sql`select leads_follow_id from leads_task_list where id = ${rowId}`;
  expect(row).toEqual({ leads_follow_id: followUpId });
});

it('takes back no follow-up of another program that was only changed here', async () => {
  const [theirs] = await database.sql<{ id: number }[]>`
    insert into leads_follow (leads_id, follow_time, leads_remark)
    values (${`lead-${lead}`}, now() - interval '5 minutes', '别的程序写的') returning id`;
  const followUpId = theirs!.id;
  await database.sql`update leads_task_list set leads_follow_id = ${followUpId} where id = ${rowId}`;
  const held = { ...NOTHING, remark: '别的程序写的' };
  await saveFollowUp(parts(), actor, {
    rowId,
    followUpId,
    base: { currentId: followUpId, values: held },
    unconfirmed: null,
    values: { ...held, nextFollowTime: LATER },
  });
  await expect(undo({ followUpId })).rejects.toMatchObject({ kind: 'invalid_input' });
});

it('takes back nothing that was written since: by a colleague, by oneself, or by another program', async () => {
  const refused = { kind: 'invalid_input' };
  const write = (followUpId: DbId, who: Actor) =>
    saveFollowUp(parts(), who, {
      rowId,
      followUpId,
      base: { currentId: followUpId, values: { ...NOTHING, nextFollowTime: LATER, interest: 2 } },
      unconfirmed: null,
      values: { ...NOTHING, nextFollowTime: LATER, interest: 2, remark: '约了周五上门' },
    });
  for (const who of [colleague, actor]) {
    const followUpId = await putOff();
    await write(followUpId, who);
    await expect(undo({ followUpId })).rejects.toMatchObject(refused);
    await database.sql`update leads_task_list set leads_follow_id = ${dueId} where id = ${rowId}`;
  }
  const followUpId = await putOff();
  await database.sql`update leads_follow set leads_remark = '别的程序写的' where id = ${followUpId}`;
  await expect(undo({ followUpId })).rejects.toMatchObject(refused);
  const kept = await database.sql`select leads_remark from leads_follow where id = ${followUpId}`;
  expect(kept).toEqual([{ leads_remark: '别的程序写的' }]);
});

it('leaves the interest that somebody has set since', async () => {
  const followUpId = await putOff();
  await database.sql`update leads_task_list set is_interested = 1 where id = ${rowId}`;
  expect((await undo({ followUpId })).interest).toBe(1);
});
