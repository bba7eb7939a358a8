'use client';

import { useEffect, useMemo } from 'react';

import type { JobRow } from '@/lib/jobs/schemas';

/** The receipts of refreshes that the operator has left behind, by going to another page, filter or task. */
const leftBehind = new Set<string>();
/** A page that is made anew where it stands is not left: it is there again within so long, in ms. */
const AWAY_MS = 1_000;
const leaving = new Map<string, number>();

/**
 * The rows of a filtered page. One that a refresh has made another, so that it no longer matches, stays where it stood
 * until the operator moves on, however often the page is read anew meanwhile.
 *
 * @param place names page, filter and sort
 * @param refreshed the rows as the refresh of this page answered them; null where nothing is to be held
 */
export function useStandingRows(
  rows: readonly JobRow[],
  place: string,
  refreshed: { receiptId: string; rows: readonly JobRow[] } | null,
): readonly JobRow[] {
  const receiptId = refreshed?.receiptId ?? null;
  useEffect(() => {
    if (receiptId === null) return undefined;
    const stay = `${receiptId} ${place}`;
    window.clearTimeout(leaving.get(stay));
    return () => {
      const leave = () => {
        leaving.delete(stay);
        leftBehind.add(receiptId);
      };
      leaving.set(stay, window.setTimeout(leave, AWAY_MS));
    };
  }, [receiptId, place]);

  return useMemo(() => {
    if (!refreshed || leftBehind.has(refreshed.receiptId)) return rows;
    const read = new Map(rows.map((row) => [row.rowId, row]));
    return refreshed.rows.map((row) => read.get(row.rowId) ?? { ...row, left: true });
  }, [rows, refreshed]);
}
