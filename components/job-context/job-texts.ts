import type { Locale } from '@/lib/i18n/config';
import { formatClock, formatDateMinute, formatDateTime, formatDay, formatInYear } from '@/lib/i18n/format';
import type { JobRow } from '@/lib/jobs/schemas';

/** The day of a time in the product's time zone: `2026-11-23`. */
export function dayOf(time: string | number): string {
  return formatDateTime(time).slice(0, 10);
}

/** As short as a cell needs it: `14:03:21` on the same day, `11-22 14:03` (`22 Nov, 14:03`) in the same year, else the day. */
export function compactTime(time: string, today: string, locale: Locale = 'zh'): string {
  const day = dayOf(time);
  if (day === today) return formatClock(time);
  return day.slice(0, 4) === today.slice(0, 4)
    ? formatInYear(time, locale, { seconds: false })
    : formatDay(time, locale);
}

/** As short without seconds: `15:30` on the same day, `11-24 09:00` in the same year, else `2027-01-02 09:00`. */
export function compactMinute(time: string, today: string, locale: Locale = 'zh'): string {
  const day = dayOf(time);
  if (day === today) return formatClock(time).slice(0, 5);
  return day.slice(0, 4) === today.slice(0, 4)
    ? formatInYear(time, locale, { seconds: false })
    : formatDateMinute(time, locale);
}

/** The clock of a time, with its day when that is another one than the other time's: `13:40:02`, `11-22 13:40:02`. */
export function clockSeenFrom(time: string, other: string, locale: Locale = 'zh'): string {
  return dayOf(time) === dayOf(other) ? formatClock(time) : formatInYear(time, locale);
}

/**
 * Why a row has no `call_job_id`, as far as the row itself tells: it carries traces of a call (`lost`: the answer with
 * its id never reached us), or none (`never`: it was not submitted, or was refused).
 */
export function withoutIdReason(
  row: Pick<JobRow, 'callStatus' | 'callResult' | 'callingNumberMasked' | 'conversationTurns' | 'recording'>,
): 'lost' | 'never' {
  const traces =
    (row.callStatus !== null && row.callStatus !== 'Drafted') ||
    row.callResult !== null ||
    row.callingNumberMasked !== null ||
    row.conversationTurns > 0 ||
    row.recording === 'stored';
  return traces ? 'lost' : 'never';
}
