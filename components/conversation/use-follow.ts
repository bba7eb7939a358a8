'use client';

import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

import { activeSentence, toTiming } from './active-sentence';
import { mayMove } from './may-move';

/** Keys with which one scrolls: whoever does so reads elsewhere. */
const SCROLL_KEYS = new Set(['PageUp', 'PageDown', 'Home', 'End']);

export type Follow = {
  following: boolean;
  setFollowing: (following: boolean) => void;
  /** Brings the sentence being said into view and keeps it there. */
  returnToNow: () => void;
};

/**
 * Marks the sentence being said (`data-active`, `aria-current`) and keeps it in view until the operator scrolls; it
 * waits while the operator writes, has a menu open, or reads what is below the conversation. It touches two list items for a change and renders nothing; the sentence is found by binary search.
 */
export function useFollow({
  listRef,
  scrollRef,
  starts,
  loaded,
  busy,
  getTime,
  subscribeTime,
  onActive,
}: {
  listRef: RefObject<HTMLDivElement | null>;
  scrollRef: RefObject<HTMLElement | null>;
  /** When each sentence begins. */
  starts: readonly (number | null)[];
  /** Whether the player holds this conversation's recording. */
  loaded: boolean;
  /** Whether its sound runs. */
  busy: boolean;
  getTime: () => number;
  subscribeTime: (listener: (seconds: number) => void) => () => void;
  /** Called when the sentence is another one, so that its piece of the list can be there. */
  onActive: (index: number) => void;
}): Follow {
  const [following, setFollowing] = useState(true);
  const active = useRef(-1);
  const followingRef = useRef(following);

  useEffect(() => {
    followingRef.current = following;
  }, [following]);

  const scrollTo = useCallback(
    (index: number) => {
      const scroller = scrollRef.current;
      const item = listRef.current?.querySelector(`[data-index="${index}"]`);
      if (!scroller || !item) return;
      // Only the job's own scroll moves: `scrollIntoView` would move all that is around it, too.
      const place = item.getBoundingClientRect();
      const middle = scroller.getBoundingClientRect().top + (scroller.clientHeight - place.height) / 2;
      scroller.scrollTo({ top: scroller.scrollTop + place.top - middle, behavior: 'smooth' });
    },
    [listRef, scrollRef],
  );

  useEffect(() => {
    const list = listRef.current;
    if (!list || !loaded) return;
    const timing = toTiming(starts);
    let marked: Element | null = null;
    const unmark = () => {
      marked?.removeAttribute('data-active');
      marked?.removeAttribute('aria-current');
      marked = null;
    };
    const show = (seconds: number) => {
      // At the untouched beginning nothing is being said.
      const index = seconds > 0 ? activeSentence(timing, seconds) : -1;
      if (index === active.current && (index < 0 || marked?.isConnected)) return;
      const changed = index !== active.current;
      active.current = index;
      unmark();
      if (changed) onActive(index);
      marked = index < 0 ? null : list.querySelector(`[data-index="${index}"]`);
      marked?.setAttribute('data-active', '');
      marked?.setAttribute('aria-current', 'true');
      const scroller = scrollRef.current;
      if (marked && followingRef.current && scroller && mayMove(scroller, list)) scrollTo(index);
    };
    active.current = -2;
    show(getTime());
    const stop = subscribeTime(show);
    return () => {
      stop();
      unmark();
    };
  }, [listRef, scrollRef, starts, loaded, getTime, subscribeTime, scrollTo, onActive]);

  useEffect(() => {
    const scroller = scrollRef.current;
    if (!scroller) return;
    const release = () => {
      if (busy) setFollowing(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (SCROLL_KEYS.has(event.key)) release();
    };
    scroller.addEventListener('wheel', release, { passive: true });
    scroller.addEventListener('touchmove', release, { passive: true });
    scroller.addEventListener('keydown', onKey);
    return () => {
      scroller.removeEventListener('wheel', release);
      scroller.removeEventListener('touchmove', release);
      scroller.removeEventListener('keydown', onKey);
    };
  }, [scrollRef, busy]);

  const returnToNow = useCallback(() => {
    setFollowing(true);
    if (active.current >= 0) scrollTo(active.current);
  }, [scrollTo]);

  return { following, setFollowing, returnToNow };
}
