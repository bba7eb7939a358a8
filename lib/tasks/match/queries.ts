import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import { isUnderWay, type MatchingAnswer } from './schemas';

const WATCHED_MS = 1_000;
/** Somebody else may begin one, or apply it. */
const UNWATCHED_MS = 15_000;

export const matchingKeys = {
  task: (taskId: DbId) => ['matching', taskId] as const,
  page: (taskId: DbId, page: number) => ['matching', taskId, page] as const,
};

/** `GET /api/tasks/{id}/matching`: asked for again and again while the worker looks. */
export function matchingQuery(taskId: DbId, page: number, getJson: GetJson) {
  return queryOptions({
    queryKey: matchingKeys.page(taskId, page),
    queryFn: ({ signal }) =>
      getJson<MatchingAnswer>(`/api/tasks/${taskId}/matching?page=${page}`, { signal }),
    refetchInterval: ({ state }) => {
      const matching = state.data?.matching;
      return matching && isUnderWay(matching.state) ? WATCHED_MS : UNWATCHED_MS;
    },
    placeholderData: (before) => before,
    networkMode: 'always',
  });
}
