'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { keyOwner } from '@/components/player/engine/player-keys';
import type { PlayerSource } from '@/components/player/engine/player-state';
import { getPlayer, usePlayerState } from '@/components/player/engine/use-player';
import { jobQuery } from '@/lib/jobs/detail/job-queries';
import { recordingStateQuery, type NextRecording } from '@/lib/recordings/queries';

import { useWalkedSelection } from '@/components/job-context/use-walked-selection';
import { useOpenJob } from '@/components/job-context/use-open-job';
import { useToPlayerSource } from '../calls/use-player-source';

/** So many recordings in a row that cannot be played, and it leaves off. */
const MOST_PASSED_OVER = 5;

/**
 * Plays the task's next recording when one has ended, if the person wants that. An open job whose recording ended makes
 * way for the next one, unless somebody is writing or choosing something in it; any other job stays open. Shows nothing.
 */
export function ContinuePlaying() {
  const client = useQueryClient();
  const toPlayerSource = useToPlayerSource();
  const { rowId: openRowId, go } = useOpenJob();
  const { source, phase, continuous } = usePlayerState();
  const ended = phase === 'ended' && continuous ? source : null;
  const selection = useWalkedSelection();
  const latest = useRef({ openRowId, go, selection });
  useEffect(() => {
    latest.current = { openRowId, go, selection };
  });

  useEffect(() => {
    if (!ended) return;
    let given = false;
    const next = async (): Promise<PlayerSource | null> => {
      let from = ended.rowId;
      const within = latest.current.selection;
      for (let tries = 0; tries < MOST_PASSED_OVER; tries += 1) {
        const { row_id: rowId } = await fetchJson<NextRecording>(
          `/api/jobs/${from}/recording/next${within && `?${within}`}`,
        );
        if (rowId === null || given) return null;
        const detail = await client.query(jobQuery(rowId, fetchJson));
        const found = toPlayerSource(detail);
        const { state } = await client.query(recordingStateQuery(rowId, found.callId, fetchJson));
        if (state === 'ready') return found;
        from = rowId;
      }
      return null;
    };
    next().then(
      (found) => {
        // Whoever pressed play meanwhile has chosen otherwise.
        if (given || !found || getPlayer().getState().phase !== 'ended') return;
        if (latest.current.openRowId === ended.rowId && !isAtWork()) latest.current.go(found.rowId);
        getPlayer().play(found);
      },
      // The sound has ended as it would without this; the next job tells what is wrong when it is opened.
      () => undefined,
    );
    return () => {
      given = true;
    };
  }, [client, ended, toPlayerSource]);
  return null;
}

/** Whether the focus is in a field, or in a menu or dialog over the job. */
function isAtWork(): boolean {
  const focused = document.activeElement;
  return keyOwner(focused) === 'text' || Boolean(focused?.closest('[role=menu], [data-own-escape]'));
}
