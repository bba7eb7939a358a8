'use client';

import { usePathname } from 'next/navigation';
import { useQueryStates } from 'nuqs';

import { jobsSearchParams, selectionText } from '@/lib/jobs/list/search-params';

const { job: _job, page: _page, size: _size, tab: _tab, view: _view, ...SELECTION_PARAMS } = jobsSearchParams;

/** The page over all tasks. */
export const ALL_JOBS_PATH = '/jobs';

/**
 * The rows that the keys and the player walk through, as `?…` of a job's place and next recording: those of the table
 * beside it. '' for all of the job's own task.
 */
export function useWalkedSelection(): string {
  const [texts] = useQueryStates(SELECTION_PARAMS);
  const isAll = usePathname() === ALL_JOBS_PATH;
  const selection = selectionText(texts);
  return isAll ? ['scope=all', selection].filter(Boolean).join('&') : selection;
}
