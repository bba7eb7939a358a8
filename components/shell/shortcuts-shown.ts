import { createStore } from '@/lib/browser/store';

/** Whether the list of keys is shown over the page. */
export const shortcutsShown = createStore(false);

export function showShortcuts(): void {
  shortcutsShown.set(true);
}
