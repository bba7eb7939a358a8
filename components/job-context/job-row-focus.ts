import { focusVisibly } from '@/lib/browser/focus-visibly';
import type { DbId } from '@/lib/values/db-id';

/** The attribute by which a row's opener (its link or button) names its job: `data-open-job="7"`. */
export const OPENER_ATTRIBUTE = 'data-open-job';

/** So long the rows of another page may take. */
const LONGEST_MS = 5000;

/**
 * Gives the focus back to the row of a job. Until it is there, as when its page of the table is still read, and when it
 * is not on it, the page itself has the focus.
 */
export function focusJobRow(rowId: DbId): void {
  const focusRow = () => {
    const row = document.querySelector<HTMLElement>(`[${OPENER_ATTRIBUTE}="${rowId}"]`);
    if (row) focusVisibly(row);
    return row !== null;
  };
  const main = document.querySelector<HTMLElement>('main');
  if (focusRow() || !main) return;
  main.focus();
  const rows = new MutationObserver(() => {
    // Whoever goes on meanwhile is not called back.
    if (document.activeElement !== main || focusRow()) stop();
  });
  const stop = () => {
    clearTimeout(timer);
    rows.disconnect();
  };
  const timer = setTimeout(stop, LONGEST_MS);
  rows.observe(main, { childList: true, subtree: true });
}
