/** A cell of a CSV file: quoted where it must be, and never a formula to the program that opens it. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines as a CSV file that spreadsheets read as UTF-8: with a byte order mark, CRLF, and quotes where they are needed. */
export function toCsv(lines: readonly (readonly string[])[]): string {
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** The same lines to be pasted into a table: tabs between cells, and no line break within one. */
export function toTabbed(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => line.map((value) => value.replaceAll(/\s+/g, ' ')).join('\t')).join('\n');
}
