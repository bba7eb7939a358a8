import { postJson } from '@/lib/browser/fetch-json';
import type { TableRow } from '@/lib/tasks/import/table/check-rows';
import { BYTES_A_REQUEST, ROWS_A_REQUEST } from '@/lib/tasks/import/table/limits';
import type { TableBegun, TaskImport } from '@/lib/tasks/import/schemas';

type Sent = { begun: true; rows: number } | { begun: false };

/** UTF-8 takes three bytes of a Chinese character, four of others beyond. */
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/**
 * Sends the rows piece by piece, and begins the import when all are there; until then nothing is written. `begun` false:
 * the same file has been brought in before, and `again` was not said.
 *
 * @throws RequestFailed
 */
export async function sendTable({
  name,
  fileName,
  fileHash,
  rows,
  owners,
  again,
  onSent,
}: {
  name: string;
  fileName: string;
  fileHash: string;
  rows: readonly TableRow[];
  /** Ids of whom the leads are given to in turn. */
  owners: readonly string[];
  again: boolean;
  onSent: (rows: number) => void;
}): Promise<Sent> {
  const { id } = await postJson<TableBegun>('/api/task-imports/tables', {
    name,
    file_name: fileName.slice(0, 255),
    file_hash: fileHash,
    rows: rows.length,
    has_jobs: rows.some(({ jobId }) => jobId !== null),
    owners,
    again,
  });
  if (id === null) return { begun: false };
  for (let from = 0; from < rows.length;) {
    const piece = pieceOf(rows, from);
    await postJson(`/api/task-imports/${id}/rows`, { from: from + 1, rows: piece });
    from += piece.length;
    onSent(from);
  }
  await postJson<TaskImport>(`/api/task-imports/${id}/begin`, {});
  return { begun: true, rows: rows.length };
}

function pieceOf(rows: readonly TableRow[], from: number): Omit<TableRow, 'line'>[] {
  const piece: Omit<TableRow, 'line'>[] = [];
  let bytes = 200;
  for (const { line: _line, ...row } of rows.slice(from, from + ROWS_A_REQUEST)) {
    bytes += bytesOf(JSON.stringify(row)) + 1;
    if (piece.length > 0 && bytes > BYTES_A_REQUEST) break;
    piece.push(row);
  }
  return piece;
}
