import { describe, expect, it } from 'vitest';

import {
  formatClock,
  formatDateMinute,
  formatDateTime,
  formatDuration,
  formatElapsed,
  formatNumber,
  formatPercent,
  formatShort,
  toAgo,
} from './format';

const MORNING = '2026-11-23T06:03:21.900Z';

describe('times are Beijing time, whatever the machine says', () => {
  it('whole, to the minute, and the clock alone', () => {
    expect(formatDateTime(MORNING)).toBe('2026-11-23 14:03:21');
    expect(formatDateMinute(MORNING)).toBe('2026-11-23 14:03');
    expect(formatClock(MORNING)).toBe('14:03:21');
    expect(formatDateTime('2026-12-31T16:00:00Z')).toBe('2027-01-01 00:00:00');
  });

  it('in English by the names of months', () => {
    expect(formatDateTime(MORNING, 'en')).toBe('23 Nov 2026, 14:03:21');
    expect(formatDateMinute('2026-12-31T16:00:00Z', 'en')).toBe('1 Jan 2027, 00:00');
    expect(formatShort('2026-11-22T15:59:59Z', Date.parse(MORNING), 'en')).toBe('22 Nov, 23:59:59');
  });

  it('the short form leaves out the day when it is today there', () => {
    const now = Date.parse('2026-11-23T15:59:59Z');
    expect(formatShort('2026-11-22T16:00:00Z', now)).toBe('00:00:00');
    expect(formatShort('2026-11-22T15:59:59Z', now)).toBe('11-22 23:59:59');
    expect(formatShort('2025-11-23T06:03:21Z', now)).toBe('2025-11-23 14:03:21');
  });

  it('gives an unreadable time back as it came', () => {
    expect(formatDateTime('soon')).toBe('soon');
    expect(formatShort('soon', 0)).toBe('soon');
  });
});

it('says of any time what the time zone itself says', () => {
  const zone = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  // Day by day, at another time of day each: Shanghai had summer time until 1991.
  for (let time = Date.UTC(1970, 0, 1); time < Date.UTC(2040, 0, 1); time += 86_400_000 + 3_671_000) {
    expect(formatDateTime(time)).toBe(zone.format(time));
  }
});

it.each([
  [0, '00:00'],
  [41_600, '00:42'],
  [725_000, '12:05'],
  [3_723_000, '1:02:03'],
  [-5, '00:00'],
])('a call of %d ms lasts %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

it('a machine takes seconds, and never none', () => {
  expect([formatElapsed(3), formatElapsed(211.7), formatElapsed(1449)]).toEqual(['0.1 s', '0.2 s', '1.4 s']);
});

it('numbers are grouped', () => {
  expect([formatNumber(1234567, 'zh'), formatNumber(1234567, 'en')]).toEqual(['1,234,567', '1,234,567']);
});

it.each([
  [0, 10, '0%'],
  [10, 10, '100%'],
  [1, 3, '33%'],
  [1, 100_000, '0.1%'],
  [99_999, 100_000, '99.9%'],
  [1, 0, '0%'],
])('%d of %d is %s', (part, whole, text) => expect(formatPercent(part, whole)).toBe(text));

it.each([
  [9, { unit: 'now', count: 0 }],
  [-600, { unit: 'now', count: 0 }],
  [59, { unit: 'seconds', count: 50 }],
  [60, { unit: 'minutes', count: 1 }],
  [3599, { unit: 'minutes', count: 59 }],
  [3600, { unit: 'hours', count: 1 }],
  [200_000, { unit: 'days', count: 2 }],
])('%d seconds ago', (seconds, ago) => expect(toAgo(new Date(0), seconds * 1000)).toEqual(ago));
