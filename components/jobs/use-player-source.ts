'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';

import type { PlayerSource } from '@/components/recordings/player-engine';
import type { JobDetail } from '@/lib/jobs/schemas';
import { recordingUrl } from '@/lib/recordings/queries';

type Recorded = Pick<JobDetail, 'row' | 'task' | 'calls'>;

/** A job's recording as the player takes it; `unnamed` stands in for names that are missing. */
export function toPlayerSource(
  { row, task, calls }: Recorded,
  unnamed: { job: string; task: string },
): PlayerSource {
  const callId = calls.at(-1)?.callId ?? null;
  return {
    key: `${row.rowId}:${callId ?? ''}`,
    rowId: row.rowId,
    callId,
    url: recordingUrl(row.rowId),
    title: row.leadsName || unnamed.job,
    taskId: task.id,
    taskName: task.name || unnamed.task,
    expectedSeconds: row.durationMs === null ? null : row.durationMs / 1000,
  };
}

/** A job's recording; the same object while the job's data are the same. */
export function usePlayerSource(detail: JobDetail): PlayerSource {
  const t = useTranslations();
  const job = t('job.unnamed');
  const task = t('tasks.unnamed');
  return useMemo(() => toPlayerSource(detail, { job, task }), [detail, job, task]);
}
