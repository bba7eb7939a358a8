import type { Policy } from './schemas';

const QUARTER_MS = 15 * 60_000;
/** A week and a day, in quarters of an hour. */
const MOST_QUARTERS = 8 * 24 * 4;
/** The hours in which final jobs are sampled: little else is asked then. */
const NIGHT = { fromHour: 2, untilHour: 5 };

export type LocalTime = { day: string; hour: number; weekday: number };

const WEEKDAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** One that nobody knows by its name is as if none were set. */
const FALLBACK = 'Asia/Shanghai';

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = makeFormat(timeZone);
  formats.set(timeZone, format);
  return format;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
    });
  } catch (error) {
    if (timeZone === FALLBACK) throw error;
    return makeFormat(FALLBACK);
  }
}

/** What a clock on the wall says. */
export function localTime(at: Date, timeZone: string): LocalTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    hour: Number(parts.hour),
    weekday: WEEKDAY_NAMES.indexOf(parts.weekday ?? '') + 1,
  };
}

type Hours = Pick<Policy, 'fromHour' | 'untilHour' | 'weekdays'>;

export function isOpen(at: Date, hours: Hours, timeZone: string): boolean {
  const { hour, weekday } = localTime(at, timeZone);
  return hours.weekdays.includes(weekday) && hour >= hours.fromHour && hour < hours.untilHour;
}

/** This very time when it is open, else when it opens next; a time zone's hours begin on quarters of UTC's. */
export function nextOpen(at: Date, hours: Hours, timeZone: string): Date {
  if (isOpen(at, hours, timeZone)) return at;
  return nextQuarter(at, (time) => isOpen(time, hours, timeZone));
}

export function isNight(at: Date, timeZone: string): boolean {
  const { hour } = localTime(at, timeZone);
  return hour >= NIGHT.fromHour && hour < NIGHT.untilHour;
}

/** When the next night begins; within one, the one after it. */
export function nextNight(at: Date, timeZone: string): Date {
  let left = !isNight(at, timeZone);
  return nextQuarter(at, (time) => {
    const night = isNight(time, timeZone);
    left ||= !night;
    return left && night;
  });
}

/** When the next day begins. */
export function nextDay(at: Date, timeZone: string): Date {
  const { day } = localTime(at, timeZone);
  return nextQuarter(at, (time) => localTime(time, timeZone).day !== day);
}

function nextQuarter(at: Date, wanted: (time: Date) => boolean): Date {
  const first = Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS;
  for (let quarter = 1; quarter <= MOST_QUARTERS; quarter += 1) {
    const time = new Date(first + quarter * QUARTER_MS);
    if (wanted(time)) return time;
  }
  throw new RangeError('opening hours without an hour');
}
