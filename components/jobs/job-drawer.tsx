'use client';

import dynamic from 'next/dynamic';
import { useEffect, useRef } from 'react';

import { focusJobRow } from './job-row-focus';
import { forgetOpenedFrom, useOpenJob } from './use-open-job';

const loadPanel = () => import('./job-panel');
const JobPanel = dynamic(() => loadPanel().then((module) => module.JobPanel), { ssr: false });

/**
 * The open job of the address (`?job=<rowId>`, `&t=<seconds>`) beside the table, or over it where there is no room.
 * Its code comes when first needed, and is fetched ahead when the pointer or the focus is on a row.
 */
export function JobDrawer() {
  const { rowId, startAt, go, close } = useOpenJob();
  const last = useRef<number | null>(null);

  useEffect(() => {
    const fetchAhead = (event: Event) => {
      if (!(event.target instanceof Element) || !event.target.closest('tr, [data-row-id]')) return;
      stop();
      void loadPanel();
    };
    const stop = () => {
      document.removeEventListener('pointerover', fetchAhead);
      document.removeEventListener('focusin', fetchAhead);
    };
    document.addEventListener('pointerover', fetchAhead);
    document.addEventListener('focusin', fetchAhead);
    return stop;
  }, []);

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
