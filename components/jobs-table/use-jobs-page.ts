'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { jobsPageQuery, type TaskScope } from '@/lib/jobs/list/queries';
import type { JobTab } from '@/lib/jobs/selection-values';

import type { JobsAddress } from './use-jobs-address';

/** The rows of the page in the address; those of the page before stay until they are there. */
export function useJobsPage(taskId: TaskScope, tab: JobTab, address: JobsAddress) {
  const { page, size, go } = address;
  // Rows without an id have no filter.
  const selection = tab === 'jobs' ? address.selection : '';
  const query = useQuery({
    ...jobsPageQuery({ taskId, tab, page, size, selection }, fetchJson),
    // Only within the same task and tab: other rows under this heading would be a lie.
    placeholderData: (previous, previousQuery) => {
      const [, id, , previousTab] = previousQuery?.queryKey ?? [];
      return id === taskId && previousTab === tab ? keepPreviousData(previous) : undefined;
    },
  });

  // Past the end the server gives the last page; the address then says so too.
  const shown = query.isPlaceholderData ? undefined : query.data?.pagination.page;
  useEffect(() => {
    if (shown !== undefined && shown !== page) go({ page: shown }, { history: 'replace' });
  }, [shown, page, go]);

  return query;
}
