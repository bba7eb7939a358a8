import type { ReadRow } from '../row-repository';
import { cellOf, clockOf, sentencesOf } from '../present-rows';
import type { ExportColumn } from '../schemas';
import type { FileWords } from '../words';

/** What stands above each conversation. */
const HEAD_COLUMNS = ['lead', 'phone', 'task', 'callResult', 'called', 'planned'] as const;
export const TRANSCRIPT_COLUMNS: readonly ExportColumn[] = [...HEAD_COLUMNS, 'conversation'];

/** A row's conversation as text, one sentence a line; a row without one says so. */
export function transcriptOf(row: ReadRow, words: FileWords): string {
  const time = cellOf('called', row, words) ?? cellOf('planned', row, words);
  const parts = [...HEAD_COLUMNS.slice(0, 4).map((column) => cellOf(column, row, words)), time].filter(
    (part) => part !== null && part !== '',
  );
  const sentences = sentencesOf(row.conversation);
  const lines = sentences.map(
    (sentence) =>
      `[${clockOf(sentence)}] ${sentence.speaker === 'other' && sentence.label ? sentence.label : words.speaker[sentence.speaker]}: ${sentence.text}`,
  );
  return `#${row.id} ${parts.join(' · ')}\r\n${lines.length > 0 ? lines.join('\r\n') : words.noWords}\r\n\r\n`;
}
