import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';

import type { JobDetail, JobPlace } from '../schemas';

/** The prefix of every job's query: a refresh invalidates it, so that an open job shows what the refresh brought. */
export const JOB_QUERY_KEY = ['job'] as const;

/** `GET /api/jobs/{rowId}`: one job with its calls, conversation, follow-ups and neighbours. */
export function jobQuery(rowId: number, getJson: GetJson) {
  return queryOptions({
    queryKey: [...JOB_QUERY_KEY, rowId] as const,
    queryFn: ({ signal }) => getJson<JobDetail>(`/api/jobs/${rowId}`, { signal }),
  });
}

/** `GET /api/jobs/{rowId}/place`: where a job stands in its task's table. */
export function jobPlaceQuery(rowId: number, getJson: GetJson) {
  return queryOptions({
    queryKey: [...JOB_QUERY_KEY, rowId, 'place'] as const,
    queryFn: ({ signal }) => getJson<JobPlace>(`/api/jobs/${rowId}/place`, { signal }),
  });
}
