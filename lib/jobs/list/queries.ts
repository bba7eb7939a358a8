import { queryOptions } from '@tanstack/react-query';

import type { StoredReceipt } from '@/lib/receipts/schemas';
import type { TaskHeader } from '@/lib/tasks/schemas';
import type { GetJson } from '@/lib/values/get-json';

import type { JobsPage } from '../schemas';
import type { JobTab } from '../selection-values';

/** One page of one tab of a task's table, as the address names it. */
export type JobsPageKey = { taskId: number; tab: JobTab; page: number; size: number };

/** Long enough for what the server has just handed over, short enough that coming back to a page reads it anew. */
const STALE_MS = 3000;

export const taskKeys = {
  /** The prefix of all that is known of a task: a refresh invalidates it. */
  task: (taskId: number) => ['task', taskId] as const,
  header: (taskId: number) => ['task', taskId, 'header'] as const,
  page: ({ taskId, tab, size, page }: JobsPageKey) => ['task', taskId, 'jobs', tab, size, page] as const,
};

/** `GET /api/tasks/{id}`: name, state, progress. */
export function taskQuery(taskId: number, getJson: GetJson) {
  return queryOptions({
    queryKey: taskKeys.header(taskId),
    queryFn: ({ signal }) => getJson<TaskHeader>(`/api/tasks/${taskId}`, { signal }),
    staleTime: STALE_MS,
    networkMode: 'always',
  });
}

/** `GET /api/tasks/{id}/jobs` (or `/jobs-without-id`): the rows of one page. A page past the end is the last one. */
export function jobsPageQuery(key: JobsPageKey, getJson: GetJson) {
  const path = key.tab === 'jobs' ? 'jobs' : 'jobs-without-id';
  return queryOptions({
    queryKey: taskKeys.page(key),
    queryFn: ({ signal }) =>
      getJson<JobsPage>(`/api/tasks/${key.taskId}/${path}?page=${key.page}&size=${key.size}`, { signal }),
    staleTime: STALE_MS,
    // Another tab or another person may have refreshed these rows meanwhile.
    refetchOnWindowFocus: true,
    // Offline is told at once instead of waiting for better times.
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
