import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import { isOver, type Run, type RunBatchesPage, type RunPreview } from './schemas';

const WATCHED_MS = 1_000;
/** Somebody else may begin one. */
const UNWATCHED_MS = 15_000;

export const runKeys = {
  ofTask: (taskId: DbId) => ['runs', 'task', taskId] as const,
  run: (runId: string) => ['runs', 'run', runId] as const,
  batches: (runId: string, page: number, only: string) =>
    ['runs', 'run', runId, 'batches', page, only] as const,
};

/** `GET /api/tasks/{id}/refresh-runs`: the newest runs of a task, asked for again and again while one is under way. */
export function taskRunsQuery(taskId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: runKeys.ofTask(taskId),
    queryFn: ({ signal }) => getJson<{ runs: Run[] }>(`/api/tasks/${taskId}/refresh-runs`, { signal }),
    refetchInterval: ({ state }) => {
      const newest = state.data?.runs[0];
      return newest && !isOver(newest.state) && newest.state !== 'paused' ? WATCHED_MS : UNWATCHED_MS;
    },
    networkMode: 'always',
  });
}

/** `GET /api/refresh-runs/{id}`. */
export function runQuery(runId: string, getJson: GetJson) {
  return queryOptions({
    queryKey: runKeys.run(runId),
    queryFn: ({ signal }) => getJson<Run>(`/api/refresh-runs/${runId}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isOver(state.data.state) ? false : WATCHED_MS),
    networkMode: 'always',
  });
}

/** `GET /api/tasks/{id}/refresh-runs/preview`: what a run would ask; read anew whenever the dialog opens. */
export function runPreviewQuery(taskId: DbId, selection: string, getJson: GetJson) {
  return queryOptions({
    queryKey: ['runs', 'preview', taskId, selection] as const,
    queryFn: ({ signal }) =>
      getJson<RunPreview>(`/api/tasks/${taskId}/refresh-runs/preview?${selection}`, { signal }),
    staleTime: 0,
    gcTime: 0,
    networkMode: 'always',
  });
}

/** `GET /api/refresh-runs/{id}/batches`: 50 batches of a run. */
export function batchesQuery(
  runId: string,
  { page, only, isOver: over }: { page: number; only: 'all' | 'failed' | 'changed'; isOver: boolean },
  getJson: GetJson,
) {
  const filter = only === 'all' ? '' : `&only=${only}`;
  return queryOptions({
    queryKey: runKeys.batches(runId, page, only),
    queryFn: ({ signal }) =>
      getJson<RunBatchesPage>(`/api/refresh-runs/${runId}/batches?page=${page}${filter}`, { signal }),
    refetchInterval: over ? false : 3_000,
    placeholderData: (before) => before,
    networkMode: 'always',
  });
}
