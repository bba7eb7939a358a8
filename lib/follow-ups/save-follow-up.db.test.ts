import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { insertEvent } from '@/lib/jobs/events/event-repository';
import { getJob } from '@/lib/jobs/detail/get-job';
import { createOrganization, createRows, createTask, readRow } from '@/lib/jobs/testing/world';
import { jobTimeline } from '@/lib/jobs/timeline/timeline';
import type { DbId } from '@/lib/values/db-id';

import { saveFollowUp } from './save-follow-up';
import type { FollowUpValues, SaveFollowUpInput, SaveFollowUpResult } from './schemas';

let database: TestDatabase;
let actor: Actor;
let colleague: Actor;
let stranger: Actor;
let taskId: number;
let rowId: number;

const NOTHING: FollowUpValues = { remark: '', nextFollowTime: null, isArrive: null, interest: null };
const noted = (values: Partial<FollowUpValues>): FollowUpValues => ({ ...NOTHING, ...values });

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  colleague = { ...actor, userId: stranger.userId, userName: '韩梅梅' };
  taskId = await createTask(database, actor);
});
afterAll(() => database.drop());

let lead = 0;
beforeEach(async () => {
  lead += 1;
  [rowId] = (await createRows(database, taskId, [
    {
      call_job_id: `job-${lead}`,
      leads_id: `lead-${lead}`,
      leads_phone: '13812348000',
      call_status: 'Succeeded',
    },
  ])) as [number];
});

function save(values: FollowUpValues, input: Partial<SaveFollowUpInput> = {}, who = actor) {
  return saveFollowUp({ db: database.db, noteEvent: insertEvent }, who, {
    rowId,
    followUpId: null,
    base: { currentId: null, values: NOTHING },
    unconfirmed: null,
    values,
    ...input,
  });
}

function idOf(result: SaveFollowUpResult): DbId {
  if (result.outcome !== 'saved' || !result.state.followUp) throw new Error(JSON.stringify(result));
  return result.state.followUp.id;
}

const followUpsOf = () =>
  database.sql`select * from leads_follow where leads_id = ${`lead-${lead}`} order by id`;
const eventsOf = () =>
  database.sql`select kind, user_name, details from callboard.job_events where row_id = ${rowId} order by id`;

describe('one person', () => {
  it('makes a follow-up and changes it; nothing else of the installation’s is written', async () => {
    const before = await readRow(database, rowId);
    const first = noted({ remark: '约了周五', nextFollowTime: '2026-11-24T02:00:00.000Z', interest: 1 });
    const made = await save(first);
    const id = idOf(made);
    expect(made).toMatchObject({
      outcome: 'saved',
      state: { interest: 1, byMe: true, followUp: { id, leads_remark: '约了周五', by: '李雷' } },
    });
    const second = { ...first, remark: '改到周六', isArrive: 1 };
    expect(idOf(await save(second, { followUpId: id, base: { currentId: id, values: first } }))).toBe(id);

    expect(await readRow(database, rowId)).toEqual({ ...before, leads_follow_id: id, is_interested: 1 });
    const rows = await followUpsOf();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ leads_remark: '改到周六', new_follow_time: null, is_arrive: 1 });
    expect(rows[0]!.next_follow_time).toEqual(new Date('2026-11-24T02:00:00Z'));
    expect(rows[0]!.follow_time).toBeInstanceOf(Date);
  });

  it('leaves an event for each save, with what was written, and saves the same again without one', async () => {
    const first = noted({ remark: '一' });
    const id = idOf(await save(first));
    const again = { followUpId: id, base: { currentId: id, values: first } };
    await save(noted({ remark: '二', interest: 2 }), again);
    await save(noted({ remark: '二', interest: 2 }), again);
    expect(await eventsOf()).toMatchObject([
      { kind: 'follow_up', user_name: '李雷', details: { follow_up: { id, leads_remark: '一' } } },
      {
        details: { follow_up: { id, leads_remark: '二' }, interest: { from: null, to: 2 } },
      },
    ]);
    const timeline = await jobTimeline({ db: database.db }, actor, rowId);
    expect(timeline.at(-1)).toMatchObject({ kind: 'follow_up', by: '李雷', interest: { from: null, to: 2 } });
  });

  it('notes an interest without making an empty follow-up', async () => {
    expect(await save(noted({ interest: 0 }))).toMatchObject({ outcome: 'saved', state: { followUp: null } });
    expect(await followUpsOf()).toEqual([]);
    expect(await readRow(database, rowId)).toMatchObject({ leads_follow_id: null, is_interested: 0 });
  });

  it('goes on with the new follow-up when the answer to its first save was lost', async () => {
    const sent = noted({ remark: '约' });
    await save(sent);
    const result = await save(noted({ remark: '约了' }), { unconfirmed: sent });
    expect(result.outcome).toBe('saved');
    expect(await followUpsOf()).toMatchObject([{ leads_remark: '约了' }]);
  });

  it('begins another one, and the earlier stays as it was', async () => {
    const id = idOf(await save(noted({ remark: '昨天' })));
    const base = { currentId: id, values: NOTHING };
    const next = idOf(await save(noted({ remark: '今天' }), { base }));
    expect(await followUpsOf()).toMatchObject([
      { id, leads_remark: '昨天' },
      { id: next, leads_remark: '今天' },
    ]);
    const detail = await getJob({ db: database.db }, actor, rowId);
    expect(detail.followUps).toMatchObject([
      { id: next, by: '李雷' },
      { id, by: '李雷' },
    ]);
  });

  it('keeps the numbers that the screen hid from the person', async () => {
    const id = idOf(await save(noted({ remark: '家属 13912345678' })));
    const shown = (await getJob({ db: database.db }, actor, rowId)).followUps[0]!.leads_remark!;
    expect(shown).toBe('家属 139****5678');
    await save(noted({ remark: `${shown}，晚上打` }), {
      followUpId: id,
      base: { currentId: id, values: noted({ remark: shown }) },
    });
    expect(await followUpsOf()).toMatchObject([{ leads_remark: '家属 13912345678，晚上打' }]);
  });
});

describe('what is hidden', () => {
  const SECRET = '家属 13912345678';
  /** A follow-up that another program wrote, and what this person is shown of it. */
  async function written(remark: string) {
    const [added] = await database.sql<{ id: number }[]>`
      insert into leads_follow (leads_id, follow_time, leads_remark) values (${`lead-${lead}`}, now(), ${remark}) returning id`;
    const id = added!.id;
    await database.sql`update leads_task_list set leads_follow_id = ${id} where id = ${rowId}`;
    const shown = (await getJob({ db: database.db }, actor, rowId)).followUps[0]!.leads_remark!;
    const values = noted({ remark: shown });
    return { id, shown, values, input: { followUpId: id, base: { currentId: id, values } } };
  }
  const remarkOf = async () => (await followUpsOf())[0]!.leads_remark as string;

  it('is told to nobody who guesses: a right guess is answered and noted like a wrong one', async () => {
    const outcomes = [];
    for (const guess of ['家属 13912345678', '家属 13900005678']) {
      lead += 1;
      [rowId] = (await createRows(database, taskId, [
        { call_job_id: `job-${lead}`, leads_id: `lead-${lead}` },
      ])) as [number];
      const { input } = await written(SECRET);
      const typed = await save(noted({ remark: guess }), input);
      lead += 1;
      [rowId] = (await createRows(database, taskId, [
        { call_job_id: `job-${lead}`, leads_id: `lead-${lead}` },
      ])) as [number];
      const { id } = await written(SECRET);
      // As what the row is said to hold, and as a save whose answer was lost.
      const base = await save(noted({ remark: '新' }), {
        followUpId: id,
        base: { currentId: id, values: noted({ remark: guess }) },
      });
      const events = await eventsOf();
      const { input: again } = await written(SECRET);
      const lost = await save(noted({ remark: '新' }), { ...again, unconfirmed: noted({ remark: guess }) });
      const alike = JSON.stringify([typed, base, lost, events.length]).replaceAll(
        /"(?:id|leads_id|savedAt|follow_time)":(?:"[^"]*"|\d+)/g,
        '',
      );
      outcomes.push(alike);
    }
    expect(outcomes[0]).toBe(outcomes[1]);
    expect(outcomes[0]).not.toContain('1234');
  });

  it('is stored as it was typed and shown masked, also in a conflict', async () => {
    const { input } = await written('原来');
    await save(noted({ remark: '打 138 0013 8000' }), input);
    expect(await remarkOf()).toBe('打 138 0013 8000');
    expect(await save(noted({ remark: '后到 13912345678' }), input, colleague)).toMatchObject({
      outcome: 'conflict',
      theirs: { followUp: { leads_remark: '打 138****8000' } },
    });
    expect(await remarkOf()).toBe('打 138 0013 8000');
  });

  it('is neither lost nor grown by being given back', async () => {
    const links = `${'https://x.example/a?b=cd '.repeat(150)}13912345678`;
    let { input, shown } = await written(links);
    for (const mark of ['一', '二', '三']) {
      const result = await save(noted({ remark: `${mark}${shown}` }), input);
      if (result.outcome !== 'saved') throw new Error(result.outcome);
      shown = result.state.followUp!.leads_remark!;
      input = { ...input, base: { ...input.base, values: noted({ remark: shown }) } };
    }
    expect(await remarkOf()).toBe(`三二一${links}`);
  });

  it('counts towards the limit of what is stored', async () => {
    const { input, shown } = await written('https://x.example/a?b=c'.padEnd(3900, 'd'));
    expect(shown).toBe('[link]');
    await expect(save(noted({ remark: `${shown}${'长'.repeat(101)}` }), input)).rejects.toMatchObject({
      kind: 'invalid_input',
      details: { field: 'remark' },
    });
    expect(await save(noted({ remark: `${shown}${'长'.repeat(100)}` }), input)).toMatchObject({
      outcome: 'saved',
    });
    expect(await remarkOf()).toHaveLength(4000);
  });

  it('of a text past every limit is a beginning that can be left, and not saved over', async () => {
    const long = '很长的备注'.repeat(200_000);
    const { input, shown, values } = await written(long);
    expect(shown.length).toBeLessThanOrEqual(4000);
    expect(await save({ ...values, interest: 1 }, input)).toMatchObject({
      outcome: 'saved',
      state: { interest: 1 },
    });
    const interested = { ...values, interest: 1 };
    const next = { ...input, base: { ...input.base, values: interested } };
    await expect(save({ ...interested, remark: `新${shown.slice(1)}` }, next)).rejects.toMatchObject({
      kind: 'invalid_input',
    });
    expect(await remarkOf()).toBe(long);
    expect(JSON.stringify(await eventsOf()).length).toBeLessThan(1000);
    expect(await save({ ...interested, remark: '短了' }, next)).toMatchObject({ outcome: 'saved' });
    expect(await remarkOf()).toBe('短了');
  });
});

describe('two people at once', () => {
  it('shows the second one what the first one saved, and writes nothing of theirs', async () => {
    const before = noted({ remark: '原来' });
    const id = idOf(await save(before));
    const input = { followUpId: id, base: { currentId: id, values: before } };
    await save(noted({ remark: '先到' }), input);
    const second = await save(noted({ remark: '后到' }), input, colleague);
    expect(second).toMatchObject({
      outcome: 'conflict',
      theirs: { byMe: false, followUp: { id, leads_remark: '先到', by: '李雷' } },
    });
    expect(await followUpsOf()).toMatchObject([{ leads_remark: '先到' }]);

    const mine = { ...input, base: { currentId: id, values: noted({ remark: '先到' }) } };
    expect(await save(noted({ remark: '后到' }), mine, colleague)).toMatchObject({
      outcome: 'saved',
      state: { byMe: true, followUp: { by: '韩梅梅' } },
    });
  });

  it('compares with what another transaction commits meanwhile', async () => {
    const before = noted({ remark: '原来' });
    const id = idOf(await save(before));
    const input = { followUpId: id, base: { currentId: id, values: before } };
    let second: Promise<SaveFollowUpResult> | undefined;
    await database.sql.begin(async (tx) => {
      await tx`select id from leads_task_list where id = ${rowId} for update`;
      await tx`update leads_follow set leads_remark = '别的程序' where id = ${id}`;
      second = save(noted({ remark: '后到' }), input, colleague);
      expect(await database.waitsForLock(second)).toBe(true);
    });
    expect(await second).toMatchObject({
      outcome: 'conflict',
      theirs: { followUp: { leads_remark: '别的程序' } },
    });
  });

  it('keeps both of two new follow-ups that begin together, and shows the later one the other', async () => {
    const results = await Promise.all([
      save(noted({ remark: '甲', nextFollowTime: '2026-11-24T02:00:00.000Z' })),
      save(noted({ remark: '乙', interest: 1 }), {}, colleague),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['saved', 'saved']);
    const kept = (await followUpsOf()).map(({ leads_remark }) => leads_remark as string);
    expect(kept.toSorted()).toEqual(['乙', '甲']);
    const told = results.flatMap((result) => (result.outcome === 'saved' && result.beside ? [result] : []));
    expect(told).toMatchObject([
      { state: { followUp: { leads_remark: kept[1] } }, beside: { leads_remark: kept[0] } },
    ]);
    expect((await readRow(database, rowId))?.is_interested).toBe(1);
  });

  it('asks the same person with two windows which one holds', async () => {
    await save(noted({ remark: '甲' }));
    expect(await save(noted({ remark: '乙' }))).toMatchObject({
      outcome: 'conflict',
      theirs: { byMe: true, followUp: { leads_remark: '甲' } },
    });
    expect(await followUpsOf()).toHaveLength(1);
  });
});

it('refuses another organization’s row like a missing one, and writes nothing', async () => {
  const before = await readRow(database, rowId);
  await expect(save(noted({ remark: '外人', interest: 1 }), {}, stranger)).rejects.toMatchObject({
    kind: 'not_found',
  });
  await expect(save(noted({ remark: '外人' }), { rowId: 2_000_000_000 })).rejects.toMatchObject({
    kind: 'not_found',
  });
  expect(await readRow(database, rowId)).toEqual(before);
  expect(await followUpsOf()).toEqual([]);
  expect(await eventsOf()).toEqual([]);
});

it('refuses a row without a lead', async () => {
  [rowId] = (await createRows(database, taskId, [{ call_job_id: 'no-lead' }])) as [number];
  await expect(save(noted({ remark: '谁？' }))).rejects.toMatchObject({ kind: 'invalid_input' });
});

it('never changes or deletes an event', async () => {
  await save(noted({ remark: '一' }));
  await expect(database.sql`delete from callboard.job_events where row_id = ${rowId}`).rejects.toThrow(
    'append-only',
  );
});

describe('an installation of another make', () => {
  let other: TestDatabase;
  let own: Actor;
  let ownRow: number;

  beforeAll(async () => {
    other = await createTestDatabase();
    await other.sql.unsafe(`
      alter table leads_follow alter id type bigint, alter follow_time type timestamp, alter next_follow_time type timestamp,
        alter new_follow_time type timestamp, alter leads_remark type varchar(20);
      alter table leads_task_list alter leads_follow_id type bigint`);
    own = await createOrganization(other);
    const task = await createTask(other, own);
    [ownRow] = (await createRows(other, task, [{ call_job_id: 'j', leads_id: 'l' }])) as [number];
  });
  afterAll(() => other.drop());

  const saveThere = (values: FollowUpValues, input: Partial<SaveFollowUpInput> = {}) =>
    saveFollowUp({ db: other.db, noteEvent: insertEvent }, own, {
      rowId: ownRow,
      followUpId: null,
      base: { currentId: null, values: NOTHING },
      unconfirmed: null,
      values,
      ...input,
    });

  it('keeps times as the Beijing time that its columns hold', async () => {
    const values = noted({ remark: '一', nextFollowTime: '2026-11-24T02:00:00.000Z' });
    const result = await saveThere(values);
    const id = idOf(result);
    expect(result).toMatchObject({ state: { followUp: { next_follow_time: '2026-11-24T02:00:00.000Z' } } });
    const [row] = await other.sql`select next_follow_time::text as next from leads_follow where id = ${id}`;
    expect(row).toEqual({ next: '2026-11-24 10:00:00' });
    const changed = { followUpId: id, base: { currentId: id, values } };
    expect(await saveThere({ ...values, remark: '二' }, changed)).toMatchObject({ outcome: 'saved' });
  });

  it('says which value is too long, and which table cannot number a new follow-up', async () => {
    const current = (await getJob({ db: other.db }, own, ownRow)).followUps[0]!.id;
    const base = { currentId: current, values: NOTHING };
    await expect(saveThere(noted({ remark: '长'.repeat(21) }), { base })).rejects.toMatchObject({
      kind: 'invalid_input',
      details: { field: 'remark' },
    });
    await other.sql.unsafe('alter table leads_follow alter id drop identity');
    const unfit = { kind: 'unfit_table', message: expect.stringContaining('leads_follow.id') as unknown };
    await expect(saveThere(noted({ remark: '新' }), { base })).rejects.toMatchObject(unfit);
    await other.sql.unsafe(
      'alter table leads_follow drop constraint leads_follow_pkey, alter id drop not null',
    );
    await expect(saveThere(noted({ remark: '新' }), { base })).rejects.toMatchObject(unfit);
    expect(await other.sql`select from leads_follow`).toHaveLength(1);
  });
});
