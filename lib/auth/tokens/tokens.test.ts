import { expect, it } from 'vitest';

import { createToken, hashToken, looksLikeToken, tokenOf } from './tokens';

it('makes tokens of 32 random bytes', () => {
  const token = createToken();
  expect(token).toMatch(/^cb_[\w-]{43}$/);
  expect(Buffer.from(token.slice(3), 'base64url')).toHaveLength(32);
  expect(createToken()).not.toBe(token);
  expect(looksLikeToken(token)).toBe(true);
  expect(looksLikeToken(`${token}x`)).toBe(false);
});

it('stores the SHA-256 in lower-case hex', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it.each([
  [{}, null],
  [{ authorization: 'Basic dTpw' }, null],
  [{ authorization: 'Bearer t1' }, 't1'],
  [{ authorization: 'bearer  t1 ' }, 't1'],
  [{ authorization: 'Bearer' }, ''],
  [{ 'access-token': 't2', authorization: 'Bearer t1' }, 't2'],
  [{ 'access-token': '', authorization: 'Bearer t1' }, ''],
])('reads the token of %j', (headers, token) => {
  expect(tokenOf(new Headers(headers as Record<string, string>))).toBe(token);
});
