import { expect, it } from 'vitest';

import { daysOf, PERIODS, periodOf, stepsOf, totalOf } from './periods';

/** A Sunday evening in Shanghai that is still Sunday noon in UTC. */
const SUNDAY = new Date('2026-11-29T15:30:00Z');
/** Half an hour later, Monday has begun there. */
const MONDAY = new Date('2026-11-29T16:00:00Z');

it('knows the days of each period in Shanghai, weeks from Monday on', () => {
  const days = (now: Date) =>
    Object.fromEntries(PERIODS.map((name) => [name, Object.values(daysOf(periodOf(name, now))).join(' ')]));
  expect(days(SUNDAY)).toEqual({
    today: '2026-11-29 2026-11-29',
    yesterday: '2026-11-28 2026-11-28',
    week: '2026-11-23 2026-11-29',
    'last-week': '2026-11-16 2026-11-22',
    '30d': '2026-10-31 2026-11-29',
  });
  expect(days(MONDAY)).toMatchObject({ week: '2026-11-30 2026-11-30', 'last-week': '2026-11-23 2026-11-29' });
});

it('sums days by week, cut to the period, the newest first', () => {
  const day = (name: string, written: number) => ({
    userId: 'a',
    day: name,
    ...{ written, finished: 1, played: 2, taken: 0 },
  });
  const days = [day('2026-11-01', 1), day('2026-11-24', 2), day('2026-11-29', 3)];
  const steps = stepsOf(days, 'week', periodOf('30d', SUNDAY));
  expect(steps.map(({ first, last, deeds }) => [first, last, deeds.written])).toEqual([
    ['2026-11-23', '2026-11-29', 5],
    ['2026-10-31', '2026-11-01', 1],
  ]);
  expect(stepsOf(days, 'day', periodOf('30d', SUNDAY)).map(({ first }) => first)).toEqual([
    '2026-11-29',
    '2026-11-24',
    '2026-11-01',
  ]);
  expect(totalOf(days)).toEqual({ written: 6, finished: 3, played: 6, taken: 0 });
});
