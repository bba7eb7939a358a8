import { BYTE_ORDER_MARK, csvLine } from '@/lib/values/csv';
import type { DbId } from '@/lib/values/db-id';

import type { ReadRow } from '../row-repository';
import { cellOf } from '../present-rows';
import type { ExportColumn } from '../schemas';
import type { FileWords } from '../words';
import type { PartFile, PartResult } from './types';
import { centralDirectory, storedEntry, type ZipEntry } from './zip';

/** What the archive's own list tells of each row, besides the file or why there is none. */
export const LIST_COLUMNS: readonly ExportColumn[] = [
  'rowId',
  'task',
  'lead',
  'phone',
  'callResult',
  'called',
];

/** A recording as a single download gives it, or why there is none. */
export type FetchedRecording = { name: string; bytes: Uint8Array } | { reason: string };
export type FetchRecording = (rowId: DbId) => Promise<FetchedRecording>;

/**
 * The recordings of some rows, stored as they are: sound is packed already. A recording that cannot be had is a line of
 * the list and no gap.
 *
 * @param used names that the archive has; two calls of one lead in one second get different ones
 */
export async function recordingsPart(
  before: PartResult,
  rows: readonly ReadRow[],
  {
    fetch,
    words,
    used,
    madeAt,
  }: { fetch: FetchRecording; words: FileWords; used: Set<string>; madeAt: Date },
): Promise<PartFile> {
  const fetched = await Promise.all(rows.map(async (row) => ({ row, found: await fetch(row.id) })));
  const bytes: Buffer[] = [];
  const entries: ZipEntry[] = [];
  const lines: string[][] = [];
  let offset = before.offset ?? 0;
  let missing = 0;
  for (const { row, found } of fetched) {
    const told = LIST_COLUMNS.map((column) => String(cellOf(column, row, words) ?? ''));
    if ('reason' in found) {
      missing += 1;
      lines.push([...told, '', words.reason(found.reason)]);
      continue;
    }
    const name = freeName(found.name, row.id, used);
    used.add(name);
    const stored = storedEntry(name, found.bytes, offset, madeAt);
    bytes.push(...stored.bytes);
    entries.push(stored.entry);
    lines.push([...told, name, '']);
    offset = stored.end;
  }
  return { bytes, result: { rows: rows.length, missing, offset, entries, lines } };
}

function freeName(name: string, rowId: DbId, used: ReadonlySet<string>): string {
  if (!used.has(name)) return name;
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}-${rowId}${name.slice(dot)}`;
}

/** The list of all rows with their files, and the end of the archive. */
export function endRecordings(
  last: PartResult | null,
  all: readonly PartResult[],
  words: FileWords,
  madeAt: Date,
): Buffer[] {
  const headings = [...LIST_COLUMNS.map(words.heading), words.fileName, words.whyMissing];
  const lines = all.flatMap((result) => result.lines ?? []);
  const list = BYTE_ORDER_MARK + csvLine(headings) + lines.map(csvLine).join('');
  const stored = storedEntry(words.listName, Buffer.from(list), last?.offset ?? 0, madeAt);
  const entries = [...all.flatMap((result) => result.entries ?? []), stored.entry];
  return [...stored.bytes, centralDirectory(entries, stored.end, madeAt)];
}
