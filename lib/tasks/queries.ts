import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';

import type { TaskPage } from './schemas';

const FRESH_MS = 30_000;

/** `GET /api/tasks?q=…`: the newest tasks whose names hold some words; all of them without any. */
export function tasksQuery(q: string, getJson: GetJson) {
  return queryOptions({
    queryKey: ['tasks', q] as const,
    queryFn: ({ signal }) => getJson<TaskPage>(`/api/tasks?q=${encodeURIComponent(q)}`, { signal }),
    staleTime: FRESH_MS,
  });
}
