import { queryOptions } from '@tanstack/react-query';

import type { StoredReceipt } from '@/lib/receipts/schemas';
import type { TaskHeader } from '@/lib/tasks/schemas';
import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import type { JobsSummary } from '../insights/summary';
import type { JobsPage } from '../schemas';
import type { FacetCounts, JobTab } from '../selection-values';
import type { PageStrip } from './page-strip-schemas';

/** All tasks of the organization, in place of one. */
export type TaskScope = DbId | 'all';

/** One page of one tab of a task's table, as the address names it. */
export type JobsPageKey = {
  taskId: TaskScope;
  tab: JobTab;
  page: number;
  size: number;
  /** Filter and sort, see `selectionText`. */
  selection: string;
};

/** Long enough for what the server has just handed over, short enough that coming back to a page reads it anew. */
const STALE_MS = 3000;

export const taskKeys = {
  /** The prefix of all that is known of a task: a refresh invalidates it. */
  task: (taskId: TaskScope) => ['task', taskId] as const,
  header: (taskId: DbId) => ['task', taskId, 'header'] as const,
  page: ({ taskId, tab, size, page, selection }: JobsPageKey) =>
    ['task', taskId, 'jobs', tab, size, page, selection] as const,
  strip: (taskId: DbId, size: number) => ['task', taskId, 'pages', size] as const,
  facets: (taskId: TaskScope, selection: string) => ['task', taskId, 'facets', selection] as const,
  summary: (taskId: TaskScope, selection: string, charts: boolean) =>
    ['task', taskId, 'summary', selection, charts] as const,
};

/** `GET /api/tasks/{id}`: name, state, progress. */
export function taskQuery(taskId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: taskKeys.header(taskId),
    queryFn: ({ signal }) => getJson<TaskHeader>(`/api/tasks/${taskId}`, { signal }),
    staleTime: STALE_MS,
    networkMode: 'always',
  });
}

const jobsPath = (taskId: TaskScope, rest: string) =>
  taskId === 'all' ? `/api/jobs${rest}` : `/api/tasks/${taskId}${rest || '/jobs'}`;

/** `GET /api/tasks/{id}/facets`, or of all tasks: how many rows each choice of a filter would show. */
export function facetsQuery(taskId: TaskScope, selection: string, getJson: GetJson) {
  return queryOptions({
    queryKey: taskKeys.facets(taskId, selection),
    queryFn: ({ signal }) => getJson<FacetCounts>(`${jobsPath(taskId, '/facets')}?${selection}`, { signal }),
    staleTime: STALE_MS,
    networkMode: 'always',
  });
}

/** `GET /api/tasks/{id}/summary`, or of all tasks: what a selection comes to, on wish with its charts. */
export function summaryQuery(
  { taskId, selection, charts }: { taskId: TaskScope; selection: string; charts: boolean },
  getJson: GetJson,
) {
  const query = [selection, charts && 'charts=1'].filter(Boolean).join('&');
  return queryOptions({
    queryKey: taskKeys.summary(taskId, selection, charts),
    queryFn: ({ signal }) => getJson<JobsSummary>(`${jobsPath(taskId, '/summary')}?${query}`, { signal }),
    staleTime: STALE_MS,
    networkMode: 'always',
  });
}

/**
 * `GET /api/tasks/{id}/jobs` (or `/jobs-without-id`), or `GET /api/jobs`: the rows of one page. A page past the end is the
 * last one.
 */
export function jobsPageQuery(key: JobsPageKey, getJson: GetJson) {
  const path = jobsPath(key.taskId, key.tab === 'jobs' ? '' : '/jobs-without-id');
  const selection = key.selection && `&${key.selection}`;
  return queryOptions({
    queryKey: taskKeys.page(key),
    queryFn: ({ signal }) =>
      getJson<JobsPage>(`${path}?page=${key.page}&size=${key.size}${selection}`, { signal }),
    staleTime: STALE_MS,
    // Another tab or another person may have refreshed these rows meanwhile.
    refetchOnWindowFocus: true,
    // Offline is told at once instead of waiting for better times.
    networkMode: 'always',
  });
}

/** `GET /api/tasks/{id}/pages`: how the pages of the whole task stand; the last answer stays while a newer one is read. */
export function pageStripQuery(taskId: DbId, size: number, getJson: GetJson) {
  return queryOptions({
    queryKey: taskKeys.strip(taskId, size),
    queryFn: ({ signal }) => getJson<PageStrip>(`/api/tasks/${taskId}/pages?size=${size}`, { signal }),
    staleTime: STALE_MS,
    // What is stale grows so by itself.
    refetchInterval: 60_000,
    networkMode: 'always',
  });
}

/** `GET /api/receipts/{id}`; a receipt never changes. */
export function receiptQuery(receiptId: string, getJson: GetJson) {
  return queryOptions({
    queryKey: ['receipt', receiptId] as const,
    queryFn: ({ signal }) => getJson<StoredReceipt>(`/api/receipts/${receiptId}`, { signal }),
    staleTime: Infinity,
    networkMode: 'always',
  });
}
