// oxlint-disable-next-line no-control-regex -- NUL and the others that programs pass over before a formula
const FORMULA = /^[=+\-@＝＋－＠\t\r\n\u0000]/;
/** Excel makes 1.38E+11 of it, and drops zeros in front and digits past the fifteenth. */
const LONG_NUMBER = /^(?:\d{12,}|0\d+)$/;

/**
 * A cell of a CSV file: quoted where it must be, and never a formula to the program that opens it. A long number has a
 * tab in front, which no one sees and which leaves it a text.
 */
function cell(value: string): string {
  if (LONG_NUMBER.test(value)) return `"\t${value}"`;
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of a CSV file with its end; a number of our own making stays a number. */
export function csvLine(values: readonly (string | number | null)[]): string {
  const cells = values.map((value) =>
    value === null ? '' : typeof value === 'number' ? String(value) : cell(value),
  );
  return `${cells.join(',')}\r\n`;
}

/** By which spreadsheets know UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** Lines as a CSV file that spreadsheets read as UTF-8: with a byte order mark, CRLF, and quotes where they are needed. */
export function toCsv(lines: readonly (readonly string[])[]): string {
  return `${BYTE_ORDER_MARK}${lines.map(csvLine).join('')}`;
}

/** The same lines to be pasted into a table: tabs between cells, and no line break within one. */
export function toTabbed(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => line.map((value) => value.replaceAll(/\s+/g, ' ')).join('\t')).join('\n');
}
