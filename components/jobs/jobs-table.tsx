'use client';

import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import { useNow } from '@/components/layout/use-now';
import type { JobRow } from '@/lib/jobs/schemas';

import { OPENER_ATTRIBUTE } from './job-row-focus';
import { JobTableRow } from './job-table-row';
import { dayOf } from './job-texts';
import { JobsTableHead } from './jobs-table-head';
import type { JobColumn } from './jobs-columns';
import classes from './jobs-table.module.css';
import type { RowResult } from './refresh-outcome';

const STEPS: Readonly<Record<string, 'next' | 'previous' | 'first' | 'last'>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Home: 'first',
  End: 'last',
};

/**
 * The jobs of one page. Its own container scrolls, so that head, first column and the bar above stay in sight.
 * Up and down move between rows, Enter opens one; while a job is open, its own keys do.
 */
export function JobsTable({
  rows,
  columns,
  results,
  caption,
  placeKey,
  busy,
  openRowId,
  hrefOf,
  onOpen,
  onPlay,
}: {
  rows: readonly JobRow[];
  columns: readonly JobColumn[];
  results: ReadonlyMap<number, RowResult>;
  caption: string;
  /** Names page, size and tab: another one begins at its top. */
  placeKey: string;
  /** Rows of another page are still shown while this one is read. */
  busy: boolean;
  openRowId: number | null;
  hrefOf: (rowId: number) => string;
  onOpen: (rowId: number) => void;
  onPlay: (rowId: number) => void;
}) {
  const today = dayOf(useNow());
  const scroller = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState<number | null>(null);
  const reachable = rows.some(({ rowId }) => rowId === reached) ? reached : rows[0]?.rowId;

  const shownPlace = useRef(placeKey);
  useEffect(() => {
    if (shownPlace.current !== placeKey && !busy) {
      shownPlace.current = placeKey;
      scroller.current?.scrollTo({ top: 0 });
    }
  }, [placeKey, busy]);

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const step = STEPS[event.key];
    if (!step || openRowId !== null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return;
    const openers = [...event.currentTarget.querySelectorAll<HTMLElement>(`[${OPENER_ATTRIBUTE}]`)];
    const row = event.target instanceof Element ? event.target.closest('[data-row-id]') : null;
    const at = openers.findIndex((opener) => row?.contains(opener));
    const to = { next: at + 1, previous: at - 1, first: 0, last: openers.length - 1 }[step];
    const target = openers[to];
    event.preventDefault();
    target?.focus();
  };

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-busy={busy || undefined}
      role="region"
      aria-label={caption}
      aria-busy={busy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className={classes.table} role="table" aria-label={caption} data-columns={columns.length}>
        <JobsTableHead columns={columns} />
        {/* The rows' own links take the focus; this only hands it on from one to the next. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody role="rowgroup" onKeyDown={onKeyDown}>
          {rows.map((row) => (
            <JobTableRow
              key={row.rowId}
              row={row}
              columns={columns}
              result={results.get(row.rowId)}
              today={today}
              reachable={row.rowId === reachable}
              open={row.rowId === openRowId}
              hrefOf={hrefOf}
              onOpen={onOpen}
              onPlay={onPlay}
              onReach={setReached}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
