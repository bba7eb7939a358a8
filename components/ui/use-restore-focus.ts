'use client';

import { useLayoutEffect, type RefObject } from 'react';

/** Where the focus goes by default: to the dialog around, else to the page's main part. */
const surroundings = (element: HTMLElement) =>
  element.closest<HTMLElement>('[role=dialog]') ?? document.querySelector('main');

/**
 * Hands the focus on when an element goes away with the focus in it; the browser would let it fall to the page's
 * beginning. `heir` names where to; it is asked while the element is still there, and null takes its surroundings.
 */
export function useRestoreFocus(
  ref: RefObject<HTMLElement | null>,
  heir?: (element: HTMLElement) => HTMLElement | null | undefined,
): void {
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      (heir?.(element) ?? surroundings(element))?.focus({ preventScroll: true });
    };
    // oxlint-disable-next-line react/exhaustive-deps -- asked once, when the element goes
  }, []);
}
