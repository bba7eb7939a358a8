import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { createDb } from '@/lib/db/client';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { createBudget, currentRate, lowerLimit, reserveStarts, setLimit } from './budget';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.sql`delete from callboard.provider_budgets`);

const FAR = 3_600_000;
const fail = (error: unknown) => {
  throw error;
};

it('gives every start once, evenly spaced below the limit, whoever asks for how many', async () => {
  const RATE = 40;
  await setLimit(database.db, RATE);
  const instances = [1, 2, 3].map(() => createDb(database.pooledUrl, { max: 2 }));
  const starts: number[] = [];
  try {
    await Promise.all(
      instances.flatMap(({ db }) =>
        [1, 4].map(async (slots) => {
          for (let asked = 0; asked < 15; asked++) {
            const reserved = await reserveStarts(db, slots, FAR);
            const { startAt, spacingMs } = reserved!;
            for (let at = 0; at < slots; at++) starts.push(startAt + at * spacingMs);
          }
        }),
      ),
    );
  } finally {
    await Promise.all(instances.map(({ end }) => end()));
  }
  starts.sort((a, b) => a - b);
  expect(starts).toHaveLength(3 * 15 * 5);
  const gaps = starts.slice(1).map((start, index) => start - starts[index]!);
  // Microseconds are what the clock knows.
  expect(Math.min(...gaps)).toBeGreaterThan(1000 / RATE);
  for (const [index, start] of starts.entries()) {
    const within = starts.slice(index).filter((other) => other - start <= 1000).length;
    expect(within).toBeLessThanOrEqual(RATE);
  }
});

it('lets nobody reserve further ahead than they may: people before background work', async () => {
  await setLimit(database.db, 1);
  const person = createBudget(database.db, 1, fail);
  const worker = createBudget(database.db, 1, fail);
  expect(await person.reserve(3, 8_000)).toHaveProperty('startInMs');
  expect(await worker.reserve(1, 0)).toHaveProperty('refusedForMs');
  expect(await person.reserve(1, 8_000)).toHaveProperty('startInMs');
});

it('is lowered once for one storm, stands still as long as the provider asks, and rises again', async () => {
  const budget = createBudget(database.db, 100, fail);
  await budget.reserve(1, 0);
  await Promise.all(Array.from({ length: 8 }, (_, call) => budget.throttled(50, call === 0 ? 30_000 : null)));
  const lowered = (await currentRate(database.db))!;
  expect(lowered.blockedForMs).toBeGreaterThan(20_000);
  expect(lowered.rate).toBe(70);
  // Sent before the storm was noted, told after it: the same storm.
  await budget.throttled(60_000, null);
  expect(await budget.reserve(1, 5_000)).toHaveProperty('refusedForMs');

  await database.sql`update callboard.provider_budgets set blocked_until = null,
    next_at = clock_timestamp() - interval '1 hour', throttled_at = clock_timestamp() - interval '11 seconds'`;
  await budget.reserve(1, 0);
  await budget.reserve(1, 5_000);
  // One step, however often somebody asks within ten seconds.
  expect((await currentRate(database.db))!.rate).toBe(75);
});

it('can be lowered and given back while all runs', async () => {
  expect(await lowerLimit(database.db, 3)).toBe(false);
  const budget = createBudget(database.db, 50, fail);
  await budget.reserve(1, 0);
  expect(await lowerLimit(database.db, 5)).toBe(true);
  const { startInMs } = (await budget.reserve(2, FAR)) as { startInMs: number[] };
  expect(startInMs[1]! - startInMs[0]!).toBeGreaterThan(200);
  // Another instance starts meanwhile: it does not undo what an administrator has set.
  await setLimit(database.db, 50);
  expect(await currentRate(database.db)).toMatchObject({ rate: 5, limit: 5 });
  await lowerLimit(database.db, null);
  expect(await currentRate(database.db)).toMatchObject({ rate: 50, limit: 50 });
});
