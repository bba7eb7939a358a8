'use client';

import type { RefObject } from 'react';

import type { ConversationState } from '@/components/conversation/use-conversation';
import type { PlayerCommand } from '@/components/player/engine/player-keys';
import { NUDGE_MS } from '@/components/player/player-settings';
import { stepSpeed } from '@/components/player/engine/speeds';
import { getPlayer } from '@/components/player/engine/use-player';
import type { JobPlayer } from '@/components/player/use-player-for';

import { useJobKeys } from '@/components/job-context/use-job-keys';

/** Carries out what keys ask of the open job's sound and words. `playable`: it has, or may have, sound of its own. */
export function useJobCommands({
  panelRef,
  player,
  playable,
  conversation: { search, follow, sentences },
  nudge,
}: {
  panelRef: RefObject<HTMLElement | null>;
  player: JobPlayer;
  playable: boolean;
  conversation: ConversationState;
  nudge: (ms: number) => void;
}): void {
  const onCommand = (command: PlayerCommand): boolean => {
    const engine = getPlayer();
    switch (command.type) {
      case 'search':
        search.open();
        return true;
      case 'hit':
        if (search.opened && search.count > 0) search.step(command.direction);
        return search.opened;
      case 'mute':
        engine.toggleMute();
        return true;
      case 'speed':
        engine.setSpeed(stepSpeed(engine.getState().speed, command.direction));
        return true;
      case 'skipSilence':
        engine.setSkipSilence(!engine.getState().skipSilence);
        return true;
      case 'loop':
        if (player.loaded) engine.stepLoop();
        return player.loaded;
      case 'nudge':
        if (sentences.length > 0) nudge(command.direction * NUDGE_MS);
        return true;
      case 'follow':
        if (follow.following) follow.setFollowing(false);
        else follow.returnToNow();
        return true;
      case 'toggle':
        // Without sound of its own the job leaves the key to the sound that runs.
        if (playable) player.toggle();
        else if (engine.getState().source) engine.toggle();
        return true;
      case 'seekBy':
        if (playable) player.seekBy(command.seconds);
        return playable;
      case 'seekToTenth':
        if (playable && player.duration !== null) player.seekTo((player.duration * command.tenth) / 10);
        return playable;
      default:
        return false;
    }
  };
  useJobKeys({ panelRef, onCommand });
}
