'use client';

import { useEffect, useRef } from 'react';

import type { ConversationState } from '@/components/conversation/use-conversation';
import type { PlayerSource } from '@/components/player/engine/player-state';
import { getPlayer } from '@/components/player/engine/use-player';
import type { JobPlayer } from '@/components/player/use-player-for';

/** So far from where it was put, in seconds, somebody has moved it. */
const MOVED = 0.5;

/**
 * Puts the sound where the hit stands that is looked at, of a search that came with the table: at opening, where nothing
 * of the job sounds yet, and at each step. Where the words' place in the sound is learnt later, it follows.
 */
export function usePlaceAtHit(
  hit: ConversationState['hitAt'],
  isReady: boolean,
  source: PlayerSource,
  player: JobPlayer,
): void {
  const put = useRef<{ sentence: number; seconds: number } | null>(null);
  const { busy, getTime } = player;
  useEffect(() => {
    if (!isReady || hit === null) return;
    const before = put.current;
    const isStep = before !== null && before.sentence !== hit.sentence;
    const isLeft = before !== null && Math.abs(getTime() - before.seconds) > MOVED;
    if (before?.sentence === hit.sentence && before.seconds === hit.seconds) return;
    put.current = hit;
    if (!isStep && (busy || isLeft)) return;
    getPlayer().offer(source, hit.seconds);
  }, [hit, isReady, source, busy, getTime]);
}
