import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';

import type { Colleague } from './owners';

const FRESH_MS = 5 * 60_000;

/** `GET /api/colleagues`: who works in the person's organization, by name. */
export function colleaguesQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: ['colleagues'] as const,
    queryFn: ({ signal }) => getJson<{ colleagues: Colleague[] }>('/api/colleagues', { signal }),
    staleTime: FRESH_MS,
  });
}
