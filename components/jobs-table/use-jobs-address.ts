'use client';

import { useQueryStates } from 'nuqs';
import { useCallback, useMemo, type MouseEvent } from 'react';

import { jobHref } from '@/components/job-context/job-href';
import type { PageSize } from '@/lib/jobs/list/page-sizes';
import { jobsSearchParams, serializeJobsSearch } from '@/lib/jobs/list/search-params';
import type { JobTab } from '@/lib/jobs/selection-values';

export type JobsPlace = { page: number; size: PageSize; tab: JobTab };

/** Page, page size and tab as the address holds them. The open job (`?job=`) is not touched. */
export type JobsAddress = JobsPlace & {
  hrefOf: (place: Partial<JobsPlace>) => string;
  /** For `<a>`: follows the link without leaving the page, unless another tab or window is asked for. */
  linkTo: (place: Partial<JobsPlace>) => { href: string; onClick: (event: MouseEvent) => void };
  go: (place: Partial<JobsPlace>, options?: { history: 'push' | 'replace' }) => void;
};

const { page: pageParam, size: sizeParam, tab: tabParam } = jobsSearchParams;
const PLACE_PARAMS = { page: pageParam, size: sizeParam, tab: tabParam };

export function useJobsAddress(taskId: number): JobsAddress {
  const [place, set] = useQueryStates(PLACE_PARAMS, { history: 'push', scroll: false, shallow: true });
  const { page, size, tab } = place;

  const go = useCallback<JobsAddress['go']>((change, options) => void set(change, options), [set]);
  return useMemo(() => {
    const hrefOf = (change: Partial<JobsPlace>) =>
      serializeJobsSearch(`/tasks/${taskId}`, { page, size, tab, ...change });
    return {
      page,
      size,
      tab,
      go,
      hrefOf,
      linkTo: (change) => ({
        href: hrefOf(change),
        onClick: (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
          event.preventDefault();
          go(change);
        },
      }),
    };
  }, [taskId, page, size, tab, go]);
}

/** The addresses of the page's jobs: each opens beside this very page of the table. */
export function useJobHrefs(taskId: number, address: JobsAddress): (rowId: number) => string {
  return useMemo(() => {
    const place = address.hrefOf({}).split('?')[1] ?? '';
    return (rowId: number) => jobHref(taskId, rowId, { place });
  }, [taskId, address]);
}
