import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { fetchJson, postJson } from '@/lib/browser/fetch-json';
import { taskKeys } from '@/lib/jobs/list/queries';
import { runKeys, taskRunsQuery } from '@/lib/runs/queries';
import { isOver, type Run } from '@/lib/runs/schemas';
import type { DbId } from '@/lib/values/db-id';

/** A run that has just ended is still shown. */
const SHOWN_MS = 10 * 60_000;

/** The newest run of a task, and whether the page tells of it. What a run has written is read when it ends. */
export function useTaskRun(taskId: DbId): { run: Run | null; shown: boolean } {
  const client = useQueryClient();
  const { data, dataUpdatedAt } = useQuery(taskRunsQuery(taskId, fetchJson));
  const run = data?.runs[0] ?? null;
  const written = run ? `${run.id}:${run.state}` : '';
  const before = useRef(written);
  useEffect(() => {
    if (before.current !== '' && before.current !== written && run && isOver(run.state)) {
      void client.invalidateQueries({ queryKey: taskKeys.task(taskId) });
    }
    before.current = written;
  }, [written, run, client, taskId]);
  const endedAt = run?.finishedAt ? Date.parse(run.finishedAt) : null;
  return { run, shown: run !== null && (endedAt === null || dataUpdatedAt - endedAt < SHOWN_MS) };
}

/** What people do with a run. The answer is the run as it is then. */
export function useSteerRun(taskId: DbId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ runId, action }: { runId: string; action: 'pause' | 'resume' | 'cancel' }) =>
      postJson<Run>(`/api/refresh-runs/${runId}/${action}`, {}),
    networkMode: 'always',
    onSettled: () => client.invalidateQueries({ queryKey: ['runs'] }),
    onSuccess: (run) => client.setQueryData(runKeys.run(run.id), run),
    meta: { taskId },
  });
}

/** Begins a run, or joins the one that is under way. */
export function useStartRun(taskId: DbId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { skip_recording: boolean; retry_of?: string; query?: string }) =>
      postJson<{ run: Run; joined: boolean }>(`/api/tasks/${taskId}/refresh-runs`, input),
    networkMode: 'always',
    onSuccess: ({ run }) => {
      client.setQueryData(runKeys.run(run.id), run);
      return client.invalidateQueries({ queryKey: runKeys.ofTask(taskId) });
    },
  });
}
