import { useEffect } from 'react';

import type { RowBefore } from '@/components/receipts/row-changes';
import { createStore, useStore } from '@/lib/browser/store';
import type { LastRefresh } from '@/lib/jobs/schemas';
import type { Receipt } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import type { RefreshedPageKey } from './interrupted-refresh';
import { pauseRefreshes } from './refresh-pause';
import type { RefreshFailure } from './refresh-request';

/**
 * What the refreshes of one page in this tab have left to be seen, over reloads: the newest receipt with what the rows
 * were before, the rows that the operator has looked at since, and the failure of a later refresh.
 */
export type KeptOutcome = {
  receipt: Receipt | null;
  before: RowBefore[];
  looked: DbId[];
  failure: RefreshFailure | null;
};

const NOTHING: KeptOutcome = { receipt: null, before: [], looked: [], failure: null };
const NONE: ReadonlyMap<string, KeptOutcome> = new Map();
/** So many pages are remembered. */
const REMEMBERED = 12;
const PREFIX = 'callboard.outcome:';

const keptOutcomes = createStore(NONE);

function nameOf({ taskId, page, size, selection }: RefreshedPageKey): string {
  return `${PREFIX}${taskId}:${size}:${page}${selection && `:${selection}`}`;
}

function read(name: string): KeptOutcome | null {
  try {
    const stored = sessionStorage.getItem(name);
    return stored === null ? null : (JSON.parse(stored) as KeptOutcome);
  } catch {
    return null;
  }
}

/** A browser that stores nothing, or no more, still has it on the page. */
function write(name: string, kept: KeptOutcome): void {
  try {
    const others = Object.keys(sessionStorage).filter((each) => each.startsWith(PREFIX) && each !== name);
    for (const old of others.slice(0, Math.max(0, others.length - REMEMBERED + 1)))
      sessionStorage.removeItem(old);
    sessionStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // Full, or switched off.
  }
}

function change(key: RefreshedPageKey, part: Partial<KeptOutcome>): void {
  const name = nameOf(key);
  const kept = { ...(keptOutcomes.get().get(name) ?? read(name) ?? NOTHING), ...part };
  keptOutcomes.set((all) => new Map(all).set(name, kept));
  write(name, kept);
}

export function keepReceipt(key: RefreshedPageKey, receipt: Receipt, before: RowBefore[]): void {
  change(key, { receipt, before, looked: [], failure: null });
}

export function keepFailure(key: RefreshedPageKey, failure: RefreshFailure): void {
  change(key, { failure });
}

/** The operator has looked at a row: its mark need not be kept any longer. */
export function noteLooked(key: RefreshedPageKey, rowId: DbId): void {
  const { looked = [] } = keptOutcomes.get().get(nameOf(key)) ?? {};
  if (!looked.includes(rowId)) change(key, { looked: [...looked, rowId] });
}

/** What was kept of a page, once the browser has been asked; null: nothing. */
export function useKeptOutcome(key: RefreshedPageKey): KeptOutcome | null {
  const name = nameOf(key);
  const kept = useStore(keptOutcomes, NONE).get(name) ?? null;
  useEffect(() => {
    if (keptOutcomes.get().has(name)) return;
    const stored = read(name);
    if (!stored) return;
    if (stored.failure?.retryAt) pauseRefreshes(stored.failure.retryAt);
    keptOutcomes.set((all) => new Map(all).set(name, stored));
  }, [name]);
  return kept;
}

/**
 * What is still the newest word on a page: a failure, unless a later refresh left its receipt; a receipt while the
 * page's newest one; else nothing.
 */
export function newestOf(
  kept: KeptOutcome | null,
  last: LastRefresh | null,
): { failure: RefreshFailure } | { receipt: Receipt } | null {
  const failure = kept?.failure ?? null;
  if (
    failure &&
    (!last || last.receiptId === failure.receiptId || Date.parse(last.at) <= Date.parse(failure.at))
  ) {
    return { failure };
  }
  return kept?.receipt && last?.receiptId === kept.receipt.id ? { receipt: kept.receipt } : null;
}
