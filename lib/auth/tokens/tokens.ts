import 'server-only';

import { createHash, randomBytes } from 'node:crypto';

/** `cb_` and 32 random bytes in base64url. */
const TOKEN = /^cb_[A-Za-z0-9_-]{43}$/;

export const DEFAULT_TOKEN_DAYS = 90;

export function createToken(): string {
  return `cb_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a token: 256 random bits need no salt and no slow hash. Lower-case hex. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function looksLikeToken(value: string): boolean {
  return TOKEN.test(value);
}

/**
 * The token that a request carries: `access-token` goes before `Authorization: Bearer`. Null when it carries
 * neither; an empty or malformed one is returned as it is, because it must be refused, not passed over.
 */
export function tokenOf(headers: Headers): string | null {
  const own = headers.get('access-token');
  if (own !== null) return own.trim();
  const [scheme = '', ...rest] = (headers.get('authorization') ?? '').trim().split(/\s+/);
  return scheme.toLowerCase() === 'bearer' ? rest.join(' ') : null;
}
