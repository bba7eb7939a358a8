'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { getPlayer } from '@/components/player/engine/use-player';
import { jobQuery } from '@/lib/jobs/detail/job-queries';
import type { JobDetail } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { useOpenJob } from '@/components/job-context/use-open-job';
import { useToPlayerSource } from '@/components/job/calls/use-player-source';

/** As long as React Query takes what it has for fresh. */
const FRESH_MS = 30_000;

/** Opens a job and plays its recording. Where there is none, the open job says why. */
export function usePlayJob(): (rowId: DbId) => void {
  const client = useQueryClient();
  const toPlayerSource = useToPlayerSource();
  const { open } = useOpenJob();
  return useCallback(
    (rowId) => {
      const query = jobQuery(rowId, fetchJson);
      const play = (detail: JobDetail) => getPlayer().play(toPlayerSource(detail));
      // The sound before the view: it is under way while the browser is busy with showing the job.
      const known = client.getQueryCache().find<JobDetail>({ queryKey: query.queryKey });
      const ready = known && !known.isStaleByTime(FRESH_MS) ? known.state.data : undefined;
      if (ready) play(ready);
      open(rowId);
      // The open job asks for the same and tells what went wrong.
      if (!ready) client.query(query).then(play, () => undefined);
    },
    [client, open, toPlayerSource],
  );
}
