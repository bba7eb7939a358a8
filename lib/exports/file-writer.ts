import { BYTE_ORDER_MARK, csvLine } from '@/lib/values/csv';

import { endRecordings, type FetchRecording, LIST_COLUMNS, recordingsPart } from './formats/recordings';
import { TRANSCRIPT_COLUMNS, transcriptOf } from './formats/transcript';
import type { FileFacts, PartFile, PartResult } from './formats/types';
import { beginWorkbook, endWorkbook, workbookPart } from './formats/xlsx';
import { cellOf } from './present-rows';
import type { ReadRow } from './row-repository';
import type { ExportColumn, ExportFormat } from './schemas';
import type { FileWords } from './words';

/** Rows that are read and written at once: so much is in memory, and so much is done again after a kill. */
const PART_ROWS = 2_000;
/** Of conversations, which weigh ten times as much. */
const PART_CONVERSATIONS = 400;
/** Of recordings, which are held whole. */
const PART_RECORDINGS = 4;

/** How a file of one format is made, part by part; every process makes the same of the same. */
export type FileWriter = {
  partRows: number;
  /** What is read of each row. */
  reads: readonly ExportColumn[];
  /** Whether its bytes are worth packing where they are kept. */
  packs: boolean;
  /** Whether its end tells of every part. */
  tellsAll: boolean;
  begin: (totalRows: number) => PartFile;
  /** @param before what the part before left, or the head */
  part: (rows: readonly ReadRow[], before: PartResult) => Promise<PartFile>;
  /** @param all every part's result, when `tellsAll` */
  end: (totalRows: number, last: PartResult, all: readonly PartResult[]) => Promise<Buffer[]>;
};

export type WriterFacts = Omit<FileFacts, 'totalRows' | 'headings' | 'sheetName'> & {
  words: FileWords;
  fetchRecording: FetchRecording;
  /** Names of recordings that the file has already. */
  used: Set<string>;
};

const text = (written: string, rows = 0): PartFile => ({
  bytes: [Buffer.from(written)],
  result: { rows, missing: 0 },
});

export function fileWriter(format: ExportFormat, facts: WriterFacts): FileWriter {
  const { columns, words, madeAt } = facts;
  const headings = columns.map(words.heading);
  const cells = (row: ReadRow) => columns.map((column) => cellOf(column, row, words));
  const partRows = columns.includes('conversation') ? PART_CONVERSATIONS : PART_ROWS;
  switch (format) {
    case 'csv':
      return {
        ...{ partRows, reads: columns, packs: true, tellsAll: false },
        begin: () => text(BYTE_ORDER_MARK + csvLine(headings)),
        part: (rows) => Promise.resolve(text(rows.map((row) => csvLine(cells(row))).join(''), rows.length)),
        end: () => Promise.resolve([]),
      };
    case 'xlsx': {
      const of = (totalRows: number): FileFacts => ({
        ...{ columns, headings, madeAt, totalRows },
        sheetName: words.sheet,
      });
      return {
        ...{ partRows, reads: columns, packs: false, tellsAll: true },
        begin: (totalRows) => beginWorkbook(of(totalRows)),
        part: (rows, before) => workbookPart(of(rows.length), before, rows.map(cells)),
        end: (totalRows, last, all) => {
          const entries = [beginWorkbook(of(totalRows)).result, ...all].flatMap((part) => part.entries ?? []);
          return endWorkbook(of(totalRows), last, entries);
        },
      };
    }
    case 'txt':
      return {
        ...{ partRows: PART_CONVERSATIONS, reads: TRANSCRIPT_COLUMNS, packs: true, tellsAll: false },
        begin: () => text(BYTE_ORDER_MARK),
        part: (rows) =>
          Promise.resolve(text(rows.map((row) => transcriptOf(row, words)).join(''), rows.length)),
        end: () => Promise.resolve([]),
      };
    case 'zip':
      return {
        ...{ partRows: PART_RECORDINGS, reads: LIST_COLUMNS, packs: false, tellsAll: true },
        begin: () => ({ bytes: [], result: { rows: 0, missing: 0, offset: 0 } }),
        part: (rows, before) => {
          const { fetchRecording: fetch, used } = facts;
          return recordingsPart(before, rows, { fetch, words, used, madeAt });
        },
        end: (_totalRows, last, all) => Promise.resolve(endRecordings(last, all, words, madeAt)),
      };
  }
}
