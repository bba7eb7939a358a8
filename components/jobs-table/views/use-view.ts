'use client';

import { useQuery } from '@tanstack/react-query';

import { fetchJson } from '@/lib/browser/fetch-json';
import { viewsQuery } from '@/lib/views/queries';
import { NO_VIEW, type View } from '@/lib/views/views';

import type { JobsAddress } from '../use-jobs-address';

/** The views that a person has, and the one that the address names; `gone`: it names one that is not there. */
export function useViews({ view: id }: Pick<JobsAddress, 'view'>): {
  views: readonly View[];
  view: View | null;
  gone: boolean;
} {
  const { data } = useQuery(viewsQuery(fetchJson));
  const views = data?.views ?? [];
  const view = views.find((one) => one.id === id) ?? null;
  return { views, view, gone: data !== undefined && id !== null && id !== NO_VIEW && view === null };
}
