'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';

import type { PlayerSource } from '@/components/player/engine/player-state';
import type { JobDetail } from '@/lib/jobs/schemas';
import { recordingUrl } from '@/lib/recordings/queries';

import type { Attempt } from './job-attempts';

/** Makes the recording of a row's own call as the player takes it. */
export function useToPlayerSource(): (detail: Pick<JobDetail, 'row' | 'task' | 'callId'>) => PlayerSource {
  const t = useTranslations();
  const unnamedJob = t('job.unnamed');
  const unnamedTask = t('tasks.unnamed');
  return useCallback(
    ({ row, task, callId }) => ({
      key: `${row.rowId}:${callId ?? ''}`,
      rowId: row.rowId,
      callId,
      url: recordingUrl(row.rowId),
      title: row.leadsName || unnamedJob,
      taskId: task.id,
      taskName: task.name || unnamedTask,
      expectedSeconds: row.durationMs === null ? null : row.durationMs / 1000,
    }),
    [unnamedJob, unnamedTask],
  );
}

/** Makes the recordings of one job's calls: of the row's own with null, of another by its id. */
export function useSourceOf(
  detail: JobDetail,
): (callId: string | null, attempt: Attempt | null) => PlayerSource {
  const t = useTranslations();
  const toPlayerSource = useToPlayerSource();
  return useMemo(() => {
    const own = toPlayerSource(detail);
    return (callId, attempt) => {
      if (callId === null || callId === own.callId) return own;
      const durationMs = attempt?.call.durationMs ?? null;
      return {
        ...own,
        key: `${own.rowId}:${callId}`,
        callId,
        otherCall: true,
        url: recordingUrl(own.rowId, callId),
        title: attempt ? t('job.calls.titleOf', { name: own.title, number: attempt.number }) : own.title,
        expectedSeconds: durationMs === null ? null : durationMs / 1000,
      };
    };
  }, [detail, toPlayerSource, t]);
}
