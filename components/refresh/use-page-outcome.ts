'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import {
  currentResults,
  failureCause,
  isOfProvider,
  rowResults,
  type RowResult,
} from '@/components/receipts/refresh-outcome';
import { withShownChanges, type RowBefore } from '@/components/receipts/row-changes';
import { fetchJson } from '@/lib/browser/fetch-json';
import { receiptQuery } from '@/lib/jobs/list/queries';
import type { JobRow, LastRefresh } from '@/lib/jobs/schemas';
import type { StoredReceipt } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import type { RefreshedPageKey } from './interrupted-refresh';
import { newestOf, noteLooked, useKeptOutcome } from './kept-outcome';
import type { RefreshFailure } from './refresh-request';
import type { RefreshState } from './use-refresh';

const NO_RESULTS: ReadonlyMap<DbId, RowResult> = new Map();
const NO_BEFORE: readonly RowBefore[] = [];

export type PageOutcome = {
  /** The newest refresh of the page: of this browser, or what is known of it after a reload. */
  state: RefreshState;
  /** What the newest receipt said of the rows. */
  told: ReadonlyMap<DbId, RowResult>;
  /** Of that, what still is the newest word on its row and has not been looked at before a reload. */
  results: ReadonlyMap<DbId, RowResult>;
};

/** What the refreshes of a page have left to be seen: over a reload, and over a later one that failed. */
export function usePageOutcome({
  pageKey,
  live,
  isInterrupted,
  rows,
  last,
  openRowId,
}: {
  pageKey: RefreshedPageKey;
  live: RefreshState;
  /** A refresh that a reload has cut off from the page is under way. */
  isInterrupted: boolean;
  rows: readonly JobRow[];
  /** The page's newest refresh by anyone; null where there is none, or while the page is read. */
  last: LastRefresh | null;
  openRowId: DbId | null;
}): PageOutcome {
  const { taskId, page, size, selection } = pageKey;
  const kept = useKeptOutcome(pageKey);
  const isLive = live.status !== 'idle';
  const newest = isLive || isInterrupted ? null : newestOf(kept, last);
  const toldByServer = !isLive && !isInterrupted && newest === null && last?.errorCode ? last : null;
  const { data: stored } = useQuery({
    ...receiptQuery(toldByServer?.receiptId ?? '', fetchJson),
    enabled: toldByServer !== null,
  });

  const state = ((): RefreshState => {
    if (newest && 'failure' in newest) return { status: 'failed', startedAt: 0, failure: newest.failure };
    if (newest) {
      return {
        status: 'done',
        startedAt: 0,
        receipt: newest.receipt,
        before: kept?.before ?? [],
        standing: null,
        isShown: true,
        answeredAt: 0,
      };
    }
    if (toldByServer)
      return { status: 'failed', startedAt: 0, failure: failureOf(toldByServer, stored ?? null) };
    return live;
  })();

  const receipt = state.status === 'done' ? state.receipt : (kept?.receipt ?? null);
  const before = state.status === 'done' ? state.before : (kept?.before ?? NO_BEFORE);
  const told = useMemo(() => (receipt ? rowResults(receipt.rows) : NO_RESULTS), [receipt]);
  const looked = isLive ? null : (kept?.looked ?? null);
  const results = useMemo(() => {
    if (!receipt) return NO_RESULTS;
    const current = new Map(withShownChanges(currentResults(told, receipt, rows), before, rows));
    for (const rowId of looked ?? []) current.delete(rowId);
    return current;
  }, [told, receipt, rows, before, looked]);

  const isLookedAt = openRowId !== null && told.has(openRowId);
  useEffect(() => {
    if (isLookedAt) noteLooked({ taskId, page, size, selection }, openRowId);
  }, [isLookedAt, openRowId, taskId, page, size, selection]);

  return { state, told, results };
}

/** What the server still knows of a refresh that failed. */
function failureOf(last: LastRefresh, stored: StoredReceipt | null): RefreshFailure {
  const code = stored?.error?.code ?? last.errorCode;
  const cause = failureCause('provider_failed', code);
  return {
    cause,
    at: last.at,
    code: isOfProvider(cause) ? code : null,
    text: isOfProvider(cause) ? (stored?.error?.message ?? null) : null,
    requestId: stored?.error?.requestId ?? null,
    traceId: null,
    receiptId: last.receiptId,
    providerCalls: stored?.providerCalls ?? [],
    retryAt: null,
  };
}
