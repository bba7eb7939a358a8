'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fetchJson } from '@/lib/browser/fetch-json';
import { facetsQuery, type TaskScope } from '@/lib/jobs/list/queries';
import type { FacetCounts } from '@/lib/jobs/selection-values';

/** The counts beside the choices, read while somebody chooses; those of before stay until the new ones are there. */
export function useFacets(taskId: TaskScope, selection: string, wanted: boolean): FacetCounts | undefined {
  // Counts do not depend on the order.
  const query = new URLSearchParams(selection);
  query.delete('sort');
  return useQuery({
    ...facetsQuery(taskId, query.toString(), fetchJson),
    enabled: wanted,
    placeholderData: keepPreviousData,
  }).data;
}
