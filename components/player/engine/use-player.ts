'use client';

import { useSyncExternalStore } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { getQueryClient } from '@/components/shell/query-client';
import { recordingStateQuery } from '@/lib/recordings/queries';

import { ChannelMixer } from './channel-mixer';
import { connectMediaSession } from './media-session';
import { PlayerEngine } from './player-engine';
import { browserPreferences } from './player-preferences';
import { NO_SOUND, type PlayerState } from './player-state';

let engine: PlayerEngine | undefined;

/** The page's one player, made at first use. Browser only. */
export function getPlayer(): PlayerEngine {
  engine ??= createPlayer();
  return engine;
}

function createPlayer(): PlayerEngine {
  // One sound at a time, also over the tabs of this browser.
  const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('callboard-player');
  const player = new PlayerEngine({
    createAudio: () => {
      const audio = document.createElement('audio');
      audio.id = 'callboard-audio';
      document.body.append(audio);
      return audio;
    },
    askState: ({ rowId, callId, otherCall }) =>
      getQueryClient().fetchQuery({
        ...recordingStateQuery(rowId, callId, fetchJson, otherCall),
        staleTime: 0,
      }),
    preferences: browserPreferences,
    createMixer: (audio) => new ChannelMixer(audio),
    onSound: () => tabs?.postMessage('sound'),
  });
  tabs?.addEventListener('message', () => player.pause());
  connectMediaSession(player);
  return player;
}

const subscribeToNothing = () => () => undefined;

/** The player's state; renders anew when it changes, never for the running time. */
export function usePlayerState(): PlayerState {
  const player = typeof window === 'undefined' ? null : getPlayer();
  return useSyncExternalStore(
    player?.subscribe ?? subscribeToNothing,
    player?.getState ?? (() => NO_SOUND),
    () => NO_SOUND,
  );
}

/** One value of the player's state; renders anew only when it differs. */
export function usePlayerValue<T extends string | number | boolean | null>(
  select: (state: PlayerState) => T,
): T {
  const player = typeof window === 'undefined' ? null : getPlayer();
  return useSyncExternalStore(
    player?.subscribe ?? subscribeToNothing,
    () => select(player?.getState() ?? NO_SOUND),
    () => select(NO_SOUND),
  );
}
