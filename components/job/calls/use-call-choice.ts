'use client';

import { useEffect, useRef, type RefObject } from 'react';

import { getPlayer } from '@/components/player/engine/use-player';

import type { Attempt } from './job-attempts';
import type { SelectedCall } from './use-selected-call';

/** Choosing one of a job's calls to read or to hear: its words come into view from their beginning. */
export function useCallChoice({
  shown,
  panelRef,
  scrollRef,
  onPlay,
}: {
  shown: SelectedCall;
  panelRef: RefObject<HTMLElement | null>;
  scrollRef: RefObject<HTMLElement | null>;
  onPlay: () => void;
}): {
  /** Null leads back to the row's own call. */
  read: (attempt: Attempt | null) => void;
  play: (attempt: Attempt) => void;
} {
  const chosen = useRef<string | null>(null);
  const { key } = shown.source;

  // Only once the call is there: the bar that tells of it takes room over its words.
  useEffect(() => {
    if (chosen.current !== key) return;
    chosen.current = null;
    scrollRef.current?.querySelector('[data-section="conversation"]')?.scrollIntoView({ block: 'start' });
  }, [key, scrollRef]);

  const read = (attempt: Attempt | null) => {
    const source = shown.sourceOf(attempt);
    if (source.key !== key) chosen.current = source.key;
    shown.show(source.otherCall ? source.callId : null);
    // What was pressed goes out of sight, or away.
    panelRef.current?.focus({ preventScroll: true });
  };
  const play = (attempt: Attempt) => {
    const source = shown.sourceOf(attempt);
    if (source.key !== key) read(attempt);
    onPlay();
    getPlayer().toggle(source);
  };
  return { read, play };
}
