'use client';

import { useCallback, useMemo } from 'react';

import { isBusy, type PlayerFailure, type PlayerPhase, type PlayerSource } from './engine/player-state';
import { getPlayer, usePlayerState } from './engine/use-player';

/** The player as one job's view sees it: its own sound, or nothing while another one's is loaded. */
export type JobPlayer = {
  loaded: boolean;
  phase: PlayerPhase;
  duration: number | null;
  failure: PlayerFailure | null;
  /** Whether sound runs or is on its way. */
  busy: boolean;
  getTime: () => number;
  subscribeTime: (listener: (seconds: number) => void) => () => void;
  toggle: () => void;
  /** Goes to a second; sound that runs goes on there. */
  seekTo: (seconds: number) => void;
  seekBy: (seconds: number) => void;
  /** Plays from a second on. */
  playFrom: (seconds: number) => void;
};

/** Binds the page's one player to a job's recording. */
export function usePlayerFor(source: PlayerSource): JobPlayer {
  const state = usePlayerState();
  const { key } = source;
  const loaded = state.source?.key === key;

  const getTime = useCallback(() => getPlayer().placeOf(key), [key]);
  const subscribeTime = useCallback(
    (listener: (seconds: number) => void) =>
      getPlayer().subscribeTime((seconds) => {
        if (getPlayer().getState().source?.key === key) listener(seconds);
      }),
    [key],
  );
  const actions = useMemo(() => {
    const player = getPlayer();
    const mine = () => player.getState().source?.key === key;
    const seekTo = (seconds: number) => {
      // Seeking in a job whose sound is not loaded means that one wants to hear it.
      if (mine()) player.seekTo(seconds);
      else player.play(source, Math.max(0, seconds));
    };
    return {
      toggle: () => player.toggle(source),
      seekTo,
      seekBy: (seconds: number) => seekTo(player.placeOf(key) + seconds),
      playFrom: (seconds: number) => player.play(source, Math.max(0, seconds)),
    };
  }, [key, source]);

  return {
    loaded,
    phase: loaded ? state.phase : 'empty',
    duration: (loaded ? state.duration : null) ?? source.expectedSeconds,
    failure: loaded ? state.failure : null,
    busy: loaded && isBusy(state.phase),
    getTime,
    subscribeTime,
    ...actions,
  };
}
