import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { createDb, type Db } from './client';
import { isRolledBack, postgresError } from './errors';
import { createEmptyDatabase, type TestDatabase } from './testing';

let database: TestDatabase;
let db: Db;
let end: () => Promise<void>;

beforeAll(async () => {
  database = await createEmptyDatabase();
  const name = new URL(database.url).pathname.slice(1);
  // Such a default must not make transactions fail that wait for each other.
  await database.sql.unsafe(`alter database ${name} set default_transaction_isolation = 'repeatable read'`);
  await database.sql`create table things (id int primary key, n int not null)`;
  await database.sql`create sequence times`;
  ({ db, end } = createDb(database.pooledUrl, { max: 12, statementTimeoutMs: 60_000 }));
});
afterAll(async () => {
  await end();
  await database.drop();
});
beforeEach(async () => {
  await database.sql`drop trigger if exists unlucky on things`;
  await database.sql`truncate things`;
  await database.sql`insert into things values (1, 0), (2, 0)`;
  await database.sql`alter sequence times restart`;
});

const add = (by: Pick<Db, 'execute'>, id: number) =>
  by.execute(sql`update things set n = n + 1 where id = ${id}`);
const counts = async () =>
  (await database.sql<{ n: number }[]>`select n from things order by id`).map(({ n }) => n);
/** Has the first writings of every attempt fail, as the server does when others are in the way. */
async function failAtFirst(code: string, times: number): Promise<void> {
  await database.sql.unsafe(`
    create or replace function unlucky() returns trigger language plpgsql as $$
    begin
      if nextval('times') <= ${times} then raise exception 'in the way' using errcode = '${code}'; end if;
      return new;
    end $$`);
  await database.sql`create trigger unlucky before update on things for each row execute function unlucky()`;
}

/** Both have come here before either goes on; later ones pass. */
function meeting(): () => Promise<void> {
  let missing = 2;
  let open: () => void;
  const met = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--missing <= 0) open();
    return met;
  };
}

it('lets two transactions through that lock each other out', async () => {
  const meet = meeting();
  let attempts = 0;
  const inOrder = (first: number, second: number) =>
    db.transaction(async (tx) => {
      attempts++;
      await add(tx, first);
      await meet();
      await add(tx, second);
      return first;
    });
  expect(await Promise.all([inOrder(1, 2), inOrder(2, 1)])).toEqual([1, 2]);
  expect(attempts).toBeGreaterThan(2);
  expect(await counts()).toEqual([2, 2]);
});

it('lets a single statement through that locks a transaction out', async () => {
  let alone: Promise<unknown> | undefined;
  await db.transaction(async (tx) => {
    await add(tx, 2);
    alone ??= db
      .execute(
        sql`with one as (update things set n = n + 1 where id = 1 returning id)
          update things set n = n + 1 from one where things.id = 2`,
      )
      .execute();
    await database.waitsForLock(alone);
    await add(tx, 1);
  });
  await alone;
  expect(await counts()).toEqual([2, 2]);
});

it.each(['40P01', '40001'])('runs again what %s ended, and writes it once', async (code) => {
  await failAtFirst(code, 3);
  await add(db, 1);
  expect(await counts()).toEqual([1, 0]);
  await database.sql`alter sequence times restart`;
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into things values (${3}, 0)`);
    // What is sent behind the one that fails hears only that the transaction is aborted.
    await Promise.all([add(tx, 2), tx.execute(sql`select 1`)]);
  });
  expect(await counts()).toEqual([1, 1, 0]);
});

it('gives up after four times, and nothing is written', async () => {
  await failAtFirst('40P01', 100);
  const failures = await Promise.all(
    [add(db, 1).execute(), db.transaction((tx) => add(tx, 2))].map((work) =>
      work.then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  );
  expect(failures.map(isRolledBack)).toEqual([true, true]);
  expect((await database.sql`select last_value from times`)[0]).toEqual({ last_value: '8' });
  expect(await counts()).toEqual([0, 0]);
});

it('runs nothing again that failed for another reason', async () => {
  let attempts = 0;
  const failure = await db
    .transaction(async (tx) => {
      attempts++;
      await add(tx, 1);
      await tx.execute(sql`select 1 / 0`);
    })
    .catch((error: unknown) => error);
  expect(postgresError(failure)?.code).toBe('22012');
  expect(attempts).toBe(1);
  expect(await counts()).toEqual([0, 0]);
});

it('reads a row as it is once it is locked, whatever isolation the database prefers', async () => {
  await Promise.all(
    Array.from({ length: 10 }, () =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select from things where id = 2`);
        await tx.execute(sql`select from things where id = 1 for update`);
        await add(tx, 1);
      }),
    ),
  );
  expect(await counts()).toEqual([10, 0]);
});
