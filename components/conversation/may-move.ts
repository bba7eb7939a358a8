/** Where a person writes or chooses: what moves away from under them takes their words along. */
const HANDS_IN = 'form, input, textarea, select, [contenteditable=""], [contenteditable=true]';
/** What opens over the page and stands by what opened it. */
const OPENED = '[role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]';

/** Whether what an element shows can be seen; one that is kept in the page but hidden covers nothing. */
export function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}

/**
 * Whether following may scroll now: nobody writes, nothing is open over the job, and what is read is not below the
 * conversation.
 */
export function mayMove(scroller: HTMLElement, list: HTMLElement): boolean {
  if (document.activeElement?.closest(HANDS_IN)) return false;
  for (const opened of document.querySelectorAll(OPENED)) {
    if (!opened.contains(scroller) && isShown(opened)) return false;
  }
  // The conversation's end has passed the upper third: the follow-up and what comes after it are read.
  const { top } = scroller.getBoundingClientRect();
  return list.getBoundingClientRect().bottom > top + scroller.clientHeight / 3;
}
