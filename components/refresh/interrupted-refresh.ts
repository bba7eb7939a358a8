import type { DbId } from '@/lib/values/db-id';
/** A refresh of a page that this tab has begun: what is known of it when the page is loaded anew before it ends. */
export type RefreshMark = {
  /** Epoch ms. */
  startedAt: number;
  /** The page's newest receipt when it began. */
  receiptBefore: string | null;
};

/** The server is done within this time, whatever comes. */
export const LONGEST_REFRESH_MS = 25_000;

function storageKey({ taskId, page, size, selection }: RefreshedPageKey): string {
  return `callboard.refreshing:${taskId}:${size}:${page}${selection && `:${selection}`}`;
}

/** Remembers that a refresh of the page is under way. A browser that stores nothing only tells less after a reload. */
export function markRefresh(key: RefreshedPageKey, mark: RefreshMark): void {
  try {
    sessionStorage.setItem(storageKey(key), JSON.stringify(mark));
  } catch {
    // Full, or switched off.
  }
}

export function unmarkRefresh(key: RefreshedPageKey): void {
  try {
    sessionStorage.removeItem(storageKey(key));
  } catch {
    // Switched off.
  }
}

/** The refresh of the page that may still be under way; null when none is. */
export function readRefreshMark(key: RefreshedPageKey): RefreshMark | null {
  try {
    const stored = sessionStorage.getItem(storageKey(key));
    const mark = stored === null ? null : (JSON.parse(stored) as RefreshMark);
    return mark && !isOver(mark) ? mark : null;
  } catch {
    return null;
  }
}

export function isOver({ startedAt }: RefreshMark): boolean {
  return Date.now() - startedAt > LONGEST_REFRESH_MS;
}

/** A page of a task: a refresh belongs to it, whatever page is shown when the answer comes. */
export type RefreshedPageKey = {
  taskId: DbId;
  page: number;
  size: number;
  /** Filter and sort of the table, see `selectionText`. */
  selection: string;
};
