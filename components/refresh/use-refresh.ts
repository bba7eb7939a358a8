'use client';

import { useIsFetching, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';

import { useStore } from '@/lib/browser/store';

import { isPaused } from './refresh-pause';
import {
  offlineRefreshes,
  refreshedQueryKey,
  refreshKey,
  refreshMutation,
  refreshStage,
  type RefreshDone,
  type RefreshedKey,
  type RefreshFailed,
  type RefreshFailure,
  type RefreshStage,
} from './refresh-request';

const NOBODY: ReadonlySet<string> = new Set();

/** The newest refresh of a page or a job in this browser. Times are epoch milliseconds. */
export type RefreshState =
  | { status: 'idle' }
  /** `offline`: nothing is sent yet; `asking`: the request is with the server, which asks the provider; `reading`: the fresh rows are being read. */
  | { status: 'running'; stage: RefreshStage; startedAt: number }
  | ({ status: 'done'; startedAt: number } & RefreshDone)
  | { status: 'failed'; startedAt: number; failure: RefreshFailure };

/** The state of a refresh, and its start. A start while one is under way, or while all have to wait, does nothing. */
export function useRefresh(key: RefreshedKey): { state: RefreshState; refresh: () => void } {
  const client = useQueryClient();
  const { mutate } = useMutation(refreshMutation(client, key));

  const refresh = () => {
    if (refreshStage(client, key) === null && !isPaused()) mutate();
  };

  const newest = useMutationState({
    filters: { mutationKey: refreshKey(key), exact: true },
    select: ({ state }) => state,
  }).at(-1);
  // Only to render anew when the rows are there; what it means, `refreshStage` says.
  useIsFetching({ queryKey: refreshedQueryKey(key), exact: true });
  useStore(offlineRefreshes, NOBODY);

  const startedAt = newest?.submittedAt ?? 0;
  const state = ((): RefreshState => {
    const stage = refreshStage(client, key);
    if (stage) return { status: 'running', stage, startedAt };
    switch (newest?.status) {
      case 'success':
        return { status: 'done', startedAt, ...(newest.data as RefreshDone) };
      case 'error':
        return { status: 'failed', startedAt, failure: (newest.error as RefreshFailed).details };
      default:
        return { status: 'idle' };
    }
  })();
  return { state, refresh };
}
