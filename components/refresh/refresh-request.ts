import { hashKey, type MutationOptions, type QueryClient } from '@tanstack/react-query';

import {
  codeOfMessage,
  failureCause,
  isOfProvider,
  type FailureCause,
} from '@/components/receipts/refresh-outcome';
import { rowsBefore, type RowBefore } from '@/components/receipts/row-changes';
import { fetchJson, RequestFailed } from '@/lib/browser/fetch-json';
import { isWaiting } from '@/lib/browser/session-store';
import { createStore } from '@/lib/browser/store';
import { JOB_QUERY_KEY, jobQuery } from '@/lib/jobs/detail/job-queries';
import { receiptQuery, taskKeys } from '@/lib/jobs/list/queries';
import type { JobRow, JobsPage, RefreshAnswer, RefreshedPage } from '@/lib/jobs/schemas';
import type { ProviderCall, Receipt } from '@/lib/receipts/schemas';
import { PEAKS_QUERY_KEY, RECORDING_STATE_QUERY_KEY } from '@/lib/recordings/queries';
import type { DbId } from '@/lib/values/db-id';

import { markRefresh, unmarkRefresh } from './interrupted-refresh';
import type { RefreshedPageKey } from './interrupted-refresh';
import { keepFailure, keepReceipt } from './kept-outcome';
import { pauseRefreshes } from './refresh-pause';

/** One job of a task. */
export type RefreshedJobKey = { taskId: DbId; rowId: DbId };

export type RefreshedKey = RefreshedPageKey | RefreshedJobKey;

function isPage(key: RefreshedKey): key is RefreshedPageKey {
  return !('rowId' in key);
}

/** What is kept of a refresh that went through. */
export type RefreshDone = {
  receipt: Receipt;
  /** What the screen showed of the page's rows when it began. */
  before: RowBefore[];
  /** The rows of a filtered or sorted page as they are now: they stay where they stand. Null of any other. */
  standing: { receiptId: string; rows: JobRow[] } | null;
  /** The answer brought the page along, and nothing has to be read anew. */
  isShown: boolean;
  /** Epoch ms: rows that were read before are still the old ones. */
  answeredAt: number;
};

export type RefreshStage = 'offline' | 'asking' | 'reading';

/** A refresh that did not go through, with all that could be learnt about why. */
export class RefreshFailed extends Error {
  override readonly name = 'RefreshFailed';
  readonly details: RefreshFailure;

  constructor(details: RefreshFailure, cause: unknown) {
    super(details.cause, { cause });
    this.details = details;
  }
}

export type RefreshFailure = {
  cause: FailureCause;
  /** ISO UTC. */
  at: string;
  /** The provider's own code and text. */
  code: string | null;
  text: string | null;
  requestId: string | null;
  /** Our `x-request-id`. */
  traceId: string | null;
  receiptId: string | null;
  providerCalls: ProviderCall[];
  /** ISO UTC: when another try makes sense. */
  retryAt: string | null;
};

/** The server answers within 26 s (15 s for the jobs, 10 s for the recordings); what takes longer is lost on the way. */
const GIVE_UP_MS = 45_000;

const ROOT = ['refresh'] as const;

export function refreshKey(key: RefreshedKey): readonly unknown[] {
  return 'rowId' in key
    ? [...ROOT, 'job', key.rowId]
    : [...ROOT, key.taskId, key.size, key.page, key.selection];
}

/** The query that holds what a refresh brings. */
export function refreshedQueryKey(key: RefreshedKey): readonly unknown[] {
  return 'rowId' in key ? jobQuery(key.rowId, fetchJson).queryKey : taskKeys.page({ ...key, tab: 'jobs' });
}

/** How many finished refreshes of other pages and jobs are remembered, so that coming back still shows their receipt. */
const REMEMBERED = 40;

/** Forgets what the newest refresh said. */
export function forgetRefresh(client: QueryClient, key: RefreshedKey): void {
  const cache = client.getMutationCache();
  for (const refresh of cache.findAll({ mutationKey: refreshKey(key), exact: true })) {
    if (refresh.state.status !== 'pending') cache.remove(refresh);
  }
}

function forgetOldRefreshes(client: QueryClient, key: RefreshedKey): void {
  forgetRefresh(client, key);
  const cache = client.getMutationCache();
  const finished = cache.findAll({ mutationKey: ROOT }).filter(({ state }) => state.status !== 'pending');
  for (const old of finished.slice(0, Math.max(0, finished.length - REMEMBERED))) cache.remove(old);
}

/** Aborts after so long without an answer; the time that a sign-in over the page takes does not count. */
function giveUp(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  let waited = 0;
  const timer = setInterval(() => {
    if (isWaiting()) return;
    waited += 1000;
    if (waited >= GIVE_UP_MS) controller.abort(new DOMException('no answer', 'TimeoutError'));
  }, 1000);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

/** Of a page the answer brings the page along; of a job it does not, because an open job shows more than a row. */
async function request(key: RefreshedKey, signal: AbortSignal): Promise<RefreshedPage> {
  if ('rowId' in key) {
    const path = `/api/jobs/${key.rowId}/refresh`;
    const { data } = await fetchJson<RefreshAnswer>(path, { method: 'POST', signal });
    return { receipt: data.receipt, page: null };
  }
  const { taskId, page, size, selection } = key;
  const place = `page=${page}&size=${size}${selection && `&${selection}`}`;
  return fetchJson<RefreshedPage>(`/api/tasks/${taskId}/refresh?${place}`, { method: 'POST', signal });
}

/** The refreshes that wait for the network before anything is sent, by their key. */
export const offlineRefreshes = createStore<ReadonlySet<string>>(new Set());

/** Without a network nothing is sent; the refresh goes on by itself once there is one. */
async function untilOnline(name: string): Promise<void> {
  if (navigator.onLine) return;
  const note = (waits: boolean) =>
    offlineRefreshes.set(
      (names) => new Set(waits ? [...names, name] : [...names].filter((each) => each !== name)),
    );
  note(true);
  await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
  note(false);
}

async function askServer(client: QueryClient, key: RefreshedKey): Promise<RefreshDone> {
  const shown = isPage(key) ? client.getQueryData<JobsPage>(refreshedQueryKey(key)) : undefined;
  const before = rowsBefore(shown?.rows ?? []);
  await untilOnline(nameOfRefresh(key));
  if (isPage(key)) {
    markRefresh(key, { startedAt: Date.now(), receiptBefore: shown?.lastRefresh?.receiptId ?? null });
  }
  const { signal, stop } = giveUp();
  try {
    const { receipt, page } = await request(key, signal);
    if (page) {
      // A reading that began before it would bring the rows of before.
      await client.cancelQueries({ queryKey: refreshedQueryKey(key), exact: true });
      client.setQueryData<JobsPage>(refreshedQueryKey(key), page);
    }
    const holds = isPage(key) && key.selection !== '' && page;
    const standing = holds ? { receiptId: receipt.id, rows: page.rows } : null;
    return { receipt, before, standing, isShown: page !== null, answeredAt: Date.now() };
  } finally {
    stop();
  }
}

/** Reads what is known of a failure. The provider's code stands in the stored receipt. */
async function explain(client: QueryClient, thrown: unknown): Promise<RefreshFailed> {
  const at = new Date().toISOString();
  const nothing = {
    at,
    code: null,
    text: null,
    requestId: null,
    traceId: null,
    receiptId: null,
    providerCalls: [],
    retryAt: null,
  };
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') {
    return new RefreshFailed({ ...nothing, cause: 'timeout' }, thrown);
  }
  if (!(thrown instanceof RequestFailed)) return new RefreshFailed({ ...nothing, cause: 'internal' }, thrown);

  const { kind, receiptId, requestId, traceId, retryAfterSeconds } = thrown;
  const receipt = receiptId ? await client.query(receiptQuery(receiptId, fetchJson)).catch(() => null) : null;
  const told = receipt?.error?.code ?? (kind === 'provider_failed' ? codeOfMessage(thrown.message) : null);
  const cause = failureCause(kind, told);
  const ofProvider = isOfProvider(cause);
  return new RefreshFailed(
    {
      cause,
      at: receipt?.checkedAt ?? at,
      code: ofProvider ? told : null,
      text: ofProvider ? (receipt?.error?.message ?? null) : null,
      requestId: requestId ?? receipt?.error?.requestId ?? null,
      traceId,
      receiptId,
      providerCalls: receipt?.providerCalls ?? [],
      retryAt: retryAfterSeconds ? new Date(Date.now() + retryAfterSeconds * 1000).toISOString() : null,
    },
    thrown,
  );
}

/**
 * The refresh of one page or one job as a mutation. Its state lives in the client's mutation cache, not in a component: leaving
 * the page in the middle loses nothing, and the result lands where it belongs.
 */
export function refreshMutation(
  client: QueryClient,
  key: RefreshedKey,
): MutationOptions<RefreshDone, RefreshFailed, void> {
  return {
    mutationKey: refreshKey(key),
    // Offline is told at once instead of waiting for better times.
    networkMode: 'always',
    // Kept until the next refresh of the same: a receipt never goes away under the reader's eyes.
    gcTime: Infinity,
    onMutate: () => forgetOldRefreshes(client, key),
    mutationFn: () =>
      askServer(client, key).catch(async (thrown: unknown) => {
        throw await explain(client, thrown);
      }),
    onSettled: (data, error) => {
      if (error?.details.retryAt) pauseRefreshes(error.details.retryAt);
      if (isPage(key)) {
        if (data) keepReceipt(key, data.receipt, data.before);
        if (error) keepFailure(key, error.details);
      }
      // A request that leaving the page has cut off goes on at the server.
      if (isPage(key) && error?.details.cause !== 'network') unmarkRefresh(key);
      if (error && error.details.receiptId === null) return;
      const own = data?.isShown ? hashKey(refreshedQueryKey(key)) : null;
      void client.invalidateQueries({
        queryKey: taskKeys.task(key.taskId),
        predicate: ({ queryHash }) => queryHash !== own,
      });
      void client.invalidateQueries({ queryKey: JOB_QUERY_KEY });
      void client.invalidateQueries({ queryKey: RECORDING_STATE_QUERY_KEY });
      void client.invalidateQueries({ queryKey: PEAKS_QUERY_KEY });
    },
  };
}

export function nameOfRefresh(key: RefreshedKey): string {
  return refreshKey(key).join(':');
}

/**
 * How far the refresh is: `offline` while nothing is sent for want of a network, `asking` until the server answers, `reading` until what it brought has been read anew, so that
 * receipt and rows appear together; null when none is under way.
 */
export function refreshStage(client: QueryClient, key: RefreshedKey): RefreshStage | null {
  const newest = client
    .getMutationCache()
    .findAll({ mutationKey: refreshKey(key), exact: true })
    .at(-1)?.state;
  if (newest?.status === 'pending') {
    return offlineRefreshes.get().has(nameOfRefresh(key)) ? 'offline' : 'asking';
  }
  if (newest?.status !== 'success') return null;
  const shown = client.getQueryState(refreshedQueryKey(key));
  const { answeredAt } = newest.data as RefreshDone;
  return shown?.fetchStatus === 'fetching' && shown.dataUpdatedAt < answeredAt ? 'reading' : null;
}
