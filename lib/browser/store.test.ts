import { expect, it, vi } from 'vitest';

import { createStore } from './store';

it('tells its subscribers of another value, and of the same one nobody', () => {
  const store = createStore(1);
  const listener = vi.fn();
  const stop = store.subscribe(listener);
  store.set(1);
  expect(listener).not.toHaveBeenCalled();
  store.set((before) => before + 1);
  expect(store.get()).toBe(2);
  expect(listener).toHaveBeenCalledOnce();
  stop();
  store.set(3);
  expect(listener).toHaveBeenCalledOnce();
});

it('says when the first subscriber comes and the last one goes', () => {
  const some = vi.fn();
  const store = createStore(null, some);
  const stops = [store.subscribe(() => {}), store.subscribe(() => {})];
  expect(some.mock.calls).toEqual([[true]]);
  for (const stop of stops) stop();
  stops[0]!();
  expect(some.mock.calls).toEqual([[true], [false]]);
});
