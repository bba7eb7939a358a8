import 'server-only';

import { filterInput, type TimeSpan } from '../selection-input';

const DAY_MS = 86_400_000;
const EIGHT_HOURS_MS = 8 * 3_600_000;
export const DEFAULT_PERIOD = '30d';
/** Of a year and a leap day; the first ones of a longer period are left out. */
const MOST_DAYS = 366;

export type Period = TimeSpan & { from: Date; to: Date };

const dayText = (at: Date): string => new Date(at.getTime() + EIGHT_HOURS_MS).toISOString().slice(0, 10);

/** A period that is told from its later day to its earlier one means the same days. */
function inOrder(text: string): string {
  const [, first, second] = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text) ?? [];
  return first && second && second < first ? `${second}..${first}` : text;
}

/** A period as the filter `called` says it; what cannot be understood, and a period without a beginning, is the default. */
export function readPeriod(text: string): Period {
  const read = (value: string) => filterInput.called.safeParse(value).data;
  const asked = read(inOrder(text));
  const span = asked?.from ? asked : read(DEFAULT_PERIOD);
  if (!span?.from) throw new Error('the default period has no beginning');
  const to =
    span.to ?? new Date(Math.floor((Date.now() + EIGHT_HOURS_MS) / DAY_MS + 1) * DAY_MS - EIGHT_HOURS_MS);
  const from = new Date(Math.max(span.from.getTime(), to.getTime() - MOST_DAYS * DAY_MS));
  if (from < to && from.getTime() === span.from.getTime() && span.to) return { text: span.text, from, to };
  const last = new Date(Math.max(from.getTime(), to.getTime() - 1));
  return { text: `${dayText(from)}..${dayText(last)}`, from, to: new Date(last.getTime() + 1) };
}

/** Its days in Asia/Shanghai, the first one first. */
export function daysOf({ from, to }: Period): string[] {
  const count = Math.ceil((to.getTime() - from.getTime()) / DAY_MS);
  return Array.from({ length: count }, (_, index) => dayText(new Date(from.getTime() + index * DAY_MS)));
}
