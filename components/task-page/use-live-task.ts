import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { isLiveNow, onLive } from '@/lib/browser/live';
import { JOB_QUERY_KEY } from '@/lib/jobs/detail/job-queries';
import { taskKeys } from '@/lib/jobs/list/queries';
import { runKeys } from '@/lib/runs/queries';

/** A page is read anew at most so often, in ms: sooner where its own rows changed. */
const OWN_ROWS_MS = 800;
const ELSEWHERE_MS = 3_000;
/** Without a stream it is read so often. */
const POLL_MS = 10_000;

/**
 * Keeps what is shown of a task as new as the database: its rows, counts and what changed on other pages, the open job,
 * and the run. Nothing is read while the window is hidden; then it is read once when it comes back.
 */
export function useLiveTask(taskId: number, rowIds: readonly number[]): void {
  const client = useQueryClient();
  const shown = useRef<ReadonlySet<number>>(new Set());
  useEffect(() => {
    shown.current = new Set(rowIds);
  }, [rowIds]);

  useEffect(() => {
    let timer: number | undefined;
    let due = Infinity;
    let readAt = 0;
    let missed = false;
    let newest = 0;

    const read = () => {
      window.clearTimeout(timer);
      timer = undefined;
      due = Infinity;
      if (document.visibilityState === 'hidden') {
        missed = true;
        return;
      }
      missed = false;
      readAt = Date.now();
      void client.invalidateQueries({ queryKey: taskKeys.task(taskId) });
    };
    const readWithin = (gapMs: number) => {
      const at = Math.max(Date.now(), readAt + gapMs);
      if (at >= due) return;
      window.clearTimeout(timer);
      due = at;
      timer = window.setTimeout(read, at - Date.now());
    };
    const readRun = () => void client.invalidateQueries({ queryKey: runKeys.ofTask(taskId) });

    const end = onLive((message) => {
      if (message.type === 'resync') {
        readWithin(OWN_ROWS_MS);
        readRun();
      }
      if (message.type === 'run' && message.taskId === taskId) readRun();
      if (message.type !== 'change' || message.taskId !== taskId || message.number <= newest) return;
      newest = message.number;
      readWithin(message.rowIds.some((id) => shown.current.has(id)) ? OWN_ROWS_MS : ELSEWHERE_MS);
      for (const id of message.rowIds) {
        void client.invalidateQueries({ queryKey: [...JOB_QUERY_KEY, id], refetchType: 'active' });
      }
    });
    const poll = window.setInterval(() => {
      if (!isLiveNow()) readWithin(POLL_MS);
    }, POLL_MS);
    const onVisible = () => {
      if (missed && document.visibilityState === 'visible') read();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      end();
      window.clearInterval(poll);
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [client, taskId]);
}
