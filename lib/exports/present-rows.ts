import { formatDateTime } from '@/lib/i18n/format';
import type { Locale } from '@/lib/i18n/config';
import { readConversation, readSummary } from '@/lib/jobs/detail/job-detail';
import type { Sentence } from '@/lib/jobs/schemas';
import { maskAnswer, maskNumber, maskText, previewText } from '@/lib/values/masking';
import { isoTime, plausibleDuration, plausibleTime } from '@/lib/values/times';

import type { Cell } from './formats/types';
import { MOST_READ, type ReadRow } from './row-repository';
import type { ExportColumn } from './schemas';
import type { FileWords } from './words';

// What leaves in a file is what the screen shows, by the same rule (lib/values/masking), whoever asked for it: a file is
// handed on, and the one who opens it is nobody whom a role could tell.

const MOST_SHOWN = 32_000;

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
/** Names of tasks, grades and labels come again with every row; masking them is most of what a row costs. */
const known = new Map<string, string>();
const MOST_KNOWN = 2_000;
const LONGEST_KNOWN = 80;

function masked(value: unknown): string | null {
  const text = asText(value);
  if (text === null || text.length > LONGEST_KNOWN) return text && previewText(text, MOST_SHOWN, MOST_READ);
  const found = known.get(text);
  if (found !== undefined) return found;
  const shown = maskText(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, shown);
  return shown;
}
/** The few numbers that a task calls from. */
const knownNumbers = new Map<string, string>();

function number(value: unknown): string | null {
  const text = asText(value);
  return text && maskNumber(text);
}

function knownNumber(value: unknown): string | null {
  const text = asText(value);
  const found = text === null ? null : knownNumbers.get(text);
  if (found !== undefined) return found;
  const shown = number(value);
  if (knownNumbers.size >= MOST_KNOWN) knownNumbers.clear();
  if (text !== null && shown !== null && text.length <= LONGEST_KNOWN) knownNumbers.set(text, shown);
  return shown;
}

/** What the provider told, or else from the first sentence to the last, in ms; a time of before 2000 is none. */
function durationOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (!Array.isArray(value)) return null;
  const times = value.map(plausibleTime).filter((ms) => ms !== null);
  return plausibleDuration(Math.max(...times) - Math.min(...times)) || null;
}

/** The sentences of a row's latest call, masked. */
export function sentencesOf(value: unknown): Sentence[] {
  const { words, startedAt } = (value ?? {}) as { words?: unknown; startedAt?: unknown };
  return readConversation(words, isoTime(startedAt)).map((sentence) => ({
    ...sentence,
    label: maskText(sentence.label),
    text: maskText(sentence.text),
  }));
}

function labelsOf(value: unknown): string | null {
  const labels = readSummary(value).map(({ name, content }) => `${name}：${content}`);
  return labels.length === 0 ? null : masked(labels.join('；'));
}

/** `00:42` from the call's start. */
export function clockOf({ offsetSeconds }: Sentence): string {
  if (offsetSeconds === null) return '--:--';
  const seconds = Math.floor(offsetSeconds);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** One column of a row as a cell. Times are those of Asia/Shanghai; a duration is in seconds. */
export function cellOf(column: ExportColumn, row: ReadRow, words: FileWords): Cell {
  const value = row[column];
  switch (column) {
    case 'rowId':
      return String(row.id);
    case 'phone':
      return number(value);
    case 'callingNumber':
      return knownNumber(value);
    case 'leadsId': {
      const leadsId = asText(value);
      return leadsId && maskAnswer({ leadsId }).leadsId;
    }
    case 'jobId':
      return asText(value);
    case 'callStatus':
      return worded(value, words.status);
    case 'callResult':
      return worded(value, words.result);
    case 'interest':
      return worded(value, words.interest);
    case 'follow':
      return worded(value, words.follow);
    case 'verdict':
      return worded(value, words.verdict);
    case 'recording':
      return worded(value, words.yesNo);
    case 'planned':
    case 'called':
    case 'changed':
    case 'checked':
    case 'nextFollowUp': {
      const time = asText(value);
      // One spelling in both languages: spreadsheets read it as a time, and sort it.
      return time && formatDateTime(time, 'zh' satisfies Locale);
    }
    case 'duration': {
      const ms = durationOf(value);
      return ms === null ? null : Math.round(ms / 1000);
    }
    case 'attempts':
    case 'turns':
      return typeof value === 'number' ? value : null;
    case 'labels':
      return labelsOf(value);
    case 'conversation': {
      const lines = sentencesOf(value).map(
        (one) => `[${clockOf(one)}] ${words.speaker[one.speaker]}: ${one.text}`,
      );
      return lines.length === 0 ? null : lines.join('\n').slice(0, MOST_SHOWN);
    }
    default:
      return masked(value);
  }
}

function worded(value: unknown, word: (value: string) => string): string | null {
  const text = asText(value);
  if (text === null) return null;
  const said = word(text);
  return said === text ? maskText(text) : said;
}
