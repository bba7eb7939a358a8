import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import { JOB_QUERY_KEY } from '../detail/job-queries';
import type { NumberAccess, NumberRequestCount, NumberRequests } from './number-requests';

/** Of all that is told about requests. */
export const NUMBER_REQUESTS_KEY = ['number-requests'] as const;
export const numberRequestsListKey = [...NUMBER_REQUESTS_KEY, 'list'] as const;
export const numberAccessKey = (rowId: DbId) => [...JOB_QUERY_KEY, rowId, 'number'] as const;

/** `GET /api/jobs/{rowId}/number`: whether this person may see the row's full number, where they see none by their role. */
export function numberAccessQuery(rowId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: numberAccessKey(rowId),
    queryFn: ({ signal }) => getJson<NumberAccess>(`/api/jobs/${rowId}/number`, { signal }),
  });
}

/** `GET /api/number-requests`: what waits for an answer, and what was answered last. */
export function numberRequestsQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: numberRequestsListKey,
    queryFn: ({ signal }) => getJson<NumberRequests>('/api/number-requests', { signal }),
  });
}

/** The same, how many wait alone: every page of those who may answer shows it. */
export function numberRequestCountQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: [...NUMBER_REQUESTS_KEY, 'count'] as const,
    queryFn: ({ signal }) => getJson<NumberRequestCount>('/api/number-requests?count=1', { signal }),
  });
}
