'use client';

import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useCallback, useMemo, type MouseEvent } from 'react';

import { jobHref } from '@/components/job-context/job-href';
import { ALL_JOBS_PATH } from '@/components/job-context/use-walked-selection';
import { fetchJson } from '@/lib/browser/fetch-json';
import type { PageSize } from '@/lib/jobs/list/page-sizes';
import {
  jobsSearchParams,
  selectionText,
  selectionTexts,
  type SelectionTexts,
  serializeJobsSearch,
} from '@/lib/jobs/list/search-params';
import type { JobTab } from '@/lib/jobs/selection-values';
import type { DbId } from '@/lib/values/db-id';
import { viewsQuery } from '@/lib/views/queries';

import { leavingView } from './views/leaving-view';

export type JobsPlace = { page: number; size: PageSize; tab: JobTab; view: string | null } & SelectionTexts;

/** Page, page size, tab, filter and sort as the address holds them. The open job (`?job=`) is not touched. */
export type JobsAddress = Pick<JobsPlace, 'page' | 'size' | 'tab' | 'view'> & {
  /** Filter and sort by their keys, and as one text. */
  texts: SelectionTexts;
  selection: string;
  hrefOf: (place: Partial<JobsPlace>) => string;
  /** For `<a>`: follows the link without leaving the page, unless another tab or window is asked for. */
  linkTo: (place: Partial<JobsPlace>) => { href: string; onClick: (event: MouseEvent) => void };
  go: (place: Partial<JobsPlace>, options?: { history: 'push' | 'replace' }) => void;
};

const { job: _openJob, ...PLACE_PARAMS } = jobsSearchParams;

/** @param path of the page: `/tasks/54` or `/jobs` */
export function useJobsAddress(path: string): JobsAddress {
  const [place, set] = useQueryStates(PLACE_PARAMS, { history: 'push', scroll: false, shallow: true });
  const { page, size, tab, view, ...texts } = place;
  const selection = selectionText(texts);
  const kept = useMemo(() => selectionTexts(selection), [selection]);

  const { data } = useQuery(viewsQuery(fetchJson));
  const views = data?.views;
  const leaving = useCallback(
    (now: SelectionTexts & Pick<JobsPlace, 'view'>, change: Partial<JobsPlace>) =>
      leavingView(now, change, { views, isTask: path !== ALL_JOBS_PATH }),
    [views, path],
  );
  const go = useCallback<JobsAddress['go']>(
    (change, options) => void set((now) => leaving(now, change), options),
    [set, leaving],
  );
  return useMemo(() => {
    const hrefOf = (change: Partial<JobsPlace>) =>
      serializeJobsSearch(path, { ...kept, page, size, tab, view, ...leaving({ ...kept, view }, change) });
    return {
      page,
      size,
      tab,
      view,
      texts: kept,
      selection,
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
  }, [path, page, size, tab, view, kept, selection, go, leaving]);
}

/** The addresses of the page's jobs: each opens beside this very page of the table. */
export function useJobHrefs(taskId: DbId, address: JobsAddress): (rowId: DbId) => string {
  return useMemo(() => {
    const place = address.hrefOf({}).split('?')[1] ?? '';
    return (rowId: DbId) => jobHref(taskId, rowId, { place });
  }, [taskId, address]);
}
