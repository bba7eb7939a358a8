import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';

import { type Export, type ExportsPage, isOver } from './schemas';

const WATCHED_MS = 1_000;
/** Somebody else may ask for one. */
const UNWATCHED_MS = 15_000;

export const exportKeys = {
  all: ['exports'] as const,
  list: ['exports', 'list'] as const,
  one: (id: string) => ['exports', 'one', id] as const,
};

/** `GET /api/exports`: the organization's newest exports, asked for again and again while one is under way. */
export function exportsQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: exportKeys.list,
    queryFn: async ({ signal }) => (await getJson<{ data: ExportsPage }>('/api/exports', { signal })).data,
    refetchInterval: ({ state }) =>
      state.data?.exports.some(({ status }) => !isOver(status)) ? WATCHED_MS : UNWATCHED_MS,
    networkMode: 'always',
  });
}

/** `GET /api/exports/{id}`. */
export function exportQuery(id: string, getJson: GetJson) {
  return queryOptions({
    queryKey: exportKeys.one(id),
    queryFn: async ({ signal }) => (await getJson<{ data: Export }>(`/api/exports/${id}`, { signal })).data,
    refetchInterval: ({ state }) => (state.data && isOver(state.data.status) ? false : WATCHED_MS),
    networkMode: 'always',
  });
}
