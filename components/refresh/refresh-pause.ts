import { useSecondsUntil } from '@/components/ui/time/use-seconds';
import { createStore, useStore } from '@/lib/browser/store';

/** Until when no refresh makes sense (ISO UTC): the provider or our own limit has said so. One for the whole screen. */
const pausedUntil = createStore<string | null>(null);

/** Has every refresh button wait; a pause that ends later holds. */
export function pauseRefreshes(until: string): void {
  pausedUntil.set((before) => (before !== null && Date.parse(before) > Date.parse(until) ? before : until));
}

export function isPaused(): boolean {
  const until = pausedUntil.get();
  return until !== null && Date.parse(until) > Date.now();
}

/** Whole seconds until a refresh makes sense again; 0: it does. */
export function useRefreshPause(): number {
  return useSecondsUntil(useStore(pausedUntil, null));
}
