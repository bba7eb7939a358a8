'use client';

import {
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
} from 'react';

import { OPENER_ATTRIBUTE } from '@/components/job-context/job-row-focus';
import { dayOf } from '@/components/job-context/job-texts';
import type { RowResult } from '@/components/receipts/refresh-outcome';
import { useNow } from '@/components/ui/time/use-now';
import { focusVisibly } from '@/lib/browser/focus-visibly';
import type { JobRow } from '@/lib/jobs/schemas';
import { type DbId, dbId } from '@/lib/values/db-id';

import type { RowSelection } from './bulk/use-row-selection';
import type { TableModel } from './columns/column-model';
import widths from './columns/widths.module.css';
import { JobTableRow } from './job-table-row';
import { type ColumnTools, JobsTableHead, type SortLink } from './jobs-table-head';
import classes from './jobs-table.module.css';

const STEPS: Readonly<Record<string, 'next' | 'previous' | 'first' | 'last'>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Home: 'first',
  End: 'last',
};

/** As many as a tall window shows at once. */
const FIRST_ROWS = { comfortable: 32, compact: 38 };

/**
 * The jobs of one page. Its own container scrolls, so that head, first column and the bar above stay in sight.
 * Up and down move between rows, Enter opens one; while a job is open, its own keys do.
 */
export function JobsTable({
  rows,
  model,
  results,
  caption,
  placeKey,
  sort,
  busy,
  asOf = false,
  openRowId,
  hrefOf,
  onOpen,
  onPlay,
  picks,
  tools,
}: {
  rows: readonly JobRow[];
  model: TableModel;
  results: ReadonlyMap<DbId, RowResult>;
  caption: string;
  /** The order of the rows as the address has it, and the way to another one; absent: there is only this one. */
  sort?: { text: string | null; link: (text: string | null) => SortLink };
  /** Names page, size and tab: another one begins at its top. */
  placeKey: string;
  /** Rows of another page are still shown while this one is read. */
  busy: boolean;
  /** The newest refresh failed: the rows are as old as their last check. */
  asOf?: boolean;
  openRowId: DbId | null;
  hrefOf: (rowId: DbId) => string;
  onOpen: (rowId: DbId, hit?: number) => void;
  onPlay: (rowId: DbId) => void;
  /** The chosen rows; absent: none can be chosen. */
  picks?: RowSelection;
  /** Absent: the columns are as they are. */
  tools?: ColumnTools;
}) {
  const { columns } = model;
  const today = dayOf(useNow());
  const scroller = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState<DbId | null>(null);
  const reachable = rows.some(({ rowId }) => rowId === reached) ? reached : rows[0]?.rowId;

  // The server sends what is in sight, and the browser adds the rest: half the page's HTML, and shown the sooner.
  const whole = useDeferredValue(true, false);
  const shown = whole ? rows : rows.slice(0, FIRST_ROWS[model.density]);

  const shownPlace = useRef(placeKey);
  useEffect(() => {
    if (shownPlace.current !== placeKey && !busy) {
      shownPlace.current = placeKey;
      scroller.current?.scrollTo({ top: 0 });
    }
  }, [placeKey, busy]);

  // An open job takes its room from the table; the rows keep their widths, which saves the layout of all of them.
  const table = useRef<HTMLTableElement>(null);
  const isOpen = openRowId !== null;
  useLayoutEffect(() => {
    const element = table.current;
    if (!isOpen || !element) return;
    element.style.minWidth = `${element.offsetWidth}px`;
    return () => void element.style.removeProperty('min-width');
  }, [isOpen]);

  const pickedHere = picks ? rows.filter(({ rowId }) => picks.all || picks.ids.has(rowId)).length : 0;

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const own = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row-id]') : null;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (picks && own && openRowId === null && isPlain && event.key.toLowerCase() === 'x') {
      event.preventDefault();
      picks.toggle(dbId(own.dataset.rowId ?? ''), event.shiftKey);
      return;
    }
    const step = STEPS[event.key];
    if (!step || openRowId !== null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return;
    const openers = [...event.currentTarget.querySelectorAll<HTMLElement>(`[${OPENER_ATTRIBUTE}]`)];
    const line =
      event.target instanceof Element ? event.target.closest('[data-row-id], [data-hits-of]') : null;
    const row = line?.hasAttribute('data-hits-of') ? line.previousElementSibling : line;
    const at = openers.findIndex((opener) => row?.contains(opener));
    const to = { next: at + 1, previous: at - 1, first: 0, last: openers.length - 1 }[step];
    const target = openers[to];
    event.preventDefault();
    if (target) focusVisibly(target);
  };

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-busy={busy || undefined}
      data-density={model.density}
      style={{ scrollPaddingLeft: model.pinnedWidth + 40 }}
      role="region"
      aria-label={caption}
      aria-busy={busy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget }) =>
        currentTarget.toggleAttribute('data-aside', currentTarget.scrollLeft > 0)
      }
    >
      <table
        ref={table}
        className={`${classes.table} ${widths.widths}`}
        style={model.style}
        role="table"
        aria-label={caption}
        data-picks={picks ? '' : undefined}
        data-picking={picks && (picks.all || picks.ids.size > 0) ? '' : undefined}
      >
        <JobsTableHead
          columns={columns}
          sort={sort}
          tools={tools}
          pick={
            picks && {
              checked: rows.length > 0 && pickedHere === rows.length,
              partly: pickedHere > 0 && pickedHere < rows.length,
              onPick: picks.togglePage,
            }
          }
        />
        {/* The rows' own links take the focus; this only hands it on from one to the next. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <tbody
          role="rowgroup"
          style={{ '--rows-to-come': rows.length - shown.length } as CSSProperties}
          onKeyDown={onKeyDown}
        >
          {shown.map((row) => (
            <JobTableRow
              key={row.rowId}
              row={row}
              columns={columns}
              result={results.get(row.rowId)}
              today={today}
              asOf={asOf}
              reachable={row.rowId === reachable}
              open={row.rowId === openRowId}
              hrefOf={hrefOf}
              onOpen={onOpen}
              onPlay={onPlay}
              onReach={setReached}
              picked={picks ? picks.all || picks.ids.has(row.rowId) : undefined}
              onPick={picks?.toggle}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
