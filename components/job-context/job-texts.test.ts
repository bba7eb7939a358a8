import { describe, expect, it } from 'vitest';

import { clockSeenFrom, compactMinute, compactTime, dayOf, withoutIdReason } from './job-texts';

describe('compactTime', () => {
  const today = dayOf('2026-11-23T06:03:21.000Z');

  it.each([
    ['2026-11-23T06:03:21.000Z', '14:03:21'],
    ['2026-11-22T16:30:00.000Z', '00:30:00'],
    ['2026-11-22T15:59:59.000Z', '11-22 23:59'],
    ['2025-12-31T15:59:59.000Z', '2025-12-31'],
  ])('%s is %s', (time, text) => {
    expect(compactTime(time, today)).toBe(text);
  });
});

it.each([
  ['2026-11-23T07:30:59.000Z', '15:30'],
  ['2026-11-24T01:00:00.000Z', '11-24 09:00'],
  ['2027-01-02T01:00:00.000Z', '2027-01-02 09:00'],
])('%s to the minute is %s', (time, text) => {
  expect(compactMinute(time, '2026-11-23')).toBe(text);
});

it('names months in English', () => {
  expect(compactTime('2026-11-22T15:59:59.000Z', '2026-11-23', 'en')).toBe('22 Nov, 23:59');
  expect(compactTime('2025-12-31T15:59:59.000Z', '2026-11-23', 'en')).toBe('31 Dec 2025');
  expect(compactMinute('2027-01-02T01:00:00.000Z', '2026-11-23', 'en')).toBe('2 Jan 2027, 09:00');
});

it('names the day of a clock time only where it is another one', () => {
  expect(clockSeenFrom('2026-11-23T05:40:02.000Z', '2026-11-23T06:03:21.000Z')).toBe('13:40:02');
  expect(clockSeenFrom('2026-11-22T05:40:02.000Z', '2026-11-23T06:03:21.000Z')).toBe('11-22 13:40:02');
});

describe('withoutIdReason', () => {
  const row = {
    callStatus: null,
    callResult: null,
    callingNumberMasked: null,
    conversationTurns: 0,
    recording: 'none',
  } as const;

  it('is never submitted, as far as an untouched row tells', () => {
    expect(withoutIdReason(row)).toBe('never');
    expect(withoutIdReason({ ...row, callStatus: 'Drafted' })).toBe('never');
  });

  it('is lost where something of a call is there', () => {
    expect(withoutIdReason({ ...row, callStatus: 'Executing' })).toBe('lost');
    expect(withoutIdReason({ ...row, conversationTurns: 4 })).toBe('lost');
    expect(withoutIdReason({ ...row, recording: 'stored' })).toBe('lost');
  });
});
