import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import type { JobDetail, JobPlace } from '../schemas';

/** The prefix of every job's query: a refresh invalidates it, so that an open job shows what the refresh brought. */
export const JOB_QUERY_KEY = ['job'] as const;

/** `GET /api/jobs/{rowId}`: one job with its calls, conversation, follow-ups and neighbours. */
export function jobQuery(rowId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: [...JOB_QUERY_KEY, rowId] as const,
    queryFn: ({ signal }) => getJson<JobDetail>(`/api/jobs/${rowId}`, { signal }),
  });
}

/**
 * `GET /api/jobs/{rowId}/place`: where a job stands in a selection, and which jobs are beside it.
 * @param selection filter and sort as an address has them, `scope=all` among them for all tasks
 */
export function jobPlaceQuery(rowId: DbId, selection: string, getJson: GetJson) {
  const query = selection && `?${selection}`;
  return queryOptions({
    queryKey: [...JOB_QUERY_KEY, rowId, 'place', selection] as const,
    queryFn: ({ signal }) => getJson<JobPlace>(`/api/jobs/${rowId}/place${query}`, { signal }),
  });
}
