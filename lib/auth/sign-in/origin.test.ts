import { expect, it } from 'vitest';

import { isOwnAddress, isOwnOrigin } from './origin';

it.each([
  [{}, true],
  [{ origin: 'https://board.example' }, true],
  [{ origin: 'https://board.example', 'sec-fetch-site': 'cross-site' }, true],
  [{ origin: 'http://board.example' }, false],
  [{ origin: 'https://board.example:8443' }, false],
  [{ origin: 'https://board.example.evil' }, false],
  [{ origin: 'null' }, false],
  [{ origin: '' }, false],
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'cross-site' }, false],
])('%j', (headers, own) => {
  expect(isOwnOrigin(new Headers(headers as Record<string, string>), 'https://board.example')).toBe(own);
});

const LOCAL = 'http://127.0.0.1:3000';

it.each([
  // On loopback the names count as one, scheme and port do not.
  [LOCAL, 'http://localhost:3000', true],
  [LOCAL, 'http://127.0.0.1:3000', true],
  [LOCAL, 'http://127.8.9.1:3000', true],
  [LOCAL, 'http://[::1]:3000', true],
  ['http://localhost:3000', 'http://127.0.0.1:3000', true],
  ['http://[::1]:3000', 'http://localhost:3000', true],
  ['http://localhost', 'http://127.0.0.1', true],
  [LOCAL, 'http://localhost:3001', false],
  [LOCAL, 'http://localhost', false],
  [LOCAL, 'https://localhost:3000', false],
  [LOCAL, 'http://localhost.evil.example:3000', false],
  [LOCAL, 'http://127.0.0.1.evil.example:3000', false],
  [LOCAL, 'http://evil.localhost:3000', false],
  [LOCAL, 'http://evil.example:3000', false],
  [LOCAL, 'http://192.168.0.1:3000', false],
  [LOCAL, 'http://[::2]:3000', false],
  [LOCAL, 'http://localhost:3000/', false],
  [LOCAL, 'http://user@localhost:3000', false],
  [LOCAL, 'localhost:3000', false],
  [LOCAL, 'null', false],
  [LOCAL, '', false],
  // Elsewhere one name is the address, loopback or not.
  ['https://board.example', 'https://localhost', false],
  ['https://board.example', 'http://127.0.0.1:3000', false],
  ['http://10.0.0.5:3000', 'http://localhost:3000', false],
  ['http://10.0.0.5:3000', 'http://10.0.0.6:3000', false],
])('the console at %s, a page at %s: %s', (own, origin, same) => {
  expect(isOwnAddress(origin, own)).toBe(same);
  expect(isOwnOrigin(new Headers({ origin, 'sec-fetch-site': 'same-origin' }), own)).toBe(same);
});
