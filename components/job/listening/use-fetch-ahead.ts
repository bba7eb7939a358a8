'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { getPlayer } from '@/components/player/engine/use-player';
import { warmUpSound } from '@/components/player/engine/warm-up-sound';
import { whenIdle } from '@/lib/browser/when-idle';
import { jobQuery } from '@/lib/jobs/detail/job-queries';
import type { JobDetail } from '@/lib/jobs/schemas';
import { type DbId, dbId } from '@/lib/values/db-id';

import { useToPlayerSource } from '../calls/use-player-source';

/** A pointer that stays on a row for so long means it; one that crosses the table asks for nothing. */
const MEANT_AFTER_MS = 60;

/**
 * Gets a job ready while the pointer or the focus is on its row: the panel's code at once, the job's data when one
 * stays there or presses, and the beginning of its sound when that is on ▶; for nothing else is the provider asked.
 * The browser's sound is started as soon as the page has nothing else to do.
 */
export function useFetchAhead(loadPanel: () => Promise<unknown>): void {
  const client = useQueryClient();
  const toPlayerSource = useToPlayerSource();

  useEffect(() => whenIdle(warmUpSound), []);

  useEffect(() => {
    let meant: ReturnType<typeof setTimeout> | undefined;
    let at = NOWHERE;
    const fetchJob = (place: Place) => {
      clearTimeout(meant);
      const prepareSound = (detail: JobDetail) => {
        if (place.play && place === at) getPlayer().prepare(toPlayerSource(detail));
      };
      // What goes wrong is told when the job is opened.
      client.query(jobQuery(place.rowId, fetchJson)).then(prepareSound, () => undefined);
    };
    const reach = (event: Event) => {
      const place = placeOf(event);
      if (place.rowId === at.rowId && place.play === at.play) return;
      at = place;
      clearTimeout(meant);
      if (place.rowId === 0) return;
      void loadPanel();
      meant = setTimeout(() => fetchJob(place), MEANT_AFTER_MS);
    };
    const press = (event: Event) => {
      at = placeOf(event);
      if (at.rowId !== 0) fetchJob(at);
    };
    document.addEventListener('pointerover', reach);
    document.addEventListener('focusin', reach);
    document.addEventListener('pointerdown', press);
    return () => {
      clearTimeout(meant);
      document.removeEventListener('pointerover', reach);
      document.removeEventListener('focusin', reach);
      document.removeEventListener('pointerdown', press);
    };
  }, [client, loadPanel, toPlayerSource]);
}

/** A row of the table, 0 for none, and whether its one button, ▶. */
type Place = { rowId: DbId; play: boolean };
const NOWHERE: Place = { rowId: 0, play: false };

function placeOf({ target }: Event): Place {
  if (!(target instanceof Element)) return NOWHERE;
  const row = target.closest<HTMLElement>('[data-row-id]');
  return row ? { rowId: dbId(row.dataset.rowId ?? ''), play: target.closest('button') !== null } : NOWHERE;
}
