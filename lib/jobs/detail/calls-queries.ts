import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import { JOB_QUERY_KEY } from './job-queries';
import type { DescribedCalls } from '../schemas';

/** `GET /api/jobs/{rowId}/calls`: every attempt as DescribeJob tells it. The provider is asked, so for open jobs only. */
export function callsQuery(rowId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: [...JOB_QUERY_KEY, rowId, 'calls'] as const,
    queryFn: ({ signal }) => getJson<DescribedCalls>(`/api/jobs/${rowId}/calls`, { signal }),
  });
}
