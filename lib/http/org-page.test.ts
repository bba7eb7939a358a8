import { expect, it } from 'vitest';

import { pageAddress } from './org-page';
import { PageError, readPageError } from './page-error';

it.each([
  ['/tasks', {}, {}, '/tasks'],
  ['/tasks/[taskId]', { taskId: '54' }, { page: '2', size: '20' }, '/tasks/54?page=2&size=20'],
  ['/tasks/[taskId]', { taskId: 'a/b?' }, {}, '/tasks/a%2Fb%3F'],
  [
    '/tasks/[taskId]/receipts/[id]',
    { taskId: '1', id: 'x' },
    { q: ['a', 'b'], none: undefined },
    '/tasks/1/receipts/x?q=a&q=b',
  ],
  ['/docs/[...path]', { path: ['a', 'b'] }, {}, '/docs/a/b'],
])('the address of %s with %j and %j', (pattern, params, query, address) => {
  expect(pageAddress(pattern, params, query)).toBe(address);
});

it('kind and request id reach the error page by the digest alone', () => {
  const { digest } = new PageError('database_unavailable', 'id-1');
  const redacted = Object.assign(new Error('An error occurred in the Server Components render.'), { digest });
  expect(readPageError(redacted)).toEqual({ kind: 'database_unavailable', requestId: 'id-1' });
});

it.each([
  new Error('x'),
  Object.assign(new Error('x'), { digest: '1599393769' }),
  Object.assign(new Error('x'), { digest: 'callboard;toString;1' }),
  null,
])('an error that is not ours has neither: %s', (error) => {
  expect(readPageError(error)).toBeNull();
});
