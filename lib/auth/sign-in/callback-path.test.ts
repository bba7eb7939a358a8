import { expect, it } from 'vitest';

import { safeCallbackPath } from './callback-path';

it.each([
  ['/tasks/54?page=2&size=20', '/tasks/54?page=2&size=20'],
  ['/tasks?q=%E5%8C%97', '/tasks?q=%E5%8C%97'],
  [null, '/tasks'],
  ['', '/tasks'],
  ['/', '/tasks'],
  ['tasks/54', '/tasks'],
  ['//evil.example/x', '/tasks'],
  ['/\\evil.example', '/tasks'],
  ['\\\\evil.example', '/tasks'],
  ['/\t/evil.example', '/tasks'],
  ['/.//evil.example', '/tasks'],
  ['https://evil.example/tasks', '/tasks'],
  ['javascript:alert(1)', '/tasks'],
  ['http://%', '/tasks'],
  ['/sign-in?callbackUrl=/sign-in', '/tasks'],
  ['/api/auth/signout', '/tasks'],
])('%s leads to %s', (wanted, path) => {
  expect(safeCallbackPath(wanted)).toBe(path);
});

it('takes absolute addresses of the own origin when that is known', () => {
  expect(safeCallbackPath('http://a.example/tasks/1', 'http://a.example')).toBe('/tasks/1');
  expect(safeCallbackPath('http://b.example/tasks/1', 'http://a.example')).toBe('/tasks');
});
