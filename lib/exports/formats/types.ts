import type { ExportColumn } from '../schemas';
import type { ZipEntry } from './zip';

/** What one part of a file leaves for the parts behind it and for the file's end. JSON. */
export type PartResult = {
  rows: number;
  /** Recordings that could not be had. */
  missing: number;
  /** Of an archive: the bytes before what comes next, its own included. */
  offset?: number;
  /** Of a workbook: the sheet that goes on. */
  sheet?: OpenSheet | null;
  /** Sheets that are closed. */
  sheets?: number;
  /** Of an archive: what this part has closed. */
  entries?: ZipEntry[];
  /** Of recordings: the lines of the archive's own list. */
  lines?: string[][];
};

export type OpenSheet = {
  name: string;
  offset: number;
  crc: number;
  packed: number;
  size: number;
  rows: number;
};

/** What a file is made of, the same for whoever goes on with it. */
export type FileFacts = {
  columns: readonly ExportColumn[];
  headings: readonly string[];
  totalRows: number;
  /** When it was asked for. */
  madeAt: Date;
  sheetName: string;
};

export type Cell = string | number | null;

export type PartFile = { bytes: Buffer[]; result: PartResult };
