'use client';

import type { JobDetail } from '@/lib/jobs/schemas';

import { isOutdated, rowResults, type RowResult } from '@/components/receipts/refresh-outcome';
import type { RefreshFailure } from '@/components/refresh/refresh-request';
import { useRefresh, type RefreshState } from '@/components/refresh/use-refresh';

/** What the newest refresh of one job says. */
export type JobRefresh = { refresh: () => void } & (
  | { status: 'idle' }
  | Extract<RefreshState, { status: 'running' }>
  | (Extract<RefreshState, { status: 'done' }> & { result: RowResult })
  | { status: 'failed'; failure: RefreshFailure }
);

type Refreshed = Pick<JobDetail, 'row' | 'task'>;

/** The refresh of one job and how it ended; idle again once a newer check has spoken of the row. */
export function useJobRefresh({ row, task }: Refreshed): JobRefresh {
  const { state, refresh } = useRefresh({ taskId: task.id, rowId: row.rowId });
  if (state.status === 'done') {
    const result = rowResults(state.receipt.rows).get(row.rowId);
    return result && !isOutdated(row.checkedAt, state.receipt, result.verdict)
      ? { ...state, result, refresh }
      : { status: 'idle', refresh };
  }
  if (state.status === 'failed') {
    const { failure } = state;
    // Without a receipt the time is this machine's own, which is not to be compared.
    const outdated = failure.receiptId !== null && isLater(row.checkedAt, failure.at);
    return outdated ? { status: 'idle', refresh } : { status: 'failed', failure, refresh };
  }
  return { ...state, refresh };
}

function isLater(time: string | null, other: string): boolean {
  return time !== null && Date.parse(time) > Date.parse(other);
}

/** The receipt that the open job tells in its place for results; null when it tells none. */
export function useToldReceipt(detail: Refreshed): string | null {
  const state = useJobRefresh(detail);
  if (state.status === 'done') return state.receipt.id;
  return state.status === 'failed' ? state.failure.receiptId : null;
}
