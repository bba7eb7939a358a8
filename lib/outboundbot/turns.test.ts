import { setMaxListeners } from 'node:events';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Turns } from './turns';
import type { CallClass } from './types';

const live = new AbortController().signal;
setMaxListeners(0, live);
const caller = (orgId: string, callClass: CallClass = 'page', actorId = orgId) => ({
  orgId,
  actorId,
  class: callClass,
});

/** A scene of which each call is known by name: asks, waits, and ends when the test says so. */
function scene(concurrency: number) {
  const turns = new Turns({ concurrency });
  const granted: string[] = [];
  const releases = new Map<string, () => void>();
  return {
    turns,
    granted,
    ask(name: string, who: ReturnType<typeof caller>, signal = live) {
      return turns.take(who, signal).then((release) => {
        granted.push(name);
        releases.set(name, release);
      });
    },
    async end(name: string) {
      releases.get(name)!();
      releases.delete(name);
      await settled();
      await settled();
    },
    /** Ends the calls in the order of their turns until none is left; tells that order. */
    async order(): Promise<string[]> {
      await settled();
      for (let at = 0; at < granted.length; at += 1)
        if (releases.has(granted[at]!)) await this.end(granted[at]!);
      return granted;
    },
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));
const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('turns', () => {
  it('of one caller come in the order of asking', async () => {
    const one = scene(2);
    for (const name of names('a', 6)) void one.ask(name, caller('a'));
    expect(await one.order()).toEqual(names('a', 6));
  });

  it('go round the organizations, however many calls one of them has', async () => {
    const one = scene(1);
    for (const name of names('a', 60)) void one.ask(name, caller('a'));
    await settled();
    for (const name of names('b', 3)) void one.ask(name, caller('b'));
    void one.ask('c0', caller('c'));
    expect((await one.order()).slice(0, 9)).toEqual(['a0', 'a1', 'b0', 'c0', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  it('go first to the organization with the fewest places', async () => {
    const one = scene(4);
    for (const name of names('a', 10)) void one.ask(name, caller('a'));
    await settled();
    for (const name of names('b', 10)) void one.ask(name, caller('b'));
    expect(one.granted).toEqual(names('a', 4));
    // Those of `a` take long: each place that comes free goes to `b` until the two have the same.
    await one.end('a0');
    await one.end('a1');
    expect(one.granted.slice(4)).toEqual(['b0', 'b1']);
    await one.end('b0');
    await one.end('b1');
    expect(one.granted.slice(6)).toEqual(['b2', 'b3']);
  });

  it('go round the people of an organization', async () => {
    const one = scene(1);
    for (const name of names('x', 20)) void one.ask(name, caller('a', 'page', 'x'));
    await settled();
    void one.ask('y0', caller('a', 'page', 'y'));
    void one.ask('z0', caller('a', 'page', 'z'));
    void one.ask('b0', caller('b'));
    expect((await one.order()).slice(0, 7)).toEqual(['x0', 'x1', 'b0', 'y0', 'z0', 'x2', 'x3']);
  });

  it('go to people before pages and to pages before background work, but to none never', async () => {
    const one = scene(1);
    void one.ask('first', caller('a'));
    for (const name of names('work', 3)) void one.ask(name, caller('a', 'background'));
    for (const name of names('page', 12)) void one.ask(name, caller('a', 'page'));
    for (const name of names('person', 60)) void one.ask(name, caller('b', 'person'));
    const order = await one.order();
    expect(order.slice(1, 9)).toEqual(names('person', 8));
    expect(order[9]).toBe('page0');
    const lower = order.filter((name) => name.startsWith('work')).map((name) => order.indexOf(name));
    expect(lower[0]).toBeGreaterThan(9);
    expect(lower[0]).toBeLessThan(36);
    expect(order.lastIndexOf('page5')).toBeLessThan(order.indexOf('person59'));
    expect(order).toHaveLength(76);
  });

  it('leave places for people whatever the pages hold, and for pages whatever the background holds', async () => {
    const one = scene(24);
    for (const name of names('work', 30)) void one.ask(name, caller('a', 'background'));
    await settled();
    expect(one.granted).toHaveLength(12);
    for (const name of names('page', 134)) void one.ask(name, caller('a', 'page'));
    await settled();
    expect(one.granted).toHaveLength(20);
    // None has ended.
    void one.ask('play', caller('b', 'person'));
    await settled();
    expect(one.granted.at(-1)).toBe('play');
    for (const name of names('more', 9)) void one.ask(name, caller('c', 'person'));
    await settled();
    expect(one.granted).toHaveLength(24);
  });

  it('are not lost on one who goes while waiting', async () => {
    const one = scene(1);
    void one.ask('first', caller('a'));
    await settled();
    const leaving = new AbortController();
    setMaxListeners(0, leaving.signal);
    const gone = names('gone', 50).map((name) => one.ask(name, caller('a'), leaving.signal));
    void one.ask('last', caller('a'));
    leaving.abort(new Error('gone'));
    expect((await Promise.allSettled(gone)).every(({ status }) => status === 'rejected')).toBe(true);
    expect(await one.order()).toEqual(['first', 'last']);
    await expect(one.turns.take(caller('a'), AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });

  it('tell that one has to wait the longer the more are ahead', async () => {
    const one = scene(2);
    for (const name of names('a', 2)) await one.ask(name, caller('a'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await one.end('a0');
    await one.ask('a2', caller('a'));
    const alone = one.turns.expectedWaitMs('page');
    for (const name of names('b', 100)) void one.ask(name, caller('b'));
    expect(one.turns.expectedWaitMs('page')).toBeGreaterThan(50 * alone);
    expect(one.turns.expectedWaitMs('person')).toBe(alone);
  });
});

describe('a pace', () => {
  // Its clock is the test's: a loaded machine cannot make it late.
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  const turnsOf = (maxRps: number) => {
    const turns = new Turns({ concurrency: 1000, maxRps });
    return async (signal: AbortSignal, who = caller('a', 'person')) => (await turns.take(who, signal))();
  };

  it.each([
    [40, 40, 1000],
    [2.5, 2, 800],
    [0.8, 1, 1250],
  ])('of %d a second gives %d turns within any %d ms', async (maxRps, burst, windowMs) => {
    const takeTurn = turnsOf(maxRps);
    const turns: number[] = [];
    const startedAt = performance.now();
    for (let asked = 0; asked < burst * 2 + 1; asked += 1) {
      void takeTurn(live).then(() => turns.push(performance.now() - startedAt));
    }
    await vi.advanceTimersByTimeAsync(3 * windowMs);
    const at = (index: number) => Array.from({ length: burst }, () => index * windowMs);
    expect(turns).toEqual([...at(0), ...at(1), 2 * windowMs]);
  });

  it('loses no turn to one who has gone', async () => {
    const takeTurn = turnsOf(2);
    await takeTurn(live);
    await takeTurn(live);
    const leaving = new AbortController();
    setMaxListeners(0, leaving.signal);
    const waiting = Promise.allSettled(names('', 20).map(() => takeTurn(leaving.signal)));
    leaving.abort(new Error('gone'));
    expect((await waiting).every(({ status }) => status === 'rejected')).toBe(true);
    let isNext = false;
    void takeTurn(live).then(() => (isNext = true));
    await vi.advanceTimersByTimeAsync(999);
    expect(isNext).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isNext).toBe(true);
  });

  it('is shared as places are', async () => {
    const takeTurn = turnsOf(20);
    const order: string[] = [];
    const as = (orgId: string, callClass: CallClass) =>
      void takeTurn(live, caller(orgId, callClass)).then(() => order.push(orgId));
    names('', 30).forEach(() => as('a', 'page'));
    as('b', 'page');
    as('c', 'person');
    await vi.advanceTimersByTimeAsync(1000);
    // Twenty were let go at once; then comes who waits for a person, then the other organization in its turn.
    expect(order.slice(20, 23)).toEqual(['c', 'a', 'b']);
    expect(order).toHaveLength(32);
  });
});
