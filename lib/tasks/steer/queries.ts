import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import type { JobGroupAnswer } from './steering';

/** `GET /api/tasks/{id}/job-group`: the provider is asked each time that it is looked at. */
export function jobGroupQuery(taskId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: ['job-group', taskId] as const,
    queryFn: ({ signal }) => getJson<JobGroupAnswer>(`/api/tasks/${taskId}/job-group`, { signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    networkMode: 'always',
  });
}
