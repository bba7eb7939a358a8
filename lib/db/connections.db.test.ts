import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { createDb, type Db, type DbOptions } from './client';
import { withinDatabaseDeadline } from './deadline';
import { isDatabaseBusy, isDatabaseUnavailable, isLockTimeout, isOutcomeUnknown } from './errors';
import { createEmptyDatabase, type TestDatabase } from './testing';
import { TcpProxy } from './testing/tcp-proxy';

let database: TestDatabase;
let proxy: TcpProxy;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createEmptyDatabase();
  await database.sql`create table things (id int primary key, n int not null)`;
});
afterAll(() => database.drop());

beforeEach(async () => {
  await database.sql`truncate things`;
  await database.sql`insert into things values (1, 0), (2, 0)`;
  proxy = await TcpProxy.start(Number(new URL(database.url).port));
});
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
  await proxy.stop();
});

function connect(options: DbOptions = {}, parameters = ''): Db {
  const url = new URL(database.url);
  url.port = String(proxy.port);
  const { db, end } = createDb(`${url.href}${parameters}`, { max: 4, statementTimeoutMs: 1_000, ...options });
  ends.push(end);
  return db;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it went through'),
    (error: unknown) => error,
  );
const ask = (db: Db) => db.execute(sql`select 1 as one`);
const add = (db: Pick<Db, 'execute'>, id = 1) =>
  db.execute(sql`update things set n = n + 1 where id = ${id}`);
const count = async (id = 1) =>
  (await database.sql<{ n: number }[]>`select n from things where id = ${id}`)[0]!.n;

/** Uses every connection of the pool once. */
const warm = (db: Db) => Promise.all(Array.from({ length: 4 }, () => db.execute(sql`select pg_sleep(0.1)`)));

const FIVE_SECONDS = { timeout: 5_000, interval: 50 };

describe('a process that is busy past the deadline', () => {
  it('takes an answer that came in time', async () => {
    // Without the proxy, which this process would keep busy as well.
    const { db, end } = createDb(database.url, { max: 1 });
    ends.push(end);
    await ask(db);
    const answer = withinDatabaseDeadline(() => db.execute(sql`select pg_sleep(0.2), 1 as one`), 300);
    await vi.waitFor(async () => {
      const asked =
        await database.sql`select from pg_stat_activity where query like 'select pg_sleep(0.2), 1%'`;
      expect(asked).toHaveLength(1);
    });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    expect(await answer).toMatchObject([{ one: 1 }]);
  });
});

describe('a network that says nothing any more', () => {
  it('costs no connection for longer than its deadline, and is used again when it is back', async () => {
    const db = connect();
    await warm(db);
    expect(proxy.open).toBe(4);
    proxy.mute();
    const failures = await Promise.all(Array.from({ length: 12 }, () => failureOf(ask(db))));
    for (const failure of failures) expect(isDatabaseUnavailable(failure)).toBe(true);
    proxy.restore();
    await vi.waitFor(() => ask(db), FIVE_SECONDS);
    await warm(db);
    await vi.waitFor(() => expect(proxy.open).toBe(4));
  });

  it('is found out before a connection that nobody has used for a while is trusted', async () => {
    const db = connect({ statementTimeoutMs: 4_000 });
    await warm(db);
    proxy.mute();
    proxy.restore();
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 6_000);
    try {
      expect(await ask(db)).toEqual([{ one: 1 }]);
    } finally {
      later.mockRestore();
    }
    await vi.waitFor(() => expect(proxy.open).toBe(1));
  });

  it('leaves a transaction unwritten, and its locks do not stay', async () => {
    const db = connect();
    const failure = await failureOf(
      db.transaction(async (tx) => {
        await add(tx);
        proxy.mute();
        await add(tx, 2);
      }),
    );
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(isOutcomeUnknown(failure)).toBe(false);
    await database.sql`update things set n = n + 10`;
    expect([await count(1), await count(2)]).toEqual([10, 10]);
  });

  it('between the commit and its answer leaves the outcome unknown, and says so', async () => {
    const db = connect();
    const failure = await failureOf(
      db.transaction(async (tx) => {
        await add(tx);
        proxy.loseAnswers();
      }),
    );
    expect(isOutcomeUnknown(failure)).toBe(true);
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(await count()).toBe(1);
    const alone = connect();
    await ask(alone);
    proxy.loseAnswers();
    expect(isOutcomeUnknown(await failureOf(add(alone)))).toBe(true);
  });
});

describe('connections that are reset', () => {
  it('end a transaction in the middle, and nothing of it is sent afterwards', async () => {
    const db = connect();
    const failure = await failureOf(
      db.transaction(async (tx) => {
        await tx.execute(sql`select 1`);
        const all = [1, 2, 1, 2].map((id) => add(tx, id));
        proxy.reset();
        await Promise.all(all);
      }),
    );
    expect(isDatabaseUnavailable(failure)).toBe(true);
    await vi.waitFor(() => ask(db), FIVE_SECONDS);
    await warm(db);
    expect([await count(1), await count(2)]).toEqual([0, 0]);
  });

  it('do so when the app goes on with the transaction', async () => {
    const db = connect();
    await failureOf(
      db.transaction(async (tx) => {
        await add(tx);
        proxy.reset();
        await vi.waitFor(() => expect(proxy.open).toBe(0));
        await add(tx).catch(() => {});
        await add(tx, 2);
      }),
    );
    await vi.waitFor(() => ask(db), FIVE_SECONDS);
    expect([await count(1), await count(2)]).toEqual([0, 0]);
  });

  it('while idle are not used again', async () => {
    const db = connect();
    await warm(db);
    proxy.reset();
    await vi.waitFor(() => expect(proxy.open).toBe(0));
    expect(await ask(db)).toEqual([{ one: 1 }]);
  });
});

it('cancels a statement that misses its deadline', async () => {
  const db = connect({ statementTimeoutMs: 60_000 });
  const failure = await failureOf(
    withinDatabaseDeadline(() => db.execute(sql`select pg_sleep(60), 'the slow one'`), 300),
  );
  expect(isDatabaseUnavailable(failure)).toBe(true);
  await vi.waitFor(async () => {
    const running = await database.sql`select from pg_stat_activity
      where datname = current_database() and state = 'active' and query like '%the slow one%' and pid <> pg_backend_pid()`;
    expect(running).toHaveLength(0);
  });
  expect(await ask(db)).toEqual([{ one: 1 }]);
});

it('writes nothing after the time that it was given, whatever it still has to do', async () => {
  const db = connect({ statementTimeoutMs: 60_000 });
  const late = withinDatabaseDeadline(
    () =>
      db.transaction(async (tx) => {
        await add(tx);
        await new Promise((resolve) => setTimeout(resolve, 400));
        await add(tx, 2);
      }),
    200,
  );
  expect(isDatabaseUnavailable(await failureOf(late))).toBe(true);
  await vi.waitFor(async () => {
    expect(
      await database.sql`select from pg_locks l join pg_class c on c.oid = l.relation
      where c.relname = 'things'`,
    ).toHaveLength(0);
  }, FIVE_SECONDS);
  expect([await count(1), await count(2)]).toEqual([0, 0]);
});

it('does not wait for ever for rows that somebody else has locked', async () => {
  const db = connect({ lockTimeoutMs: 100, statementTimeoutMs: 10_000 });
  await database.sql.begin(async (other) => {
    await other`update things set n = 5 where id = 1`;
    expect(isLockTimeout(await failureOf(db.transaction((tx) => add(tx))))).toBe(true);
  });
  await db.transaction((tx) => add(tx));
  expect(await count()).toBe(6);
});

it('tells a pool that is busy from a database that is out of reach', async () => {
  const db = connect({ max: 1, statementTimeoutMs: 60_000 });
  await db.transaction(async (tx) => {
    const waiting = failureOf(withinDatabaseDeadline(() => ask(db), 300));
    await tx.execute(sql`select 1`);
    const failure = await waiting;
    expect(isDatabaseBusy(failure)).toBe(true);
    expect(isDatabaseUnavailable(failure)).toBe(false);
  });
  expect(await ask(db)).toEqual([{ one: 1 }]);
});

it('tells one whose turn comes with no time left to ask that the pool was busy', async () => {
  const db = connect({ max: 1, statementTimeoutMs: 60_000 });
  let waiting: Promise<unknown> | undefined;
  await db.transaction(async (tx) => {
    // From here, not from the connecting: that takes long on a busy machine.
    const from = performance.now();
    waiting = failureOf(withinDatabaseDeadline(() => db.execute(sql`select pg_sleep(5)`), 1_000));
    while (performance.now() < from + 800) await tx.execute(sql`select pg_sleep(0.02)`);
  });
  const failure = await waiting;
  expect(isDatabaseBusy(failure)).toBe(true);
  expect(isDatabaseUnavailable(failure)).toBe(false);
  expect(await ask(db)).toEqual([{ one: 1 }]);
});

it('takes a read-only server for one that is out of reach, and notices when it is not any more', async () => {
  const db = connect();
  const name = new URL(database.url).pathname.slice(1);
  await database.sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
  expect(isDatabaseUnavailable(await failureOf(add(db)))).toBe(true);
  expect(await ask(db)).toEqual([{ one: 1 }]);
  await database.sql.begin('read write', async (tx) => {
    await tx.unsafe(`alter database ${name} reset default_transaction_read_only`);
  });
  await vi.waitFor(() => add(db), FIVE_SECONDS);
  expect(await count()).toBe(1);
});

it('works without prepared statements, and passes texts and numbers on as arrays', async () => {
  const db = connect({}, '?prepare=false');
  const given = ['plain', 'with "quotes"', 'back\\slash', '{}', '', '中文', 'NULL'];
  const rows = await db.execute<{ text: string; n: number }>(sql`
    select * from unnest(${sql.param(given)}::text[], ${sql.param([1, 2, 3, 4, 5, 6, 9_007_199_254_740_991])}::bigint[]) as t(text, n)`);
  expect(rows.map(({ text }) => text)).toEqual(given);
  expect(rows.at(-1)!.n).toBe(9_007_199_254_740_991);
  expect(await db.execute(sql`select from pg_prepared_statements`)).toHaveLength(0);
});
