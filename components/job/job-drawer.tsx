'use client';

import { useEffect, useRef } from 'react';

import { focusJobRow } from '@/components/job-context/job-row-focus';
import { forgetOpenedFrom, useOpenJob } from '@/components/job-context/use-open-job';
import { onDemand } from '@/lib/browser/on-demand';

import { useFetchAhead } from './listening/use-fetch-ahead';

const [JobPanel, loadPanel] = onDemand(() => import('./job-panel').then((module) => module.JobPanel));

/**
 * The open job of the address (`?job=<rowId>`, `&t=<seconds>`) beside the table, or over it where there is no room.
 * Its code comes when first needed; code and data are fetched ahead when the pointer or the focus is on a row.
 */
export function JobDrawer() {
  const { rowId, startAt, go, close } = useOpenJob();
  const last = useRef<number | null>(null);

  useFetchAhead(loadPanel);

  useEffect(() => {
    if (rowId === null && last.current !== null) {
      forgetOpenedFrom();
      focusJobRow(last.current);
    }
    last.current = rowId;
  }, [rowId]);

  if (rowId === null) return null;
  return <JobPanel rowId={rowId} startAt={startAt} onGo={go} onClose={close} />;
}
