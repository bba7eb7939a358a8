import { createStore } from './store';

type Waiting = { promise: Promise<boolean>; settle: (signedIn: boolean) => void };

/** The dialogs of this page that can ask for a sign-in; without one nobody is asked. */
let guards = 0;
const waiting = createStore<Waiting | null>(null);

/** For `useSyncExternalStore` of the guard: tells it that somebody waits, or no longer does. */
export function guardSignIn(listener: () => void): () => void {
  const stop = waiting.subscribe(listener);
  guards += 1;
  return () => {
    guards -= 1;
    stop();
  };
}

/** For `useSyncExternalStore` of everybody else. */
export const subscribeToWaiting = waiting.subscribe;

export function isWaiting(): boolean {
  return waiting.get() !== null;
}

/** Called by the guard: true when the person has signed in again, false when they chose not to. */
export function settleSignIn(signedIn: boolean): void {
  const current = waiting.get();
  waiting.set(null);
  current?.settle(signedIn);
}

/**
 * Asks for a sign-in over the page; requests that fail meanwhile share one dialog.
 * Resolves false when there is no guard on this page, when the person declines, or when the signal aborts.
 */
export function waitForSignIn(signal?: AbortSignal | null): Promise<boolean> {
  if (guards === 0 || signal?.aborted) return Promise.resolve(false);
  let current = waiting.get();
  if (!current) {
    let settle!: (signedIn: boolean) => void;
    const promise = new Promise<boolean>((resolve) => (settle = resolve));
    current = { promise, settle };
    waiting.set(current);
  }
  const { promise } = current;
  if (!signal) return promise;
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true });
    void promise.then(resolve);
  });
}
