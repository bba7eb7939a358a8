import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

/** A worklist as it was when it was begun. `total` may be more than the rows that are walked in one go. */
export type Walk = { rowIds: DbId[]; total: number };

/**
 * `GET /api/jobs/walk?…`, `/api/tasks/{id}/walk?…` or `/api/follow-ups/walk?list=…`: read once, so that nobody who is
 * dealt with moves the others.
 * @param path the address of the walk
 */
export function walkQuery(path: string, getJson: GetJson) {
  return queryOptions({
    queryKey: ['walk', path] as const,
    queryFn: ({ signal }) => getJson<Walk>(path, { signal }),
    staleTime: Infinity,
    gcTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
