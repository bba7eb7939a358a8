/** The attribute by which a row's opener (its link or button) names its job: `data-open-job="7"`. */
export const OPENER_ATTRIBUTE = 'data-open-job';

/** Gives the focus back to the row of a job; when it is not on this page of the table, to the page itself. */
export function focusJobRow(rowId: number): void {
  const row = document.querySelector<HTMLElement>(`[${OPENER_ATTRIBUTE}="${rowId}"]`);
  (row ?? document.querySelector<HTMLElement>('main'))?.focus();
}
