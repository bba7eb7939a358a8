import { constants, crc32, deflateRaw } from 'node:zlib';
import { promisify } from 'node:util';

import type { Cell, FileFacts, OpenSheet, PartFile, PartResult } from './types';
import { centralDirectory, descriptor, localHeader, storedEntry, type ZipEntry } from './zip';

// A workbook (ECMA-376) whose sheets are deflated part by part: each part ends at a byte boundary (Z_SYNC_FLUSH) and
// refers to nothing before it, so that another process can go on behind it.

const deflate = promisify(deflateRaw);

/** Rows of one sheet, its heading aside; Excel has 1,048,576. */
const SHEET_ROWS = 1_048_000;
/** With conversations in it: a sheet of 4 GiB or more is not to be written without ZIP64. */
const SHEET_CONVERSATIONS = 100_000;
/** Characters of one cell in Excel. */
const MOST_CHARACTERS = 32_767;
/** An end of a deflate stream that adds nothing. */
const LAST_BLOCK = Buffer.from([3, 0]);

// oxlint-disable-next-line no-control-regex -- what XML 1.0 cannot hold
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xml(value: string): string {
  const text = value
    .slice(0, MOST_CHARACTERS)
    .toWellFormed()
    .replace(FORBIDDEN, '')
    // Excel reads _x0041_ as a character of that number.
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign) : text;
}

/** Text is text (`inlineStr`), whatever it looks like: nothing is a formula, and no number loses its digits. */
function cellXml(value: Cell, style = ''): string {
  if (value === null || value === '') return '<c/>';
  if (typeof value === 'number') return `<c><v>${value}</v></c>`;
  return `<c t="inlineStr"${style}><is><t xml:space="preserve">${xml(value)}</t></is></c>`;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

function sheetStart({ headings, columns }: FileFacts): string {
  const widths = columns
    .map((column, at) => {
      const wide = column === 'remark' || column === 'labels' || column === 'conversation';
      return `<col min="${at + 1}" max="${at + 1}" width="${wide ? 40 : 18}" customWidth="1"/>`;
    })
    .join('');
  return (
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${widths}</cols><sheetData><row>${headings.map((text) => cellXml(text, ' s="1"')).join('')}</row>`
  );
}

const SHEET_END = '</sheetData></worksheet>';

const sheetFile = (number: number) => `xl/worksheets/sheet${number}.xml`;
const sheetRows = ({ columns }: FileFacts) =>
  columns.includes('conversation') ? SHEET_CONVERSATIONS : SHEET_ROWS;
const sheetsOf = (facts: FileFacts) => Math.max(1, Math.ceil(facts.totalRows / sheetRows(facts)));

/** What every workbook has besides its sheets; it stands first, as programs expect that guess a file's kind. */
export function beginWorkbook(facts: FileFacts): PartFile {
  const numbers = Array.from({ length: sheetsOf(facts) }, (_, at) => at + 1);
  const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
  const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const files: [name: string, content: string][] = [
    [
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>` +
        `${numbers.map((n) => `<Override PartName="/${sheetFile(n)}" ContentType="${KIND}.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${numbers
        .map((n) => `<sheet name="${xml(sheetName(facts, n))}" sheetId="${n}" r:id="rId${n}"/>`)
        .join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${numbers
        .map(
          (n) =>
            `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
        )
        .join(
          '',
        )}<Relationship Id="rId${numbers.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      'xl/styles.xml',
      `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
        `<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
        `<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
        `<cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
    ],
  ];
  const bytes: Buffer[] = [];
  const entries: ZipEntry[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const stored = storedEntry(name, Buffer.from(DECLARATION + content), offset, facts.madeAt);
    bytes.push(...stored.bytes);
    entries.push(stored.entry);
    offset = stored.end;
  }
  return { bytes, result: { rows: 0, missing: 0, offset, sheet: null, entries } };
}

/** Excel allows 31 characters and not these. */
function sheetName({ sheetName: name }: FileFacts, number: number): string {
  const text = name.replace(/[\\/?*[\]:']/g, ' ').slice(0, 25);
  return number === 1 ? text : `${text} ${number}`;
}

/** The rows of one part; a full sheet is closed and the next one begun. */
export async function workbookPart(
  facts: FileFacts,
  before: PartResult,
  rows: readonly Cell[][],
): Promise<PartFile> {
  const bytes: Buffer[] = [];
  const entries: ZipEntry[] = [];
  const most = sheetRows(facts);
  let offset = before.offset ?? 0;
  let sheet = before.sheet ?? null;
  let from = 0;
  while (from < rows.length || (sheet === null && rows.length === 0)) {
    const begins = sheet === null;
    sheet ??= openSheet(before, entries.length, offset);
    if (begins) {
      const header = localHeader(entryOf(sheet), facts.madeAt);
      bytes.push(header);
      offset += header.length;
    }
    const taken = rows.slice(from, from + most - sheet.rows);
    const lines = taken.map((cells) => `<row>${cells.map((cell) => cellXml(cell)).join('')}</row>`);
    const added = await addToSheet(sheet, (begins ? sheetStart(facts) : '') + lines.join(''));
    sheet = { ...added.sheet, rows: sheet.rows + taken.length };
    bytes.push(added.packed);
    offset += added.packed.length;
    from += taken.length;
    if (sheet.rows >= most) {
      const closed = await closeSheet(sheet);
      bytes.push(...closed.bytes);
      offset += closed.length;
      entries.push(closed.entry);
      sheet = null;
    }
    if (rows.length === 0) break;
  }
  const sheets = (before.sheets ?? 0) + entries.length;
  return { bytes, result: { rows: rows.length, missing: 0, offset, sheet, sheets, entries } };
}

function openSheet(before: PartResult, closedHere: number, offset: number): OpenSheet {
  const number = (before.sheets ?? 0) + closedHere + 1;
  return { name: sheetFile(number), offset, crc: 0, packed: 0, size: 0, rows: 0 };
}

async function addToSheet(sheet: OpenSheet, text: string): Promise<{ sheet: OpenSheet; packed: Buffer }> {
  const raw = Buffer.from(text);
  const packed = await deflate(raw, { level: 1, finishFlush: constants.Z_SYNC_FLUSH });
  return {
    packed,
    sheet: {
      ...sheet,
      crc: crc32(raw, sheet.crc),
      size: sheet.size + raw.length,
      packed: sheet.packed + packed.length,
    },
  };
}

const entryOf = ({ rows: _rows, ...sheet }: OpenSheet): ZipEntry => ({
  ...sheet,
  method: 'deflate',
  isStream: true,
});

async function closeSheet(sheet: OpenSheet): Promise<{ bytes: Buffer[]; entry: ZipEntry; length: number }> {
  const ended = await addToSheet(sheet, SHEET_END);
  const packed = ended.sheet.packed + LAST_BLOCK.length;
  const entry = entryOf({ ...ended.sheet, packed });
  const bytes = [ended.packed, LAST_BLOCK, descriptor(entry)];
  return { bytes, entry, length: bytes.reduce((sum, { length }) => sum + length, 0) };
}

/** The end of the last sheet and of the file. @param all what every part has closed, the head's first */
export async function endWorkbook(
  facts: FileFacts,
  last: PartResult,
  all: readonly ZipEntry[],
): Promise<Buffer[]> {
  const bytes: Buffer[] = [];
  let offset = last.offset ?? 0;
  const entries = [...all];
  let state = last;
  // A sheet that the workbook names is there, even when its rows have gone meanwhile.
  while (state.sheet || (state.sheets ?? 0) < sheetsOf(facts)) {
    if (!state.sheet) {
      const empty = await workbookPart(facts, state, []);
      bytes.push(...empty.bytes);
      state = empty.result;
      offset = state.offset ?? offset;
    }
    if (!state.sheet) break;
    const closed = await closeSheet(state.sheet);
    bytes.push(...closed.bytes);
    entries.push(closed.entry);
    offset += closed.length;
    state = { ...state, sheet: null, sheets: (state.sheets ?? 0) + 1, offset };
  }
  return [...bytes, centralDirectory(entries, offset, facts.madeAt)];
}
