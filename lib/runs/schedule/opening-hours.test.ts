import { describe, expect, it } from 'vitest';

import { isNight, isOpen, nextDay, nextNight, nextOpen } from './opening-hours';

const ZONE = 'Asia/Shanghai';
const WORKDAYS = { fromHour: 9, untilHour: 18, weekdays: [1, 2, 3, 4, 5] };
const at = (iso: string) => new Date(iso);

describe('opening hours', () => {
  it('are the organization’s own', () => {
    // Friday 17:59 and 18:00 in Shanghai.
    expect(isOpen(at('2026-11-27T09:59:00Z'), WORKDAYS, ZONE)).toBe(true);
    expect(isOpen(at('2026-11-27T10:00:00Z'), WORKDAYS, ZONE)).toBe(false);
    expect(nextOpen(at('2026-11-27T10:00:00Z'), WORKDAYS, ZONE)).toEqual(at('2026-11-30T01:00:00Z'));
    expect(nextOpen(at('2026-11-27T01:23:45Z'), WORKDAYS, ZONE)).toEqual(at('2026-11-27T01:23:45Z'));
  });

  it('follow a clock that is put back, and zones of half an hour', () => {
    // On 1 November New York goes back from 2:00 to 1:00: nine o'clock is 14:00 UTC from then on.
    const daily = { ...WORKDAYS, weekdays: [1, 2, 3, 4, 5, 6, 7] };
    expect(nextOpen(at('2026-11-01T02:00:00Z'), daily, 'America/New_York')).toEqual(
      at('2026-11-01T14:00:00Z'),
    );
    expect(nextOpen(at('2026-11-01T00:00:00Z'), daily, 'Asia/Kolkata')).toEqual(at('2026-11-01T03:30:00Z'));
  });

  it('are Shanghai’s where nobody knows the zone', () => {
    expect(isOpen(at('2026-11-27T09:59:00Z'), WORKDAYS, 'Mars/Olympus')).toBe(true);
  });

  it('know the night, and when the next one and the next day begin', () => {
    const night = at('2026-11-28T19:00:00Z');
    expect(isNight(night, ZONE)).toBe(true);
    expect(nextNight(night, ZONE)).toEqual(at('2026-11-29T18:00:00Z'));
    expect(nextNight(at('2026-11-28T12:00:00Z'), ZONE)).toEqual(at('2026-11-28T18:00:00Z'));
    expect(nextDay(night, ZONE)).toEqual(at('2026-11-29T16:00:00Z'));
  });
});
