import Papa from 'papaparse';

import type { TableLine } from '@/lib/tasks/import/table/check-rows';
import { MOST_BYTES, MOST_COLUMNS, MOST_ROWS } from '@/lib/tasks/import/table/limits';

export type TableProblem =
  'too_large' | 'too_many_rows' | 'too_many_columns' | 'old_excel' | 'encoding' | 'damaged' | 'no_rows';

/** The file cannot be read as a table. */
export class TableError extends Error {
  override readonly name = 'TableError';
  constructor(readonly problem: TableProblem) {
    super(problem);
  }
}

export type ReadTable = {
  headings: string[];
  /** Below the headings. */
  lines: TableLine[];
  encoding: 'UTF-8' | 'UTF-16' | 'GB18030' | 'XLSX';
  /** Hex SHA-256 of the file. */
  hash: string;
};

/**
 * Reads a CSV file (UTF-8, UTF-16 with its mark, GB18030) or the first sheet of an XLSX file, in the browser: nothing has
 * left the machine yet. Formulas are not calculated; what was calculated last is taken.
 *
 * @throws TableError
 */
export async function readTable(file: Blob): Promise<ReadTable> {
  if (file.size > MOST_BYTES) throw new TableError('too_large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new TableError('old_excel');
  const { encoding, rows } = isZip
    ? { encoding: 'XLSX' as const, rows: await readXlsx(bytes) }
    : readCsv(bytes);
  // Headings are the first line that has any.
  const first = rows.findIndex(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [head, ...lines] = first < 0 ? [] : rows.slice(first);
  if (!head || lines.length === 0) throw new TableError('no_rows');
  if (lines.length > MOST_ROWS) throw new TableError('too_many_rows');
  if (rows.some(({ cells }) => cells.length > MOST_COLUMNS)) throw new TableError('too_many_columns');
  return { headings: head.cells.map((cell) => cell.trim()), lines, encoding, hash: await sha256(bytes) };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Over plain http browsers have no digest: the same file is then not recognised, and nothing else.
  if (!globalThis.crypto?.subtle) return '';
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readCsv(bytes: Uint8Array): { encoding: ReadTable['encoding']; rows: TableLine[] } {
  const { encoding, text } = decode(bytes);
  if (text.includes('\u0000')) throw new TableError('damaged');
  const { data } = Papa.parse<string[]>(text, { preview: MOST_ROWS + 2, delimiter: delimiterOf(text) });
  return { encoding, rows: data.map((cells, index) => ({ line: index + 1, cells })) };
}

/** What the headings are separated by: lines without anything would mislead the parser's own guess. */
function delimiterOf(text: string): string {
  const line = /\S.*/.exec(text)?.[0].replaceAll(/"[^"]*"/g, '') ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', '\t', ';', '|'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function decode(bytes: Uint8Array): { encoding: ReadTable['encoding']; text: string } {
  const tries = [
    ...(bytes[0] === 0xff && bytes[1] === 0xfe ? [['UTF-16', 'utf-16le'] as const] : []),
    ...(bytes[0] === 0xfe && bytes[1] === 0xff ? [['UTF-16', 'utf-16be'] as const] : []),
    ['UTF-8', 'utf-8'] as const,
    ['GB18030', 'gb18030'] as const,
  ];
  for (const [encoding, label] of tries) {
    try {
      return { encoding, text: new TextDecoder(label, { fatal: true }).decode(bytes) };
    } catch {
      // Not this one.
    }
  }
  throw new TableError('encoding');
}

async function readXlsx(bytes: Uint8Array): Promise<TableLine[]> {
  // Loaded when somebody really chooses such a file.
  const { streamXlsxRows } = await import('hucre/xlsx');
  const rows: TableLine[] = [];
  try {
    for await (const { index, values } of streamXlsxRows(bytes, { maxRows: MOST_ROWS + 2 })) {
      if (values.length > MOST_COLUMNS) throw new TableError('too_many_columns');
      rows.push({ line: index + 1, cells: values.map(cellText) });
    }
  } catch (error) {
    throw error instanceof TableError ? error : new TableError('damaged');
  }
  return rows;
}

function cellText(value: unknown): string {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 19).replace('T', ' ');
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : '';
}
