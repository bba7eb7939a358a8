import { expect, it } from 'vitest';

import { goneTogether } from './gone-together';

it('aborts when all have gone, and not before', () => {
  const [a, b, c] = [new AbortController(), new AbortController(), new AbortController()];
  const { signal, join } = goneTogether(a.signal);
  join(b.signal);
  a.abort();
  expect(signal.aborted).toBe(false);
  join(c.signal);
  b.abort();
  expect(signal.aborted).toBe(false);
  c.abort();
  expect(signal.aborted).toBe(true);
});

it('is not begun for one who has gone already', () => {
  expect(goneTogether(AbortSignal.abort()).signal.aborted).toBe(true);
});
