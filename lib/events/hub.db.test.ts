import { randomUUID } from 'node:crypto';

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { systemActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { Announcer } from './announce';
import { changesSince, forgetOldChanges, noteTaskChange } from './changes';
import { Hub, type HubOptions, type LiveEvent } from './hub';

let database: TestDatabase;
const ends: (() => void)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
afterAll(() => database.drop());

const orgId = (name = randomUUID()) => systemActor(`org-${name}`).orgId;
let lastTask = 100;

function follow(organizationId: string, options: Partial<HubOptions> = {}) {
  const heard: LiveEvent[] = [];
  const hub = new Hub({
    listenUrl: database.url,
    db: () => database.db,
    onError: () => {},
    ...options,
  });
  ends.push(hub.subscribe({ organizationId, send: (event) => void heard.push(event) }));
  const kinds = (kind: LiveEvent['kind']) => heard.filter((event) => event.kind === kind);
  const live = () => expect.poll(() => heard).toContainEqual({ kind: 'live', live: true });
  return { hub, heard, kinds, live };
}

const announcer = () =>
  new Announcer(
    () => database.db,
    (error) => {
      throw error;
    },
  );

async function change(org: ReturnType<typeof orgId>, taskId: number, rowIds: number[]): Promise<void> {
  await database.db.transaction((tx) => noteTaskChange(org, tx, { taskId, receiptId: randomUUID(), rowIds }));
}

it('tells each instance’s pages of their own organization which rows changed, in order, and nobody else', async () => {
  const [own, other] = [orgId(), orgId()];
  const taskId = ++lastTask;
  const [first, second, stranger] = [follow(own), follow(own), follow(other)];
  await Promise.all([first.live(), second.live(), stranger.live()]);
  const { announce } = ((made) => ({ announce: made.announce.bind(made) }))(announcer());
  for (const rows of [[1, 2], [3], [4]]) {
    await change(own, taskId, rows);
    announce(own, taskId, { run: true });
  }
  for (const { kinds } of [first, second]) {
    await expect
      .poll(() => kinds('change').map((event) => event.kind === 'change' && event.change.rowIds))
      .toEqual([[1, 2], [3], [4]]);
    expect(kinds('change').map((event) => event.kind === 'change' && event.change.number)).toEqual([1, 2, 3]);
    expect(kinds('run').length).toBeGreaterThan(0);
  }
  expect(stranger.heard.filter(({ kind }) => kind !== 'live')).toEqual([]);
});

it('fills what a page has missed from the table, and says so when it is too much', async () => {
  const own = orgId();
  const taskId = ++lastTask;
  await change(own, taskId, [1]);
  const [{ now }] = (await database.sql`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`) as unknown as [{ now: number }];
  await change(own, taskId, [2, 3]);
  const missed = await changesSince(own, database.db, now);
  expect(missed!.map(({ number, rowIds }) => [number, rowIds])).toEqual([[2, [2, 3]]]);
  expect(await changesSince(orgId(), database.db, 0)).toEqual([]);
  await database.sql`insert into callboard.task_changes (task_id, number, organization_id, row_ids)
    select ${taskId}, n, ${own}, array[n] from generate_series(3, 700) n`;
  expect(await changesSince(own, database.db, now)).toBeNull();
});

it('forgets what is older than a day, however much that is', async () => {
  const own = orgId();
  await change(own, 1, [1]);
  await database.sql`insert into callboard.task_changes (task_id, number, organization_id, row_ids, at)
    select 1, n, ${own}, array[n], now() - interval '25 hours' from generate_series(100, 4200) n`;
  await forgetOldChanges(database.db);
  expect((await changesSince(own, database.db, 0))!.map(({ rowIds }) => rowIds)).toEqual([[1]]);
});

it('listens again when its connection is ended, and has pages read anew', async () => {
  const own = orgId();
  const { heard, kinds, live } = follow(own);
  await live();
  await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'callboard-listen'`;
  await expect.poll(() => heard).toContainEqual({ kind: 'resync' });
  const taskId = ++lastTask;
  await change(own, taskId, [7]);
  announcer().announce(own, taskId);
  await expect.poll(() => kinds('change').length).toBe(1);
});

it('notices that it is deaf, tells pages to ask by themselves, and hears again', async () => {
  const own = orgId();
  const { heard, live } = follow(own, { signOfLifeMs: 100, deafMs: 2_000 });
  await live();
  // As a pooler, or a server that was a standby, would: the connection stays and hears nothing. The listeners of the
  // tests before end in their own time.
  const listeners = () => database.sql`select pid from pg_stat_activity
    where datname = current_database() and application_name = 'callboard-listen'`;
  await expect.poll(async () => (await listeners()).length).toBe(1);
  const pid = (await listeners())[0]!.pid as number;
  const before = heard.length;
  process.kill(pid, 'SIGSTOP');
  try {
    // It listens anew at once, so that "deaf" may be the newest word for a few milliseconds only.
    await expect
      .poll(() => heard.slice(before), { timeout: 15_000 })
      .toContainEqual({ kind: 'live', live: false });
    await expect.poll(() => heard.at(-1), { timeout: 15_000 }).toEqual({ kind: 'live', live: true });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});
