import 'server-only';

import { randomUUID } from 'node:crypto';

import { env } from '@/lib/env';

import { requestState } from './request-state';

/**
 * The request id that a request brings. It is taken only where a proxy of ours stands in front and sets it; otherwise any
 * visitor could write into another one's trace.
 */
export function broughtRequestId(header: string | string[] | null | undefined): string | null {
  return env().trustProxyHops > 0 && typeof header === 'string' && /^[\w.-]{8,64}$/.test(header)
    ? header
    : null;
}

/** The id under which a request is answered and logged: the front desk's, where there is one. */
export function requestIdOf(headers: Headers): string {
  return requestState()?.requestId ?? broughtRequestId(headers.get('x-request-id')) ?? randomUUID();
}
