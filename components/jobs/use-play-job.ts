'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

import { fetchJson } from '@/components/fetch-json';
import { getPlayer } from '@/components/recordings/use-player';
import { jobQuery } from '@/lib/jobs/job-queries';

import { useOpenJob } from './use-open-job';
import { toPlayerSource } from './use-player-source';

/** Opens a job and plays its recording. Where there is none, the open job says why. */
export function usePlayJob(): (rowId: number) => void {
  const client = useQueryClient();
  const t = useTranslations();
  const { open } = useOpenJob();
  const job = t('job.unnamed');
  const task = t('tasks.unnamed');
  return useCallback(
    (rowId) => {
      open(rowId);
      client.query(jobQuery(rowId, fetchJson)).then(
        (detail) => getPlayer().play(toPlayerSource(detail, { job, task })),
        // The open job asks for the same and tells what went wrong.
        () => undefined,
      );
    },
    [client, open, job, task],
  );
}
