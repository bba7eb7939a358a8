import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { daysOf, readPeriod } from './period';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-29T17:00:00Z'), toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

it.each([
  ['7d', '7d', 7, '2026-11-24', '2026-11-30'],
  ['yesterday', 'yesterday', 1, '2026-11-29', '2026-11-29'],
  ['2026-11-01..2026-11-03', '2026-11-01..2026-11-03', 3, '2026-11-01', '2026-11-03'],
  ['2026-11-28..', '2026-11-28..2026-11-30', 3, '2026-11-28', '2026-11-30'],
  ['2020-01-01..2026-11-30', '2025-11-30..2026-11-30', 366, '2025-11-30', '2026-11-30'],
  // A beginning that is still to come: one day, without calls.
  ['2027-01-01..', '2027-01-01..2027-01-01', 1, '2027-01-01', '2027-01-01'],
  ['2026-11-03..2026-11-01', '2026-11-01..2026-11-03', 3, '2026-11-01', '2026-11-03'],
  ['2026-11-31..2026-11-01', '30d', 30, '2026-11-01', '2026-11-30'],
  ['..2026-11-30', '30d', 30, '2026-11-01', '2026-11-30'],
  ['next week', '30d', 30, '2026-11-01', '2026-11-30'],
])('%s', (asked, text, count, first, last) => {
  const period = readPeriod(asked);
  const days = daysOf(period);
  expect([period.text, days.length, days[0], days.at(-1)]).toEqual([text, count, first, last]);
});
