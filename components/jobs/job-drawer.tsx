'use client';

import { useEffect, useRef } from 'react';

import { onDemand } from '@/components/on-demand';

import { focusJobRow } from './job-row-focus';
import { useFetchAhead } from './use-fetch-ahead';
import { forgetOpenedFrom, useOpenJob } from './use-open-job';

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
