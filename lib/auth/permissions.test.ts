import { expect, it } from 'vitest';

import { can } from './permissions';

it('lets every role work on its organization’s tasks', () => {
  for (const role of ['operator', 'supervisor', 'admin']) expect(can(role, 'jobs.refresh')).toBe(true);
});

it.each([
  ['owner', 'jobs.refresh'],
  ['', 'jobs.refresh'],
  ['admin', 'jobs.delete'],
  ['admin', 'toString'],
  ['admin', '__proto__'],
])('refuses what is not written down: %s, %s', (role, permission) => {
  expect(can(role, permission)).toBe(false);
});
