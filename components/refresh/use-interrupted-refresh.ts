'use client';

import { useEffect, useRef, useState } from 'react';

import { isOver, readRefreshMark, unmarkRefresh, type RefreshMark } from './interrupted-refresh';
import type { RefreshedPageKey } from './interrupted-refresh';

const READ_AGAIN_MS = 2000;

/**
 * Since when a refresh has been under way that this tab began before the page was loaded anew (epoch ms), else null.
 * Until it has left its receipt, the page is read again and again.
 * @param lastReceipt the newest receipt of the page; undefined while the page has not been read
 * @param idle no refresh of the page is known to this page's own life
 */
export function useInterruptedRefresh(
  { taskId, page, size, selection }: RefreshedPageKey,
  lastReceipt: string | null | undefined,
  idle: boolean,
  readAgain: () => void,
): number | null {
  const [mark, setMark] = useState<RefreshMark | null>(null);
  useEffect(
    () => setMark(readRefreshMark({ taskId, page, size, selection })),
    [taskId, page, size, selection],
  );

  const ended = mark !== null && lastReceipt !== undefined && lastReceipt !== mark.receiptBefore;
  const waitsFor = idle && !ended ? mark : null;

  const read = useRef(readAgain);
  useEffect(() => {
    read.current = readAgain;
  });
  useEffect(() => {
    if (!waitsFor) return undefined;
    const timer = setInterval(() => {
      if (isOver(waitsFor)) setMark(null);
      else read.current();
    }, READ_AGAIN_MS);
    return () => clearInterval(timer);
  }, [waitsFor]);
  useEffect(() => {
    if (ended && idle) unmarkRefresh({ taskId, page, size, selection });
  }, [ended, idle, taskId, page, size, selection]);

  return waitsFor?.startedAt ?? null;
}
