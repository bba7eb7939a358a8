import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { migrateDatabase } from '@/lib/db/migrate';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { findNeighbours } from '../detail/place-repository';
import { settleWords } from '../job-index/testing';
import { countFacets } from '../list/facet-repository';
import { listJobs } from '../list/list-jobs';
import { findPageToRefresh } from '../refresh/repository';
import { type SelectionScope, toSelection } from '../selection';
import { selectionQuery } from '../selection-input';
import { createOrganization, createRows, createTask } from '../testing/world';
import { stepWords } from './keep-words';
import { withWordPlan } from './plan';

let database: TestDatabase;
let actor: Actor;
let stranger: Actor;
let taskId: number;
let ids: number[];

const START = 1_764_000_000_000;
type Turn = [speaker: 'Robot' | 'Contact' | 'Agent', text: string];
/** A conversation whose sentences come every 30 seconds. */
const said = (...turns: Turn[]) =>
  turns.map(([speaker, script], at) => ({
    ...{ Speaker: speaker, Script: script, Timestamp: START + at * 30_000, SequenceId: `${at}` },
  }));

const CALLS = [
  said(['Robot', '您好，请问是张先生吗'], ['Contact', '我要退款'], ['Robot', '好的'], ['Contact', '再见']),
  said(['Robot', '您好，可以为您办理退款'], ['Contact', '不需要'], ['Robot', '再见']),
  said(
    ['Robot', 'Hello there'],
    ['Contact', 'Please call me back，ＷｅＣｈａｔ也行'],
    ['Agent', '我来处理 无需 退款'],
  ),
  said(['Contact', '我的号码是13812348000，投诉你们'], ['Robot', '收到'], ['Contact', '投诉到底']),
  [],
];

beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createOrganization(database);
  stranger = await createOrganization(database);
  taskId = await createTask(database, actor);
  ids = await createRows(
    database,
    taskId,
    CALLS.map((call_conversation, n) => ({
      ...{ call_job_id: `job-${n}`, leads_id: `lead-${n}`, call_conversation },
      call_status: n % 2 === 0 ? 'Succeeded' : 'Failed',
    })),
  );
  const foreign = await createTask(database, stranger);
  await createRows(database, foreign, [{ call_job_id: 'job-f', call_conversation: CALLS[0] }]);
});
afterAll(() => database.drop());

const selectionOf = (query: Record<string, string>, scope: SelectionScope = taskId) =>
  toSelection(scope, z.strictObject(selectionQuery).parse(query));
const list = (query: Record<string, string>, scope?: SelectionScope, who = actor) =>
  listJobs({ db: database.db }, who, { selection: selectionOf(query, scope), page: 1, pageSize: 20 });
/** The places in CALLS of what is found. */
const found = async (query: Record<string, string>, scope?: SelectionScope) =>
  (await list(query, scope)).rows.map(({ rowId }) => ids.findIndex((id) => id === rowId));

describe('words of conversations', () => {
  it('says how much can be found while words are still to be read', async () => {
    const page = await list({ words: '退款' });
    expect(page).toMatchObject({ rows: [], searchable: { rows: 0 } });
  });

  it('finds them by who said them, where in the call, and several at once', async () => {
    await settleWords(database);
    expect((await list({ words: '退款' })).searchable).toBeUndefined();
    expect(await found({ words: '退款' })).toEqual([0, 1, 2]);
    expect(await found({ words: '退款', by: 'customer' })).toEqual([0]);
    expect(await found({ words: '退款', by: 'robot' })).toEqual([1]);
    expect(await found({ words: '投诉', part: 'first' })).toEqual([3]);
    expect(await found({ words: '收到', part: 'last' })).toEqual([]);
    expect(await found({ words: '再见', part: 'last' })).toEqual([0, 1]);
    expect(await found({ words: '退款 再见' })).toEqual([0, 1]);
    expect(await found({ words: '退款 投诉', match: 'any' })).toEqual([0, 1, 2, 3]);
    expect(await found({ words: '退款 投诉', match: 'none' })).toEqual([]);
    expect(await found({ words: '退款 投诉', match: 'none', by: 'customer' })).toEqual([1, 2]);
    expect(await found({ words: '"call me back" wechat' })).toEqual([2]);
    expect(await found({ words: '"无需 退款"' })).toEqual([2]);
    // Not across two sentences.
    expect(await found({ words: '款好' })).toEqual([]);
    expect(await found({ words: '%_' })).toEqual([]);
  });

  it('finds those of all tasks of the organization and of nobody else', async () => {
    expect(await found({ words: '退款' }, 'all-tasks')).toEqual([0, 1, 2]);
    expect((await list({ words: '退款' }, 'all-tasks')).rows[0]?.task?.id).toBe(taskId);
    expect((await list({ words: '退款' }, 'all-tasks', stranger)).pagination.totalCount).toBe(1);
    await expect(list({ words: '退款' }, taskId, stranger)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('finds no digits that are hidden where the words are shown', async () => {
    for (const words of ['13812348000', '381234', '12', '1381']) expect(await found({ words })).toEqual([]);
    expect(await found({ words: '号码是138' })).toEqual([3]);
    const [row] = (await list({ words: '投诉' })).rows;
    expect(JSON.stringify(row?.hits)).not.toContain('1234');
    expect(row?.hits).toMatchObject({
      count: 2,
      first: [
        { sentence: 0, speaker: 'customer', before: '我的号码是138****8000，', hit: '投诉', after: '你们' },
        { sentence: 2, offsetSeconds: 60, hit: '投诉', after: '到底' },
      ],
    });
  });

  it('refuses what is no word by name', () => {
    const parse = (query: Record<string, string>) => z.strictObject(selectionQuery).safeParse(query);
    const queries: Record<string, string>[] = [
      { words: '' },
      { words: '退' },
      { words: 'a b' },
      { words: '退款', by: 'agent' },
      { words: '退款', part: 'middle' },
      { words: '退款', match: 'some' },
    ];
    for (const query of queries) {
      expect(parse(query).success, JSON.stringify(query)).toBe(false);
    }
  });

  it('reads again what other programs and refreshes wrote', async () => {
    const { sql, url } = database;
    await migrateDatabase(url, './drizzle', { watch: true });
    await sql`update callboard.job_index_state set compared_at = compared_at - interval '1 day'`;
    await settleWords(database);
    const [row] = ids as [number];
    await sql`update leads_task_list set call_conversation = ${sql.json(said(['Contact', '改天再说']))} where id = ${row}`;
    await sql`delete from leads_task_list where id = ${ids[1]!}`;
    await settleWords(database);
    expect(await found({ words: '改天' })).toEqual([0]);
    expect(await found({ words: '退款' })).toEqual([2]);
    const [left] = await sql<
      [{ n: number }]
    >`select count(*)::int as n from callboard.job_words where row_id = ${ids[1]!}`;
    expect(left.n).toBe(0);
  });
});

describe('a large task', () => {
  let large: number;

  beforeAll(async () => {
    large = await createTask(database, actor);
    await database.sql`
      insert into leads_task_list (task_id, leads_id, call_job_id, call_status, call_conversation)
      select ${large}::int, 'l-' || n, 'job-l-' || n, (array['Succeeded', 'Failed'])[1 + n % 2],
        jsonb_build_array(
          jsonb_build_object('Speaker', 'Robot', 'Script', '您好，这里是家装中心'),
          jsonb_build_object('Speaker', 'Contact', 'Script', case when n % 700 = 0 then '要投诉' when n % 3 = 0 then '不需要谢谢' else '可以了解一下' end))
      from generate_series(1, 6000) n`;
    await settleWords(database);
    await database.sql`analyze callboard.job_words`;
  });

  it('says "more than" beyond what it counts, and pages through what it counted', async () => {
    const page = await listJobs({ db: database.db }, actor, {
      selection: selectionOf({ words: '家装' }, large),
      ...{ page: 999, pageSize: 100 },
    });
    expect(page.pagination).toEqual({
      page: 50,
      pageSize: 100,
      totalPages: 50,
      totalCount: 5000,
      atLeast: true,
    });
    expect(page.rows).toHaveLength(100);
    expect(page.rows[0]?.callStatus).toBe('Failed');
  });

  it('answers the same whichever way it looks', async () => {
    const { db } = database;
    const queries = [
      { words: '投诉' },
      { words: '需要' },
      { words: '需要 投诉', match: 'any' },
      { words: '需要', status: 'Failed', follow: 'none' },
      { words: '家装', by: 'customer' },
      { words: '您好', match: 'none', by: 'customer' },
    ] as Record<string, string>[];
    const read = async (query: Record<string, string>) => {
      const selection = await withWordPlan(db, selectionOf(query, large));
      const asked = { selection, page: 2, pageSize: 3 };
      const { rows, pagination } = await listJobs({ db }, actor, asked);
      const [first] = (await listJobs({ db }, actor, { ...asked, page: 1 })).rows;
      return {
        ...{ rows, pagination, facets: await countFacets(actor.orgId, db, selection) },
        refreshed: (await findPageToRefresh(actor.orgId, db, asked as never))?.rows,
        next: first && (await findNeighbours(actor.orgId, db, selection, first.rowId)),
      };
    };
    const byIndex: Awaited<ReturnType<typeof read>>[] = [];
    for (const query of queries) byIndex.push(await read(query));
    expect(byIndex[0]!.pagination.totalCount).toBe(8);
    expect(byIndex[1]!.facets.status).toMatchObject({ Succeeded: 998, Failed: 1000 });
    await database.sql`update callboard.job_index_state set unfit = 'for the test'`;
    const byReading: typeof byIndex = [];
    for (const query of queries) byReading.push(await read(query));
    await database.sql`update callboard.job_index_state set unfit = null`;
    expect(byReading).toEqual(byIndex);
  });

  it('goes on where a process was killed while it read the words of all', async () => {
    const { db, sql } = database;
    await sql`update callboard.job_words_state set reads_as = 0`;
    await stepWords(db);
    await stepWords(db);
    const [{ filled_to: before }] = await sql<
      [{ filled_to: string }]
    >`select filled_to from callboard.job_words_state`;
    const { searchable } = await list({ words: '家装' }, large);
    expect(searchable!.rows).toBeLessThan(searchable!.of);
    await stepWords(db);
    const [{ filled_to: after }] = await sql<
      [{ filled_to: string }]
    >`select filled_to from callboard.job_words_state`;
    expect(Number(after)).toBeGreaterThan(Number(before));
    await settleWords(database);
    expect((await list({ words: '家装' }, large)).searchable).toBeUndefined();
  });
});
