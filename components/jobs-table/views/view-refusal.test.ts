import { expect, it } from 'vitest';

import { RequestFailed } from '@/lib/browser/fetch-json';

import { viewRefusal } from './view-refusal';

it.each([
  ['name', 'name'],
  ['query', 'number'],
  ['views', 'full'],
  ['status', 'filter'],
  ['sort', 'filter'],
  ['layout', null],
  [undefined, null],
] as const)('a view refused for its %s is told as %s', (field, refusal) => {
  expect(viewRefusal(new RequestFailed({ kind: 'invalid_input', message: 'm', field }))).toBe(refusal);
});

it('what failed for another reason is no refusal of a view', () => {
  expect(viewRefusal(new RequestFailed({ kind: 'not_found', message: 'm', field: 'name' }))).toBeNull();
});
