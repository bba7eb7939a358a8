import { expect, it } from 'vitest';

import { isOwnOrigin } from './origin';

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
