/** Rows, the first of them the titles, as a Markdown table whose columns are aligned for a terminal too. */
export function markdownTable(rows: readonly string[][], isRight: (column: number) => boolean): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    `| ${row.map((cell, at) => (isRight(at) ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!))).join(' | ')} |`;
  const dashes = widths.map((width, at) => (isRight(at) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(rows[0]!), `| ${dashes.join(' | ')} |`, ...rows.slice(1).map(line)].join('\n');
}
