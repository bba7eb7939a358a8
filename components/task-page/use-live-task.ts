import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { mayHaveMissed, onLive } from '@/lib/browser/live';
import { liveReader } from '@/lib/browser/live-reader';
import { JOB_QUERY_KEY } from '@/lib/jobs/detail/job-queries';
import { taskKeys } from '@/lib/jobs/list/queries';
import { runKeys } from '@/lib/runs/queries';
import type { DbId } from '@/lib/values/db-id';

/** A page is read anew at most so often, in ms: sooner where its own rows changed. */
const OWN_ROWS_MS = 800;
const ELSEWHERE_MS = 3_000;

/**
 * Keeps what is shown of a task as new as the database: its rows, counts and what changed on other pages, the open job,
 * and the run. Nothing is read while the window is hidden; then it is read once when it comes back.
 */
export function useLiveTask(taskId: DbId, rowIds: readonly DbId[]): void {
  const client = useQueryClient();
  const shown = useRef<ReadonlySet<DbId>>(new Set());
  useEffect(() => {
    shown.current = new Set(rowIds);
  }, [rowIds]);

  useEffect(() => {
    let newest = 0;
    const { readWithin, end: endReading } = liveReader(
      () => void client.invalidateQueries({ queryKey: taskKeys.task(taskId) }),
    );
    const readRun = () => void client.invalidateQueries({ queryKey: runKeys.ofTask(taskId) });

    const end = onLive((message) => {
      if (message.type === 'resync') readWithin(OWN_ROWS_MS);
      if (mayHaveMissed(message)) readRun();
      if (message.type === 'run' && message.taskId === taskId) {
        readRun();
        // A run that comes to rest has planned its next check, and may have moved the task on.
        readWithin(ELSEWHERE_MS);
      }
      if (message.type !== 'change' || message.taskId !== taskId || message.number <= newest) return;
      newest = message.number;
      readWithin(message.rowIds.some((id) => shown.current.has(id)) ? OWN_ROWS_MS : ELSEWHERE_MS);
      for (const id of message.rowIds) {
        void client.invalidateQueries({ queryKey: [...JOB_QUERY_KEY, id], refetchType: 'active' });
      }
    });
    return () => {
      end();
      endReading();
    };
  }, [client, taskId]);
}
