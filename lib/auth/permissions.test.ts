import { expect, it } from 'vitest';

import { can, reaches } from './permissions';

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

it.each([
  ['operator', 'operator', true],
  ['operator', 'supervisor', false],
  ['supervisor', 'supervisor', true],
  ['admin', 'supervisor', true],
  ['supervisor', 'admin', false],
  ['admin', null, false],
  ['admin', 'owner', false],
] as const)('%s reaches %s: %s', (role, lowest, answer) => {
  expect(reaches(role, lowest)).toBe(answer);
});
