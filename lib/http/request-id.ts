import 'server-only';

import { randomUUID } from 'node:crypto';

import { env } from '@/lib/env';

/**
 * The id under which a request is answered and logged. One that the request brings is taken only where a proxy of
 * ours stands in front and sets it; otherwise any visitor could write into another one's trace.
 */
export function requestIdOf(headers: Headers): string {
  const brought = headers.get('x-request-id');
  return env().trustProxyHops > 0 && brought !== null && /^[\w.-]{8,64}$/.test(brought)
    ? brought
    : randomUUID();
}
