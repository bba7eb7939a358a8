'use client';

import { useEffect, useRef } from 'react';

import { focusJobRow } from '@/components/job-context/job-row-focus';
import { forgetOpenedFrom, useOpenJob } from '@/components/job-context/use-open-job';
import { onDemand } from '@/lib/browser/on-demand';
import type { DbId } from '@/lib/values/db-id';

import { useFetchAhead } from './listening/use-fetch-ahead';

const NO_WALK: readonly DbId[] = [];

const [JobPanel, loadPanel] = onDemand(() => import('./job-panel').then((module) => module.JobPanel));

/**
 * The open job of the address (`?job=<rowId>`, `&t=<seconds>`) beside the table, or over it where there is no room.
 * Its code comes when first needed; code and data are fetched ahead when the pointer or the focus is on a row.
 * @param walk the rows that J and K go through; those of the job's own task where it is not among them
 * @param worklist the address of the walk that is worked through (`walkQuery`): the job opens over the list, at its
 *   follow-up
 */
export function JobDrawer({
  walk = NO_WALK,
  worklist = null,
}: {
  walk?: readonly DbId[];
  worklist?: string | null;
}) {
  const { rowId, startAt, open, go, close, drop } = useOpenJob();
  const last = useRef<DbId | null>(null);

  useFetchAhead(loadPanel);

  useEffect(() => {
    if (rowId === null && last.current !== null) {
      forgetOpenedFrom();
      focusJobRow(last.current);
    }
    last.current = rowId;
  }, [rowId]);

  // Back so soon after a job was opened that the router has not yet told of its address leaves the two as they were:
  // nothing seems to have changed, and the job would stay.
  const isOpen = rowId !== null;
  useEffect(() => {
    if (!isOpen) return;
    const page = location.pathname;
    const onPopState = () => {
      const { pathname, searchParams } = new URL(location.href);
      if (pathname === page && !searchParams.has('job')) drop();
    };
    addEventListener('popstate', onPopState);
    return () => removeEventListener('popstate', onPopState);
  }, [isOpen, drop]);

  if (rowId === null) return null;
  return (
    <JobPanel
      rowId={rowId}
      startAt={startAt}
      walk={walk}
      worklist={worklist}
      onGo={go}
      onOpen={open}
      onClose={close}
    />
  );
}
