let wasKey = false;

if (typeof document !== 'undefined') {
  document.addEventListener('keydown', () => (wasKey = true), true);
  document.addEventListener('pointerdown', () => (wasKey = false), true);
}

/**
 * Moves the focus, with its ring for somebody who works by keyboard: WebKit shows none where a script moves it after a
 * key, unless it is asked to.
 */
export function focusVisibly(element: HTMLElement, options: FocusOptions = {}): void {
  const asked: FocusOptions & { focusVisible?: boolean } = wasKey
    ? { ...options, focusVisible: true }
    : options;
  element.focus(asked);
}
