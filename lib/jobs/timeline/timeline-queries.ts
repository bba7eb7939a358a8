import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import { JOB_QUERY_KEY } from '../detail/job-queries';
import type { TimelineEvent } from '../schemas';

export const timelineKey = (rowId: DbId) => [...JOB_QUERY_KEY, rowId, 'timeline'] as const;

/** `GET /api/jobs/{rowId}/timeline`: what happened to one job, oldest first. */
export function timelineQuery(rowId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: timelineKey(rowId),
    queryFn: ({ signal }) => getJson<{ events: TimelineEvent[] }>(`/api/jobs/${rowId}/timeline`, { signal }),
  });
}
