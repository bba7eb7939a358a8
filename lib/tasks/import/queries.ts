import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';

import { type ImportsAnswer, isOver, type JobGroupChoices } from './schemas';

const WATCHED_MS = 1_000;
/** Another round may begin by its schedule, or somebody else begins one. */
const UNWATCHED_MS = 15_000;

export const importKeys = {
  all: ['imports'] as const,
  list: ['imports', 'list'] as const,
  groups: (address: string) => ['imports', 'groups', address] as const,
};

/** `GET /api/task-imports`: what has been brought in, asked for again and again while something is under way. */
export function importsQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: importKeys.list,
    queryFn: ({ signal }) => getJson<ImportsAnswer>('/api/task-imports', { signal }),
    refetchInterval: ({ state }) =>
      state.data?.imports.some(({ state: one }) => !isOver(one)) ? WATCHED_MS : UNWATCHED_MS,
    networkMode: 'always',
  });
}

/** `GET /api/job-groups`: a page of the provider's groups; the provider is asked each time. */
export function jobGroupsQuery(
  { q, state, page }: { q: string; state: string | null; page: number },
  getJson: GetJson,
) {
  const address = new URLSearchParams({
    page: String(page),
    ...(q && { q }),
    ...(state && { state }),
  }).toString();
  return queryOptions({
    queryKey: importKeys.groups(address),
    queryFn: ({ signal }) => getJson<JobGroupChoices>(`/api/job-groups?${address}`, { signal }),
    placeholderData: (before) => before,
    retry: false,
    networkMode: 'always',
  });
}
