'use client';

import { useQueryState } from 'nuqs';

import { jobParser } from '@/lib/jobs/list/search-params';

import classes from './player-dock.module.css';
import { SmallPlayer } from './small-player';
import { usePlayerState } from './engine/use-player';
import { useSilences } from './waveform/use-silences';

/** Keeps the sound in sight over every page while no job is open; an open job shows it itself. */
export function PlayerDock() {
  useSilences();
  const [openJob] = useQueryState('job', jobParser);
  const { source, phase, begun } = usePlayerState();
  if (openJob !== null || !source || !begun || phase === 'ended') return null;
  return (
    <aside className={classes.dock}>
      <SmallPlayer source={source} />
    </aside>
  );
}
