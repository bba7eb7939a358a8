'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { DbId } from '@/lib/values/db-id';

/** The rows that a person has chosen, over the pages of one filter; or all that match it. */
export type RowSelection = {
  ids: ReadonlySet<DbId>;
  all: boolean;
  /** @param range from the row that was chosen before to this one */
  toggle: (rowId: DbId, range: boolean) => void;
  /** All rows of the page, or none of them where all are chosen. */
  togglePage: () => void;
  selectAll: () => void;
  clear: () => void;
};

type State = { filter: string; ids: ReadonlySet<DbId>; all: boolean };

const NONE: ReadonlySet<DbId> = new Set();

/** @param filter what the chosen rows are of: another filter begins without any */
export function useRowSelection(filter: string, rows: readonly { rowId: DbId }[]): RowSelection {
  const [state, setState] = useState<State>({ filter, ids: NONE, all: false });
  const { ids, all } = state.filter === filter ? state : { ids: NONE, all: false };
  const shown = useRef(rows);
  const last = useRef<DbId | null>(null);
  useEffect(() => {
    shown.current = rows;
  }, [rows]);

  const change = useCallback(
    (next: (ids: Set<DbId>) => void) =>
      setState((before) => {
        const chosen = new Set(before.filter === filter ? before.ids : NONE);
        next(chosen);
        return { filter, ids: chosen, all: false };
      }),
    [filter],
  );
  const toggle = useCallback(
    (rowId: DbId, range: boolean) => {
      const order = shown.current.map((row) => row.rowId);
      const [from, to] = [order.indexOf(last.current ?? rowId), order.indexOf(rowId)];
      last.current = rowId;
      change((chosen) => {
        const choose = !chosen.has(rowId);
        const part = range && from >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [rowId];
        for (const each of part) {
          if (choose) chosen.add(each);
          else chosen.delete(each);
        }
      });
    },
    [change],
  );
  const togglePage = useCallback(() => {
    const order = shown.current.map((row) => row.rowId);
    change((chosen) => {
      const isWhole = order.every((rowId) => chosen.has(rowId));
      for (const rowId of order) {
        if (isWhole) chosen.delete(rowId);
        else chosen.add(rowId);
      }
    });
  }, [change]);
  const selectAll = useCallback(() => setState((before) => ({ ...before, all: true })), []);
  const clear = useCallback(() => setState({ filter, ids: NONE, all: false }), [filter]);
  return useMemo(
    () => ({ ids, all, toggle, togglePage, selectAll, clear }),
    [ids, all, toggle, togglePage, selectAll, clear],
  );
}
