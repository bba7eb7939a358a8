import { expect, it, vi } from 'vitest';

vi.mock('@/lib/env', () => ({ env: () => ({}) }));
const { orgRoute } = await import('./org-route');

// What this file states is for the type checker: it fails where one of these lines compiles.
it('a bare function in the place of a door does not compile', () => {
  // @ts-expect-error -- not made by forOrg
  expect(orgRoute({ GET: async () => 1 })).toBeDefined();
  // @ts-expect-error -- nor by what looks like it
  expect(orgRoute({ GET: Object.assign(async () => 1, { door: 'method' }) })).toBeDefined();
});
