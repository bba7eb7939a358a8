'use client';

import { useSyncExternalStore } from 'react';

import { createStore } from '@/lib/browser/store';

const TICK_MS = 5000;

let timer: ReturnType<typeof setInterval> | undefined;

const now = createStore(Date.now(), (watched) => {
  if (watched) {
    timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
    tick();
  } else {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  }
});

function tick() {
  now.set(Date.now());
}

/** The time of day in epoch milliseconds, one clock for the whole page, read anew every five seconds. */
export function useNow(): number {
  return useSyncExternalStore(
    now.subscribe,
    now.get,
    // The module lives as long as the server does, so there the time is read for each rendering.
    () => (typeof document === 'undefined' ? Date.now() : now.get()),
  );
}
