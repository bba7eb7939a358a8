import { shanghaiDay } from '@/lib/values/shanghai-day';

import type { DayOfDeeds, Deeds, Period } from './deeds';
import { NO_DEEDS } from './deeds';

/** The times that a supervisor asks about; weeks begin on Monday, all days are Asia/Shanghai's. */
export const PERIODS = ['today', 'yesterday', 'week', 'last-week', '30d'] as const;
export type PeriodName = (typeof PERIODS)[number];

/** In which steps a period is told. */
export const STEPS = ['total', 'day', 'week'] as const;
export type Step = (typeof STEPS)[number];

const DAY_MS = 86_400_000;
const later = (time: Date, days: number) => new Date(time.getTime() + days * DAY_MS);
/** A day as it is called, `2026-11-30`, by a moment within it. */
const dayOf = (time: Date) => new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
/** Days since Monday. */
const sinceMonday = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export function periodOf(name: PeriodName, now: Date): Period {
  const { start, end } = shanghaiDay(now);
  const monday = later(start, -sinceMonday(dayOf(start)));
  switch (name) {
    case 'today':
      return { from: start, to: end };
    case 'yesterday':
      return { from: later(start, -1), to: start };
    case 'week':
      return { from: monday, to: end };
    case 'last-week':
      return { from: later(monday, -7), to: monday };
    case '30d':
      return { from: later(start, -29), to: end };
  }
}

/** The first and the last day of a period. */
export function daysOf({ from, to }: Period): { first: string; last: string } {
  return { first: dayOf(from), last: dayOf(new Date(to.getTime() - 1)) };
}

const add = (a: Deeds, b: Deeds): Deeds => ({
  written: a.written + b.written,
  finished: a.finished + b.finished,
  played: a.played + b.played,
  taken: a.taken + b.taken,
});

export type StepOfDeeds = { first: string; last: string; deeds: Deeds };

/** One person's days summed by step, the newest first; a week is named by its days within the period. */
export function stepsOf(days: readonly DayOfDeeds[], step: Step, period: Period): StepOfDeeds[] {
  if (step === 'total') return [];
  const bounds = daysOf(period);
  const steps = new Map<string, StepOfDeeds>();
  for (const { day, userId: _person, ...deeds } of days) {
    const at = new Date(`${day}T00:00:00Z`);
    const monday = later(at, -sinceMonday(day)).toISOString().slice(0, 10);
    const sunday = later(at, 6 - sinceMonday(day))
      .toISOString()
      .slice(0, 10);
    const first = step === 'day' ? day : monday < bounds.first ? bounds.first : monday;
    const last = step === 'day' ? day : sunday > bounds.last ? bounds.last : sunday;
    steps.set(first, { first, last, deeds: add(steps.get(first)?.deeds ?? NO_DEEDS, deeds) });
  }
  return [...steps.values()].toSorted((a, b) => (a.first < b.first ? 1 : -1));
}

export function totalOf(days: readonly Deeds[]): Deeds {
  return days.reduce<Deeds>((sum, day) => add(sum, day), NO_DEEDS);
}
