import type { Mapping, TableField } from './columns';
import { LONGEST_CELL } from './limits';

// Says of each line of a table whether it can be brought in, and why not. Also loads in the browser.

/** A line that can be brought in. */
export type TableRow = {
  /** Of the file, counted from 1, the headings included. */
  line: number;
  phone: string | null;
  name: string | null;
  leadsId: string | null;
  referenceId: string | null;
  jobId: string | null;
  /** ISO UTC. */
  callTime: string | null;
};

export const LINE_PROBLEMS = [
  'empty',
  'no_number',
  'not_a_number',
  'rounded_number',
  'too_long',
  'bad_time',
  'duplicate',
  'duplicate_job',
] as const;
export type LineProblem = (typeof LINE_PROBLEMS)[number];
export type BadLine = {
  line: number;
  problem: LineProblem;
  field: TableField | null;
  cells: readonly string[];
};

export type Checked = { rows: TableRow[]; bad: BadLine[] };

/** Lines of a file: cells in the order of its columns, and where they stand. */
export type TableLine = { line: number; cells: readonly string[] };

/** Checks the lines below the headings. A line without any cell is left out without a word. */
export function checkRows(lines: readonly TableLine[], mapping: Mapping): Checked {
  const rows: TableRow[] = [];
  const bad: BadLine[] = [];
  const seen = new Set<string>();
  const jobs = new Set<string>();
  for (const { line, cells } of lines) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const judged = judge(line, cells, mapping);
    if ('problem' in judged) {
      bad.push({ line, cells, ...judged });
      continue;
    }
    const { jobId } = judged;
    // The same person twice is one of them too many; two jobs of one person are two rows.
    const key = JSON.stringify([judged.phone, judged.leadsId, judged.referenceId, judged.name, jobId]);
    if (jobId !== null && jobs.has(jobId))
      bad.push({ line, cells, problem: 'duplicate_job', field: 'jobId' });
    else if (seen.has(key)) bad.push({ line, cells, problem: 'duplicate', field: null });
    else rows.push(judged);
    seen.add(key);
    if (jobId !== null) jobs.add(jobId);
  }
  return { rows, bad };
}

type Problem = { problem: LineProblem; field: TableField | null };

function judge(line: number, cells: readonly string[], mapping: Mapping): TableRow | Problem {
  const values = {} as Record<TableField, string | null>;
  for (const [field, place] of Object.entries(mapping) as [TableField, number | null][]) {
    const value = place === null ? '' : plain(cells[place] ?? '');
    if (value.length > LONGEST_CELL) return { problem: 'too_long', field };
    values[field] = value || null;
  }
  const { name, leadsId, referenceId, jobId } = values;
  const phone = values.phone === null ? null : readPhone(values.phone);
  if (phone !== null && typeof phone === 'object') return { ...phone, field: 'phone' };
  if (phone === null && jobId === null) {
    return {
      problem: mapping.phone === null && mapping.jobId === null ? 'empty' : 'no_number',
      field: 'phone',
    };
  }
  const callTime = values.callTime === null ? null : readTime(values.callTime);
  if (callTime === undefined) return { problem: 'bad_time', field: 'callTime' };
  return { line, phone, name, leadsId, referenceId, jobId, callTime };
}

/** A cell as text: without what programs write around digits so that they stay text (`="138…"`, a leading `'`). */
function plain(cell: string): string {
  const text = cell
    .replaceAll(/[\u200B\uFEFF]/g, '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  const quoted = /^="(.*)"$/s.exec(text);
  return (quoted?.[1] ?? text).replace(/^'(?=[\d+=@-])/, '').trim();
}

/** The digits of a number, with a leading +; a number that a spreadsheet has rounded is none. */
function readPhone(text: string): string | { problem: LineProblem } {
  if (/^\d(?:\.\d+)?e\+?\d+$/i.test(text)) return { problem: 'rounded_number' };
  const half = text.normalize('NFKC').replace(/\.0+$/, '');
  const digits = half.replaceAll(/[\s\-()·.]/g, '');
  if (!/^\+?\d{5,20}$/.test(digits)) return { problem: 'not_a_number' };
  return digits;
}

const LOCAL_TIME =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;
const SHANGHAI_MS = 8 * 3_600_000;

/** A time as it is written in Shanghai, or with its zone; undefined: none of them. */
function readTime(text: string): string | undefined {
  if (WITH_ZONE.test(text)) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  }
  const parts = LOCAL_TIME.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const told = new Date(utc);
  const isReal =
    told.getUTCMonth() === month - 1 && told.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal && year >= 2000 && year < 2100 ? new Date(utc - SHANGHAI_MS).toISOString() : undefined;
}
