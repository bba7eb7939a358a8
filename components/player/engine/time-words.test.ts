import { describe, expect, it } from 'vitest';

import { toClock, toTimeWords } from './time-words';

describe('toClock', () => {
  it.each([
    [0, '00:00'],
    [42.99, '00:42'],
    [60, '01:00'],
    [3599.9, '59:59'],
    [3723, '1:02:03'],
    [-1, '00:00'],
    [Number.NaN, '00:00'],
    [Number.POSITIVE_INFINITY, '00:00'],
  ])('%s s is %s', (seconds, clock) => expect(toClock(seconds)).toBe(clock));
});

describe('toTimeWords', () => {
  it.each([
    [9.8, { unit: 'seconds', hours: 0, minutes: 0, seconds: 9 }],
    [83, { unit: 'minutes', hours: 0, minutes: 1, seconds: 23 }],
    [3600, { unit: 'hours', hours: 1, minutes: 0, seconds: 0 }],
    [Number.NaN, { unit: 'seconds', hours: 0, minutes: 0, seconds: 0 }],
  ])('%s s', (seconds, words) => expect(toTimeWords(seconds)).toEqual(words));
});
