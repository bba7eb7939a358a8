import { useSyncExternalStore } from 'react';

/** One value that outlives the components which show it, told to them when it differs. */
export type Store<T> = {
  get: () => T;
  /** Takes the next value, or makes it from the one before; the same value tells nobody. */
  set: (next: T | ((before: T) => T)) => void;
  subscribe: (listener: () => void) => () => void;
};

/** @param onSubscribers told when the first subscriber comes (true) and when the last one goes (false) */
export function createStore<T>(initial: T, onSubscribers?: (some: boolean) => void): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      const after = typeof next === 'function' ? (next as (before: T) => T)(value) : next;
      if (Object.is(after, value)) return;
      value = after;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      if (listeners.size === 1) onSubscribers?.(true);
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) onSubscribers?.(false);
      };
    },
  };
}

/** A store's value; renders anew when it differs. `onServer` is what the server, and the first rendering, take for it. */
export function useStore<T>(store: Store<T>, onServer: T): T {
  return useSyncExternalStore(store.subscribe, store.get, () => onServer);
}
