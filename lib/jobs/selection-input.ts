import { z } from 'zod';

import { shanghaiDay } from '@/lib/values/shanghai-day';
import { isCallResult } from '@/lib/values/provider-words';
import { shownNumberPattern } from '@/lib/values/shown-numbers';

import {
  FOLLOW_CHOICES,
  INTEREST_CHOICES,
  JOB_TABS,
  RECORDING_CHOICES,
  RESULT_CHOICES,
  SORT_KEYS,
  type SortKey,
  STATUS_CHOICES,
  TIME_PRESETS,
  VERDICT_CHOICES,
} from './selection-values';
import { MATCH_CHOICES, MOST_TERMS, PART_CHOICES, readTerms, SPEAKER_CHOICES } from './words/terms';

// One reader for each key of an address. What a reader does not know it refuses by name: a filter that was left out
// silently would show rows that nobody asked for.

const MOST_VALUES = 40;
const MOST_CHARACTERS = 64;
const DAY_MS = 86_400_000;

/** Keeps `text`, which equal values share, beside what it means. */
export type Span<T> = { text: string; from: T | null; to: T | null };
/** From inclusive, to exclusive. */
export type TimeSpan = Span<Date>;
/** Both inclusive. */
export type NumberSpan = Span<number>;

export type Search =
  | { text: string; kind: 'name' }
  /** The parts of a number that everybody sees. */
  | { text: string; kind: 'number-part'; first: string | null; last: string | null }
  | { text: string; kind: 'number'; digits: string };

/** What is looked for in conversations; how (`by`, `part`, `match`) stands beside it. */
export type WordSearch = {
  text: string;
  terms: readonly string[];
  /** The rarest way in, where one is known to be short: conversations with one of these sets of grams. See words/plan. */
  rare?: readonly (readonly number[])[];
};

export type Label = { name: string; value: string };

type Issues = z.core.$RefinementCtx;

function refuse(issues: Issues, value: string): never {
  issues.addIssue({ code: 'custom', message: `不支持的值 ${value.slice(0, MOST_CHARACTERS)}`, input: value });
  return z.NEVER;
}

const text = z.string().max(2000);

function listOf<T extends string>(read: (value: string) => T | null, order?: readonly string[]) {
  return text.transform((given, issues): T[] => {
    const values = new Set<T>();
    for (const part of given.split(',')) {
      const value = read(part.trim());
      if (value === null) return refuse(issues, part);
      values.add(value);
    }
    if (values.size > MOST_VALUES) return refuse(issues, given);
    const place = (value: T) => order?.indexOf(value) ?? 0;
    return [...values].toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  });
}

function choiceOf<T extends string>(choices: readonly T[]) {
  return listOf((value) => choices.find((choice) => choice === value) ?? null, choices);
}

const short = (value: string) => (value !== '' && value.length <= MOST_CHARACTERS ? value : null);

function numbers(most: number) {
  return text.transform((given, issues): NumberSpan => {
    const [, from, range, to] = /^(\d{0,7})(\.\.)?(\d{0,7})$/.exec(given) ?? [];
    if (from === undefined || (from === '' && !to)) return refuse(issues, given);
    const least = from === '' ? null : Number(from);
    const highest = range === undefined ? least : to ? Number(to) : null;
    if ((least ?? 0) > most || (highest ?? 0) > most || (highest !== null && highest < (least ?? 0)))
      return refuse(issues, given);
    return { text: given, from: least, to: highest };
  });
}

/** Midnight of a day of Asia/Shanghai. */
function dayOf(date: string): Date | null {
  const at = new Date(`${date}T00:00:00+08:00`);
  // 31 February is no day, and not 3 March either.
  return Number.isNaN(at.getTime()) ||
    new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10) !== date
    ? null
    : at;
}

const PRESET_DAYS: Record<(typeof TIME_PRESETS)[number], [from: number, to: number]> = {
  today: [0, 1],
  yesterday: [-1, 0],
  '7d': [-6, 1],
  '30d': [-29, 1],
};

/** `today`, `7d`, `2026-11-01`, `2026-11-01..2026-11-30` (both days whole, of Asia/Shanghai), either end open. */
const times = text.transform((given, issues): TimeSpan => {
  const preset = TIME_PRESETS.find((known) => known === given);
  if (preset) {
    const today = shanghaiDay(new Date()).start.getTime();
    const [from, to] = PRESET_DAYS[preset];
    return { text: given, from: new Date(today + from * DAY_MS), to: new Date(today + to * DAY_MS) };
  }
  const DATE = String.raw`\d{4}-\d\d-\d\d`;
  const [, first, range, last] = new RegExp(`^(${DATE})?(\\.\\.)?(${DATE})?$`).exec(given) ?? [];
  const from = first ? dayOf(first) : null;
  const lastDay = range === undefined ? from : last ? dayOf(last) : null;
  const isWrong =
    (first && !from) || (last && !lastDay) || (!from && !lastDay) || (last && range === undefined);
  if (isWrong || (from && lastDay && lastDay < from)) return refuse(issues, given);
  return { text: given, from, to: lastDay && new Date(lastDay.getTime() + DAY_MS) };
});

/** What people write between the digits of a number. */
const BETWEEN_DIGITS = /[\s()（）+＋\-–—]/g;

/** A number as a whole, its first three or last four digits, or both (`138****8000`); everything else is a name. */
export function readSearch(given: string): Search | null {
  const words = given.normalize('NFKC').trim().replaceAll(/\s+/g, ' ');
  if (words === '' || words.length > MOST_CHARACTERS) return null;
  const number = words.replaceAll(BETWEEN_DIGITS, '');
  const [, first = null, last = null] = /^(\d{3})?\*+(\d{4})?$/.exec(number) ?? [];
  if (first !== null || last !== null) return { text: words, kind: 'number-part', first, last };
  if (!/^\d+$/.test(number)) return { text: words, kind: 'name' };
  if (number.length === 3) return { text: words, kind: 'number-part', first: number, last: null };
  if (number.length === 4) return { text: words, kind: 'number-part', first: null, last: number };
  return number.length >= 7 ? { text: words, kind: 'number', digits: number } : null;
}

const search = text.transform((given, issues): Search => {
  const found = readSearch(given);
  if (found) return found;
  issues.addIssue({ code: 'custom', message: '请输入姓名、完整号码、号码前三位或后四位', input: given });
  return z.NEVER;
});

const words = text.transform((given, issues): WordSearch => {
  const wanted = given.trim();
  const terms = readTerms(wanted);
  if (terms) return { text: wanted, terms };
  const message = `请输入 1 至 ${MOST_TERMS} 个词，每个词至少两个字`;
  issues.addIssue({ code: 'custom', message, input: given });
  return z.NEVER;
});

/** `1-09`: Mondays from nine to ten, of Asia/Shanghai. */
const HOUR_OF_WEEK = /^[1-7]-(?:[01]\d|2[0-3])$/;

/** A calling number just as it is shown: `0571****3106`. One digit more would be compared with one that is hidden. */
const caller = text.transform((given, issues): string => {
  const number = given.trim();
  return shownNumberPattern(number) === null ? refuse(issues, given) : number;
});

const labels = text.transform((given, issues): Label[] => {
  const parts = given.split(',').map((part) => /^([^:：]{1,64})[:：](.{0,64})$/.exec(part.trim()));
  if (parts.length > MOST_VALUES || parts.some((part) => !part)) return refuse(issues, given);
  return parts.flatMap((part) => (part ? [{ name: part[1] ?? '', value: part[2] ?? '' }] : []));
});

export type JobSort = { key: SortKey; descending: boolean };

/** Every row in id order. */
export const DEFAULT_SORT: JobSort = { key: 'id', descending: false };

const sort = text.transform((given, issues): JobSort => {
  const descending = given.startsWith('-');
  const key = SORT_KEYS.find((known) => known === (descending ? given.slice(1) : given));
  return key ? { key, descending } : refuse(issues, given);
});

const tab = text.transform(
  (given, issues) => JOB_TABS.find((known) => known === given) ?? refuse(issues, given),
);
const oneOf = <T extends string>(choices: readonly T[]) =>
  text.transform((given, issues): T => choices.find((choice) => choice === given) ?? refuse(issues, given));

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const uuid = text.transform((given, issues) =>
  UUID.test(given) ? given.toLowerCase() : refuse(issues, given),
);

/** The filter's part of an address. */
export const filterInput = {
  status: choiceOf(STATUS_CHOICES).optional(),
  /** Groups, and single results by the provider's own names. */
  result: listOf(
    (value) => (RESULT_CHOICES.some((choice) => choice === value) || isCallResult(value) ? value : null),
    RESULT_CHOICES,
  ).optional(),
  /** Whatever the robot calls its grades; `none`: it gave none. */
  grade: listOf(short).optional(),
  follow: choiceOf(FOLLOW_CHOICES).optional(),
  interest: choiceOf(INTEREST_CHOICES).optional(),
  verdict: choiceOf(VERDICT_CHOICES).optional(),
  recording: oneOf(RECORDING_CHOICES).optional(),
  /** Who is to follow the lead up: whom it was given to, else whoever wrote its follow-up; `none`: nobody. */
  owner: text
    .transform((given, issues) =>
      given === 'me' || given === 'none' || UUID.test(given) ? given.toLowerCase() : refuse(issues, given),
    )
    .optional(),
  /** What the robot noted, by its own keys: `意向等级:A`. */
  label: labels.optional(),
  /** When the next follow-up is due. */
  due: times.optional(),
  planned: times.optional(),
  called: times.optional(),
  changed: times.optional(),
  checked: times.optional(),
  /** Seconds. */
  duration: numbers(100_000).optional(),
  attempts: numbers(1000).optional(),
  /** Hours of the week in which the latest call was: `1-09`. */
  hour: listOf((value) => (HOUR_OF_WEEK.test(value) ? value : null)).optional(),
  /** The number that the robot called from, as it is shown. */
  caller: caller.optional(),
  /** The robot's script, by the provider's id, as the task names it; `none`: it names none. */
  script: listOf(short).optional(),
  /** The rows that this refresh changed. */
  receipt: uuid.optional(),
  q: search.optional(),
  /** What was said in the call: terms parted by spaces, one with spaces in quotation marks. */
  words: words.optional(),
  /** Who said it. */
  by: oneOf(SPEAKER_CHOICES).optional(),
  /** In which third of the call. */
  part: oneOf(PART_CHOICES).optional(),
  /** Whether all of the terms (as without it), any, or none of them was said. */
  match: oneOf(MATCH_CHOICES).optional(),
};

/** The selection's part of an address's `?…`, its task apart: `?tab=jobs&status=Failed&sort=-called`. */
export const selectionQuery = {
  ...filterInput,
  tab: tab.default('jobs'),
  sort: sort.default(DEFAULT_SORT),
};
