'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';

import type { PlayerSource } from '@/components/recordings/player-engine';
import type { JobDetail } from '@/lib/jobs/schemas';
import { recordingUrl } from '@/lib/recordings/queries';

/** A job's recording as the player takes it; the same object while it is the same recording. */
export function usePlayerSource({ row, task, calls }: JobDetail): PlayerSource {
  const t = useTranslations();
  const { rowId } = row;
  const callId = calls.at(-1)?.callId ?? null;
  const title = row.leadsName || t('job.unnamed');
  const taskName = task.name || t('tasks.unnamed');
  const expectedSeconds = row.durationMs === null ? null : row.durationMs / 1000;
  return useMemo(
    () => ({
      key: `${rowId}:${callId ?? ''}`,
      rowId,
      callId,
      url: recordingUrl(rowId),
      title,
      taskId: task.id,
      taskName,
      expectedSeconds,
    }),
    [rowId, callId, title, task.id, taskName, expectedSeconds],
  );
}
