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

/** Since then eight hours ahead of UTC, in summer and in winter; before, and after the year 9999, Intl knows. */
const ALWAYS_EIGHT = { from: Date.UTC(1992, 0, 1), until: Date.UTC(9999, 11, 31) };
const EIGHT_HOURS_MS = 8 * 3_600_000;

type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>;

function partsOf(time: string | number | Date): Parts | null {
  const ms = typeof time === 'string' ? Date.parse(time) : new Date(time).getTime();
  if (Number.isNaN(ms)) return null;
  if (ms < ALWAYS_EIGHT.from || ms > ALWAYS_EIGHT.until) {
    return Object.fromEntries(SHANGHAI.formatToParts(ms).map((part) => [part.type, part.value])) as Parts;
  }
  // A page of times is a tenth of its cost otherwise.
  const there = ms + EIGHT_HOURS_MS;
  const days = Math.floor(there / DAY_MS);
  const seconds = Math.floor((there - days * DAY_MS) / 1000);
  const minutes = Math.floor(seconds / 60);
  const { year, month, day } = dayParts(days);
  return {
    year,
    month,
    day,
    hour: TWO_DIGITS[Math.floor(minutes / 60)] ?? '',
    minute: TWO_DIGITS[minutes % 60] ?? '',
    second: TWO_DIGITS[seconds % 60] ?? '',
  };
}

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** Most of many times are of a few days. */
const knownDays = new Map<number, Pick<Parts, 'year' | 'month' | 'day'>>();
const MOST_DAYS = 1_000;

function dayParts(days: number): Pick<Parts, 'year' | 'month' | 'day'> {
  const known = knownDays.get(days);
  if (known) return known;
  const text = new Date(days * DAY_MS).toISOString();
  const parts = { year: text.slice(0, 4), month: text.slice(5, 7), day: text.slice(8, 10) };
  if (knownDays.size >= MOST_DAYS) knownDays.clear();
  knownDays.set(days, parts);
  return parts;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-23` or `23 Nov 2026`; without the year `11-23` or `23 Nov`. */
function dayText({ year, month, day }: Parts, locale: Locale, withYear = true): string {
  if (locale === 'zh') return withYear ? `${year}-${month}-${day}` : `${month}-${day}`;
  const name = `${Number(day)} ${MONTHS[Number(month) - 1]}`;
  return withYear ? `${name} ${year}` : name;
}

const between = (locale: Locale) => (locale === 'zh' ? ' ' : ', ');
const clockText = ({ hour, minute, second }: Parts) => `${hour}:${minute}:${second}`;

/** `2026-11-23 14:03:21`, in English `23 Nov 2026, 14:03:21`, in Asia/Shanghai. An unreadable time is given back as it came. */
export function formatDateTime(time: string | number | Date, locale: Locale = 'zh'): string {
  const p = partsOf(time);
  return p ? `${dayText(p, locale)}${between(locale)}${clockText(p)}` : String(time);
}

/** `2026-11-23 14:03`, in English `23 Nov 2026, 14:03`, where seconds say nothing. */
export function formatDateMinute(time: string | number | Date, locale: Locale = 'zh'): string {
  const p = partsOf(time);
  return p ? `${dayText(p, locale)}${between(locale)}${p.hour}:${p.minute}` : String(time);
}

/** `2026-11-23`, in English `23 Nov 2026`. */
export function formatDay(time: string | number | Date, locale: Locale): string {
  const p = partsOf(time);
  return p ? dayText(p, locale) : String(time);
}

/** `14:03:21` */
export function formatClock(time: string | number | Date): string {
  const p = partsOf(time);
  return p ? clockText(p) : String(time);
}

/** Without its year: `11-23 14:03:21` or `23 Nov, 14:03:21`; `seconds: false` leaves them out. */
export function formatInYear(
  time: string | number | Date,
  locale: Locale,
  { seconds = true }: { seconds?: boolean } = {},
): string {
  const p = partsOf(time);
  if (!p) return String(time);
  const clock = seconds ? clockText(p) : `${p.hour}:${p.minute}`;
  return `${dayText(p, locale, false)}${between(locale)}${clock}`;
}

/** The clock alone for a time of the same day as `now`, else with its day (and the year, when it is another). */
export function formatShort(time: string | number | Date, now: number, locale: Locale = 'zh'): string {
  const p = partsOf(time);
  const today = partsOf(now);
  if (!p || !today) return String(time);
  if (p.year !== today.year) return formatDateTime(time, locale);
  return p.month === today.month && p.day === today.day ? clockText(p) : formatInYear(time, locale);
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

/** How long a machine took, in seconds as a person counts them: `0.2 s`, `1.4 s`; never `0.0 s`. */
export function formatElapsed(ms: number): string {
  return `${Math.max(0.1, ms / 1000).toFixed(1)} s`;
}

const NUMBERS: Record<Locale, Intl.NumberFormat> = {
  zh: new Intl.NumberFormat('zh-CN'),
  en: new Intl.NumberFormat('en'),
};

/** `820 KB`, `131 MB`, `1.4 GB`: to the power of a thousand, as people's file managers have it. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** A whole number with its groups: `12,345`. */
export function formatNumber(value: number, locale: Locale): string {
  return NUMBERS[locale].format(value);
}

const SHORT_NUMBERS: Record<Locale, Intl.NumberFormat> = {
  zh: new Intl.NumberFormat('zh-CN', { notation: 'compact', maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }),
};

/** A whole number where there is little room: `820`, `1.2K`, in Chinese `1.2万`. */
export function formatShortNumber(value: number, locale: Locale): string {
  return SHORT_NUMBERS[locale].format(value);
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
