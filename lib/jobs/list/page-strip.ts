import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import { openIndex } from '../job-index/open-index';
import { findTask } from '../task-repository';
import {
  type CountedCell,
  countIndexed,
  countUpTo,
  MOST_READ,
  readChanged,
  readSampledStrip,
  readWholeStrip,
} from './page-strip-repository';
import { MOST_CELLS, type PageStrip, pagesOf, STRIP_SHARES, type StripCell } from './page-strip-schemas';

/**
 * How the pages of a whole task stand, in id order. The index of jobs is read where it is true at this moment; a task of
 * up to 20,000 rows is otherwise read from its own rows, and a larger one from the index as of its last comparison.
 *
 * @throws AppError `not_found` for a task that is not the organization's
 */
export async function pageStrip(db: Db, actor: Actor, taskId: DbId, pageSize: number): Promise<PageStrip> {
  const { orgId } = actor;
  if (!(await findTask(orgId, db, taskId))) throw new AppError('not_found');
  const index = await openIndex(db, taskId);
  const known = index?.asOf === null ? await countIndexed(orgId, db, taskId) : null;
  const counted = known ?? (await countUpTo(orgId, db, taskId, MOST_READ));
  if (counted <= MOST_READ) {
    const strip = { taskId, totalRows: counted, pageSize };
    const cells = await readWholeStrip(orgId, db, strip, known === null ? 'rows' : 'index');
    return { ...toStrip(strip, cells, []), sampled: false, asOf: null };
  }
  const strip = {
    taskId,
    totalRows: known ?? (index ? await countIndexed(orgId, db, taskId) : counted),
    pageSize,
  };
  if (!index) return { ...toStrip(strip, [], []), cells: null, sampled: false, asOf: null };
  const [cells, changed] = await Promise.all([
    readSampledStrip(orgId, db, strip),
    readChanged(orgId, db, strip),
  ]);
  return { ...toStrip(strip, cells, changed), sampled: true, asOf: index.asOf };
}

function toStrip(
  { totalRows, pageSize }: { totalRows: number; pageSize: number },
  counted: CountedCell[],
  changed: { cell: number; n: number }[],
): Omit<PageStrip, 'sampled' | 'asOf'> & { cells: StripCell[] } {
  const totalPages = Math.ceil(totalRows / pageSize);
  const byCell = new Map(counted.map((cell) => [cell.cell, cell]));
  const changedOf = new Map(changed.map(({ cell, n }) => [cell, n]));
  const cells = Array.from({ length: Math.min(MOST_CELLS, totalPages) }, (_, cell) => {
    const pages = pagesOf(cell, totalPages);
    const rows = Math.min(totalRows, pages.toPage * pageSize) - (pages.fromPage - 1) * pageSize;
    return { ...pages, rows, ...sharesOf(byCell.get(cell), rows, changedOf.get(cell) ?? 0) };
  });
  return { pageSize, totalPages, totalRows, cells };
}

/** What was looked at stands for all rows of the cell; the shares add up to them. */
function sharesOf(
  counted: CountedCell | undefined,
  rows: number,
  changed: number,
): Record<(typeof STRIP_SHARES)[number], number> {
  const shares = { failed: 0, never: 0, changed: 0, stale: 0, unfinished: 0, settled: 0 };
  const seen = STRIP_SHARES.reduce((sum, share) => sum + (counted?.[share] ?? 0), 0);
  if (seen === 0 || !counted) return { ...shares, never: rows - changed, changed };
  const isWhole = seen === rows;
  let rest = rows;
  for (const share of STRIP_SHARES) {
    const scaled = isWhole ? counted[share] : Math.round((counted[share] * rows) / seen);
    shares[share] = Math.min(rest, share === 'changed' ? Math.max(scaled, changed) : scaled);
    rest -= shares[share];
  }
  // What rounding and the rows that changed for certain leave or take.
  shares.settled += rest;
  return shares;
}
