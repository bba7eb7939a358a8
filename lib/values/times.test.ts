import { describe, expect, it } from 'vitest';

import { callDuration, isoTime, plausibleTime, sentenceTimes } from './times';

const START = 1_795_413_600_000;
const HOUR = 3_600_000;
const after = (...ms: number[]) => ms.map((one) => START + one);

describe('plausibleTime', () => {
  it.each([
    [START, START],
    [String(START), START],
    [START + 0.7, START],
    [Date.UTC(2000, 0, 1), Date.UTC(2000, 0, 1)],
    [Date.UTC(2000, 0, 1) - 1, null],
    [Date.UTC(2100, 0, 1), null],
    // Seconds, microseconds, nanoseconds, a count from the start of the call.
    [START / 1000, null],
    [START * 1000, null],
    [START * 1e6, null],
    [5000, null],
    [0, null],
    [-START, null],
    ['', null],
    ['2026-11-23', null],
    [null, null],
    [undefined, null],
    [true, null],
    [Infinity, null],
    [NaN, null],
    [{}, null],
  ])('%j: %j', (value, ms) => {
    expect(plausibleTime(value)).toBe(ms);
    expect(isoTime(value)).toBe(ms === null ? null : new Date(ms).toISOString());
  });
});

describe('sentenceTimes', () => {
  const offsets = (actual: unknown, stamps: unknown[]) =>
    sentenceTimes(actual, stamps).offsets.map((ms) => (ms === null ? null : ms / 1000));

  it.each([
    ['in order', START, after(5000, 10_000), [5, 10]],
    ['out of order', START, after(20_000, 5000), [20, 5]],
    ['out of order, no ActualTime', null, after(20_000, 5000, 10_000), [15, 0, 5]],
    ['the first at 0', START, [0, ...after(5000)], [null, 5]],
    ['the first at 0, no ActualTime', null, [0, ...after(5000, 8000)], [null, 0, 3]],
    ['in seconds', START, after(5000, 10_000).map((ms) => ms / 1000), [null, null]],
    ['in seconds, and ActualTime too', START / 1000, after(5000).map((ms) => ms / 1000), [null]],
    ['counted from the start of the call', START, [0, 5000, 10_000], [null, null, null]],
    ['counted from the start of the call, no ActualTime', null, [0, 5000], [null, null]],
    ['eight hours late', START, after(8 * HOUR + 5000, 8 * HOUR + 9000), [0, 4]],
    ['eight hours early', START, after(-8 * HOUR + 5000, -8 * HOUR + 9000), [0, 4]],
    ['one of them eight hours off', START, after(5000, 8 * HOUR + 7000, 9000), [5, null, 9]],
    ['one of them eight hours off, no ActualTime', null, after(-8 * HOUR, 7000, 9000), [null, 0, 2]],
    ['past 2100', START, [4_102_444_800_000, ...after(5000)], [null, 5]],
    ['an ActualTime past 2100', 8_998_204_800_000_000, after(5000, 7000), [0, 2]],
    ['a clock that is a little behind', START, after(-3000, 2000), [0, 2]],
    ['a null among them', START, [null, ...after(5000)], [null, 5]],
    ['none', START, [], []],
  ] as const)('%s', (_, actual, stamps, expected) => {
    expect(offsets(actual, [...stamps])).toEqual(expected);
  });

  it('tells no time of day where ActualTime contradicts the sentences', () => {
    expect(sentenceTimes(START, after(5000)).storedAt).toEqual(after(5000));
    expect(sentenceTimes(null, after(5000)).storedAt).toEqual(after(5000));
    expect(sentenceTimes(START, after(8 * HOUR)).storedAt).toEqual([null]);
  });
});

describe('callDuration', () => {
  it.each([
    ['as it is told', 42_000, after(0, 1000), 42_000],
    ['digits', '42000', [], 42_000],
    ['none told: from the earliest to the latest sentence', 0, after(20_000, 5000, 10_000), 15_000],
    ['the first sentence at 0', null, [0, ...after(5000, 9000)], 4000],
    ['the last sentence past 2100', null, [...after(5000, 9000), 9_000_000_000_000], 4000],
    ['the first sentence in seconds', null, [START / 1000, ...after(5000, 9000)], 4000],
    ['all in seconds', null, [START / 1000, START / 1000 + 60], null],
    ['no call lasts 57 years', START, [], null],
    ['below 0', -5, after(5000, 9000), 4000],
    ['one sentence', null, after(5000), null],
    ['all at once', null, after(5000, 5000), null],
    ['nothing', undefined, [], null],
  ] as const)('%s', (_, duration, stamps, expected) => {
    expect(callDuration(duration, null, [...stamps])).toBe(expected);
    expect(callDuration(duration, START, [...stamps])).toBe(expected);
  });
});
