'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { whenIdle } from '@/lib/browser/when-idle';
import { jobPlaceQuery, jobQuery } from '@/lib/jobs/detail/job-queries';
import type { JobRow } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { forgetOpenedFrom, isClosing } from '@/components/job-context/use-open-job';

/**
 * Has the table go to the page of the open job: along with its neighbours, and once where it was opened beside a page
 * that does not hold it. It waits until the browser has nothing else to do, because the job itself comes first.
 */
export function useFollowOpenJob({
  taskId,
  rows,
  openRowId,
  address,
}: {
  taskId: DbId;
  /** Of the page that is shown; null while that is another one than the address names. */
  rows: readonly JobRow[] | null;
  openRowId: DbId | null;
  address: JobsAddress;
}): void {
  const client = useQueryClient();
  /** The open job's place in the whole table, from 0; `isAhead`: the table has not been seen to hold it yet. */
  const open = useRef<{ rowId: DbId; place: number; isAhead: boolean } | null>(null);
  const turned = useRef(false);
  const pageBefore = useRef<number | null>(null);
  const { page, size, selection, go } = address;

  // Neither a row of the page nor the neighbour of one: the server is asked.
  const [lost, setLost] = useState<DbId | null>(null);
  const isLost = lost !== null && lost === openRowId;
  const { data: told } = useQuery({ ...jobPlaceQuery(lost ?? 0, selection, fetchJson), enabled: isLost });
  const toldPlace = isLost && told?.taskId === taskId ? told.place : null;

  useEffect(() => {
    const before = pageBefore.current;
    pageBefore.current = page;
    const pageOf = ({ place }: { place: number }) => Math.floor(place / size) + 1;
    const turn = (target: number) => {
      if (target !== page) go({ page: target }, { history: 'replace' });
    };
    if (openRowId === null) {
      // Closed before there was time, or by going back to where another page was open: its row gets the focus.
      if (open.current && (open.current.isAhead || before !== page)) turn(pageOf(open.current));
      open.current = null;
      turned.current = false;
      return undefined;
    }
    const index = rows?.findIndex(({ rowId }) => rowId === openRowId) ?? -1;
    if (index >= 0) {
      open.current = { rowId: openRowId, place: (page - 1) * size + index, isAhead: false };
      if (turned.current) {
        turned.current = false;
        document.querySelector(`[data-row-id="${openRowId}"]`)?.scrollIntoView({ block: 'nearest' });
      }
      return undefined;
    }
    const last = open.current;
    if (last && last.rowId !== openRowId) {
      const known = selection
        ? client.getQueryData(jobPlaceQuery(last.rowId, selection, fetchJson).queryKey)
        : client.getQueryData(jobQuery(last.rowId, fetchJson).queryKey);
      const step = known?.nextRowId === openRowId ? 1 : known?.previousRowId === openRowId ? -1 : null;
      open.current = step && { rowId: openRowId, place: last.place + step, isAhead: true };
    }
    if (!open.current && toldPlace !== null) {
      open.current = { rowId: openRowId, place: toldPlace, isAhead: true };
    } else if (!open.current && rows) {
      setLost(openRowId);
    }
    // A person who turns to another page beside the open job stays there.
    const ahead = open.current;
    if (!ahead?.isAhead) return undefined;
    const target = pageOf(ahead);
    if (rows && target === page) {
      // The table has become another one meanwhile.
      ahead.isAhead = false;
      return undefined;
    }
    return whenIdle(() => {
      if (isClosing()) return;
      turned.current = true;
      // Going back would lead to the page of before.
      if (target !== page) forgetOpenedFrom();
      turn(target);
    });
  }, [client, rows, openRowId, toldPlace, page, size, selection, go]);
}
