import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { type Budget, createSharedPace, type Slots } from './shared-pace';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** A budget whose answers the test gives. */
function scripted(limit: number) {
  const asked: { slots: number; maxWaitMs: number; answer: (slots: Slots) => Promise<void> }[] = [];
  const budget: Budget = {
    limit,
    reserve: (slots, maxWaitMs) =>
      new Promise((resolve) => {
        const answer = async (told: Slots) => {
          resolve(told);
          await vi.advanceTimersByTimeAsync(0);
        };
        asked.push({ slots, maxWaitMs, answer });
      }),
    throttled: () => Promise.resolve(),
  };
  return { budget, asked };
}

it('reserves a tenth of a second’s worth at most, and waits for each start', async () => {
  const { budget, asked } = scripted(40);
  const ready = vi.fn();
  const pace = createSharedPace(budget, ready);
  expect(pace.waitMs('page', 9)).toBe(Infinity);
  expect(pace.waitMs('page', 9)).toBe(Infinity);
  expect(asked.map(({ slots }) => slots)).toEqual([4]);
  await asked[0]!.answer({ startInMs: [0, 25, 50, 75] });
  expect(ready).toHaveBeenCalledOnce();
  expect(pace.waitMs('page', 9)).toBeLessThanOrEqual(0);
  pace.start();
  expect(pace.waitMs('page', 8)).toBe(25);
});

it('gives up a start that its process slept through, instead of crowding the next one', async () => {
  const { budget, asked } = scripted(10);
  const pace = createSharedPace(budget, () => {});
  pace.waitMs('background', 1);
  await asked[0]!.answer({ startInMs: [0] });
  await vi.advanceTimersByTimeAsync(60);
  expect(pace.waitMs('background', 1)).toBe(Infinity);
  expect(asked).toHaveLength(2);
});

it('lets a person ask at once where background work was refused, which looks further ahead the longer it waits', async () => {
  const { budget, asked } = scripted(10);
  const ready = vi.fn();
  const pace = createSharedPace(budget, ready);
  pace.waitMs('background', 1);
  await asked[0]!.answer({ refusedForMs: 60 });
  expect(ready).not.toHaveBeenCalled();
  expect(pace.waitMs('person', 2)).toBe(Infinity);
  expect(asked[1]!.maxWaitMs).toBeGreaterThan(1000);
  await asked[1]!.answer({ refusedForMs: 60 });
  await vi.advanceTimersByTimeAsync(5_000);
  pace.waitMs('background', 1);
  expect(asked[2]!.maxWaitMs).toBeGreaterThan(300);
});
