import { expect, it } from 'vitest';

import { safeCallbackPath } from './callback-path';

it.each([
  ['/tasks/54?page=2&size=20', '/tasks/54?page=2&size=20'],
  ['/tasks?q=%E5%8C%97', '/tasks?q=%E5%8C%97'],
  [null, '/'],
  ['', '/'],
  ['/', '/'],
  ['tasks/54', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['\\\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['https://evil.example/tasks', '/'],
  ['javascript:alert(1)', '/'],
  ['http://%', '/'],
  ['/sign-in?callbackUrl=/sign-in', '/'],
  ['/api/auth/signout', '/'],
])('%s leads to %s', (wanted, path) => {
  expect(safeCallbackPath(wanted)).toBe(path);
});

it('takes absolute addresses of the own origin when that is known', () => {
  expect(safeCallbackPath('http://a.example/tasks/1', 'http://a.example')).toBe('/tasks/1');
  expect(safeCallbackPath('http://b.example/tasks/1', 'http://a.example')).toBe('/');
});
