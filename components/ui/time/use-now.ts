'use client';

import { useSyncExternalStore } from 'react';

const TICK_MS = 5000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (listeners.size === 1) {
    timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
    tick();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}

/** The time of day in epoch milliseconds, one clock for the whole page, read anew every five seconds. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => now,
    // The module lives as long as the server does, so there the time is read for each rendering.
    () => (typeof document === 'undefined' ? Date.now() : now),
  );
}
