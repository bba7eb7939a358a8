import { describe, expect, it } from 'vitest';

import { createPace, createPlaces } from './limits';

const live = new AbortController().signal;

describe('a pace', () => {
  it.each([
    [40, 40, 1000],
    [2.5, 2, 800],
    [0.8, 1, 1250],
  ])('of %d a second gives %d turns within any %d ms', async (maxRps, burst, windowMs) => {
    const takeTurn = createPace(maxRps);
    const turns: number[] = [];
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: burst * 2 + 1 }, async () => {
        await takeTurn(live);
        turns.push(performance.now());
      }),
    );
    turns
      .slice(burst)
      .forEach((turn, at) => expect(turn - (turns[at] ?? NaN)).toBeGreaterThan(windowMs - 20));
    expect(turns[burst - 1]).toBeLessThan(startedAt + 600);
  });

  it('loses no turn to one who has gone', async () => {
    const takeTurn = createPace(2);
    await takeTurn(live);
    await takeTurn(live);
    const gone = AbortSignal.timeout(50);
    const waiting = Array.from({ length: 40 }, () => takeTurn(gone));
    const startedAt = performance.now();
    expect((await Promise.allSettled(waiting)).every(({ status }) => status === 'rejected')).toBe(true);
    await takeTurn(live);
    expect(performance.now() - startedAt).toBeLessThan(9000);
  });
});

describe('places', () => {
  it('are given first come, first served; one who goes while waiting gets none', async () => {
    const acquire = createPlaces(1);
    const order: string[] = [];
    const release = await acquire(live);
    const leaving = new AbortController();
    const first = acquire(leaving.signal);
    const second = acquire(live).then((free) => {
      order.push('second');
      free();
    });
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(order).toEqual([]);
    release();
    await second;
    expect(order).toEqual(['second']);
    await expect(acquire(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});
