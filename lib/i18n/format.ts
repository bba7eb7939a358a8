import { TIME_ZONE, type Locale } from './config';

const SHANGHAI = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function partsOf(time: string | number | Date): Record<string, string> | null {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return null;
  return Object.fromEntries(SHANGHAI.formatToParts(date).map((part) => [part.type, part.value]));
}

/** `2026-11-23 14:03:21` in Asia/Shanghai, the same in every language. An unreadable time is given back as it came. */
export function formatDateTime(time: string | number | Date): string {
  const p = partsOf(time);
  return p ? `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second}` : String(time);
}

/** `2026-11-23 14:03`, where seconds say nothing. */
export function formatDateMinute(time: string | number | Date): string {
  const p = partsOf(time);
  return p ? `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}` : String(time);
}

/** `14:03:21` */
export function formatClock(time: string | number | Date): string {
  const p = partsOf(time);
  return p ? `${p.hour}:${p.minute}:${p.second}` : String(time);
}

/** The clock alone for a time of the same day as `now`, else `11-23 14:03:21` (with the year, when it is another). */
export function formatShort(time: string | number | Date, now: number): string {
  const p = partsOf(time);
  const today = partsOf(now);
  if (!p || !today) return String(time);
  const clock = `${p.hour}:${p.minute}:${p.second}`;
  if (p.year !== today.year) return `${p.year}-${p.month}-${p.day} ${clock}`;
  return p.month === today.month && p.day === today.day ? clock : `${p.month}-${p.day} ${clock}`;
}

/** Milliseconds as `00:42`, `12:05` or `1:02:03`; whole seconds, rounded. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** How long a machine took: `212 ms`, `1.4 s`. */
export function formatElapsed(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const NUMBERS: Record<Locale, Intl.NumberFormat> = {
  zh: new Intl.NumberFormat('zh-CN'),
  en: new Intl.NumberFormat('en'),
};

/** A whole number with its groups: `12,345`. */
export function formatNumber(value: number, locale: Locale): string {
  return NUMBERS[locale].format(value);
}

/**
 * A share as a percentage of at most one decimal. Something that is not nothing never reads `0%`, and what is not
 * everything never reads `100%`.
 */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0%';
  if (part >= whole) return '100%';
  const percent = Math.min(99.9, Math.max(0.1, (part / whole) * 100));
  return `${percent < 10 || percent > 99 ? percent.toFixed(1) : Math.round(percent)}%`;
}

export type Ago = { unit: 'now' | 'seconds' | 'minutes' | 'hours' | 'days'; count: number };

/**
 * How long ago a time was, in the largest whole unit; below a minute in steps of ten seconds, so that nothing flickers.
 * A time ahead of ours (the clocks of two machines differ) is now.
 */
export function toAgo(time: string | number | Date, now: number): Ago {
  const seconds = Math.floor((now - new Date(time).getTime()) / 1000);
  if (!(seconds >= 10)) return { unit: 'now', count: 0 };
  if (seconds < 60) return { unit: 'seconds', count: Math.floor(seconds / 10) * 10 };
  if (seconds < 3600) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: 'hours', count: Math.floor(seconds / 3600) };
  return { unit: 'days', count: Math.floor(seconds / 86_400) };
}
