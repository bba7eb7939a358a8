type Listener = () => void;

let waiting: { promise: Promise<boolean>; settle: (signedIn: boolean) => void } | null = null;
let guards = 0;
const listeners = new Set<Listener>();

function notify() {
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`: tells the guard that somebody waits, or no longer does. */
export function subscribeToWaiting(listener: Listener): () => void {
  listeners.add(listener);
  guards += 1;
  return () => {
    listeners.delete(listener);
    guards -= 1;
  };
}

export function isWaiting(): boolean {
  return waiting !== null;
}

/** Called by the guard: true when the person has signed in again, false when they chose not to. */
export function settleSignIn(signedIn: boolean): void {
  const current = waiting;
  waiting = null;
  notify();
  current?.settle(signedIn);
}

/**
 * Asks for a sign-in over the page; requests that fail meanwhile share one dialog.
 * Resolves false when there is no guard on this page, when the person declines, or when the signal aborts.
 */
export function waitForSignIn(signal?: AbortSignal | null): Promise<boolean> {
  if (guards === 0 || signal?.aborted) return Promise.resolve(false);
  if (!waiting) {
    let settle!: (signedIn: boolean) => void;
    const promise = new Promise<boolean>((resolve) => (settle = resolve));
    waiting = { promise, settle };
    notify();
  }
  const { promise } = waiting;
  if (!signal) return promise;
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true });
    void promise.then(resolve);
  });
}
