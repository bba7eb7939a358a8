import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { insertEvent } from '@/lib/jobs/events/event-repository';
import { createOrganization, createRows, createTask } from '@/lib/jobs/testing/world';

import { compareDueFollowUps } from './due-repository';
import { listFollowUps } from './list-follow-ups';
import { saveFollowUp } from './save-follow-up';
import type { FollowUpListName } from './limits';
import { addTemplate, removeTemplate } from './templates';
import { selectTemplates } from './template-repository';

/** 10:00 in Shanghai. */
const NOW = new Date('2026-11-24T02:00:00Z');
const NOTHING = { remark: '', nextFollowTime: null, isArrive: null, interest: null };

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;
let ids: number[];

/** A follow-up of another program, named by the row. */
async function followUp(rowId: number, next: string | null): Promise<void> {
  const [added] = await database.sql`
    insert into leads_follow (leads_id, leads_remark, next_follow_time)
    select leads_id, '家属 13912345678', ${next} from leads_task_list where id = ${rowId} returning id`;
  await database.sql`update leads_task_list set leads_follow_id = ${added!.id as number} where id = ${rowId}`;
}

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  const rows = (prefix: string) =>
    Array.from({ length: 6 }, (_, index) => ({
      call_job_id: `${prefix}-${index}`,
      leads_id: `${prefix}-${index}`,
      leads_name: `线索 ${index}`,
      leads_phone: '13812348000',
    }));
  ids = await createRows(database, await createTask(database, actor), rows('own'));
  const [foreign] = await createRows(database, await createTask(database, stranger), rows('foreign'));
  await followUp(ids[0]!, '2026-11-24T15:59:59Z');
  await followUp(ids[1]!, '2026-11-23T16:00:00Z');
  await followUp(ids[2]!, '2026-11-23T15:59:59Z');
  await followUp(ids[3]!, '2026-11-24T16:00:00Z');
  await followUp(ids[4]!, null);
  await followUp(foreign!, '2026-11-24T02:00:00Z');
});
afterAll(() => database.drop());

async function read(list: FollowUpListName, { who = actor, page = 1, pageSize = 20 } = {}) {
  const onError = (error: unknown) => {
    throw error;
  };
  return listFollowUps({ db: database.db, onError }, who, { list, page, pageSize, now: NOW });
}
const rowsOf = async (list: FollowUpListName, who = actor) =>
  (await read(list, { who })).items.map(({ rowId }) => rowId);

it('lists what is due on this day of Shanghai, and what was due before it, the earliest first', async () => {
  const today = await read('today');
  expect(today.items.map(({ rowId }) => rowId)).toEqual([ids[1], ids[0]]);
  expect(today.counts).toEqual({ today: 2, overdue: 1, mine: 0 });
  expect(today.items[0]).toMatchObject({
    nextFollowTime: '2026-11-23T16:00:00.000Z',
    phoneMasked: '138****8000',
    remark: '家属 139****5678',
    by: null,
  });
  expect(await rowsOf('overdue')).toEqual([ids[2]]);
  expect(JSON.stringify(today)).not.toMatch(/13812348000|13912345678/);
});

it('turns pages, and takes the last one when asked past it', async () => {
  const second = await read('today', { page: 9, pageSize: 1 });
  expect(second.pagination).toEqual({ page: 2, pageSize: 1, totalPages: 2, totalCount: 2 });
  expect(second.items).toMatchObject([{ rowId: ids[0] }]);
});

it('shows what a person saves at once, and moves it by its new date', async () => {
  const values = { ...NOTHING, remark: '今天打', nextFollowTime: '2026-11-24T03:00:00.000Z' };
  const input = {
    rowId: ids[5]!,
    followUpId: null,
    base: { currentId: null, values: NOTHING },
    unconfirmed: null,
  };
  const parts = { db: database.db, noteEvent: insertEvent };
  const saved = await saveFollowUp(parts, actor, { ...input, values });
  expect(await rowsOf('today')).toEqual([ids[1], ids[5], ids[0]]);
  expect(await rowsOf('mine')).toEqual([ids[5]]);
  expect(await rowsOf('mine', { ...actor, userId: stranger.userId })).toEqual([]);

  if (saved.outcome !== 'saved') throw new Error('nobody else wrote');
  const id = saved.state.followUp!.id;
  await saveFollowUp(parts, actor, {
    ...input,
    followUpId: id,
    base: { currentId: id, values },
    values: { ...values, nextFollowTime: '2026-11-25T03:00:00.000Z' },
  });
  expect(await rowsOf('today')).toEqual([ids[1], ids[0]]);
  expect(await rowsOf('mine')).toEqual([ids[5]]);
});

it('finds what other programs changed, and never shows what is no longer so', async () => {
  await read('today');
  await database.sql`update leads_follow f set next_follow_time = '2026-11-24T05:00:00Z' from leads_task_list t
    where t.id = ${ids[3]!} and f.id = t.leads_follow_id`;
  await database.sql`update leads_task_list set leads_follow_id = null where id = ${ids[1]!}`;
  expect(await rowsOf('today')).not.toContain(ids[1]);
  await compareDueFollowUps(actor.orgId, database.db);
  expect(await rowsOf('today')).toEqual([ids[3], ids[0]]);
});

it('shows each organization its own', async () => {
  expect((await read('today', { who: stranger })).counts).toEqual({ today: 1, overdue: 0, mine: 0 });
});

it('finds the due ones of a large table by its own index', async () => {
  const plan = await database.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return tx`explain select * from callboard.due_follow_ups where organization_id = ${actor.orgId} and due_at < now()`;
  });
  expect(JSON.stringify(plan)).toContain('due_follow_ups_due_idx');
});

it('keeps each person’s phrases to themselves', async () => {
  const parts = { db: database.db };
  const [first, ...others] = await Promise.all(
    Array.from({ length: 4 }, () => addTemplate(parts, actor, { body: '已加微信', shared: false })),
  );
  for (const other of others) expect(other).toEqual(first);
  const colleague = { ...actor, userId: stranger.userId };
  expect(await selectTemplates(colleague, database.db)).toEqual([]);
  await expect(removeTemplate(parts, colleague, first!.id)).rejects.toMatchObject({ kind: 'not_found' });
  await expect(removeTemplate(parts, stranger, first!.id)).rejects.toMatchObject({ kind: 'not_found' });
  await removeTemplate(parts, actor, first!.id);
  expect(await selectTemplates(actor, database.db)).toEqual([]);
});

it('gives the team’s phrases to everybody, by those who lead alone', async () => {
  const parts = { db: database.db };
  const supervisor: Actor = { ...actor, role: 'supervisor' };
  const phrase = { body: '资料已发，请查收', shared: true };
  await expect(addTemplate(parts, actor, phrase)).rejects.toMatchObject({ kind: 'forbidden' });
  const { id } = await addTemplate(parts, supervisor, phrase);
  expect(await addTemplate(parts, supervisor, phrase)).toMatchObject({ id });
  const own = await addTemplate(parts, actor, { ...phrase, shared: false });
  const colleague = { ...actor, userId: stranger.userId };
  expect(await selectTemplates(actor, database.db)).toEqual([
    { id, ...phrase, mayRemove: false },
    { ...phrase, id: own.id, shared: false, mayRemove: true },
  ]);
  expect(await selectTemplates(colleague, database.db)).toEqual([{ id, ...phrase, mayRemove: false }]);
  expect(await selectTemplates(stranger, database.db)).toEqual([]);
  await expect(removeTemplate(parts, actor, id)).rejects.toMatchObject({ kind: 'not_found' });
  await expect(removeTemplate(parts, { ...stranger, role: 'supervisor' }, id)).rejects.toMatchObject({
    kind: 'not_found',
  });
  await removeTemplate(parts, supervisor, id);
  await removeTemplate(parts, actor, own.id);
});
