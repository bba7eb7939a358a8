import 'server-only';

import { subscribe } from 'node:diagnostics_channel';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { canonicalAddress } from '@/lib/auth/sessions/network';
import { env } from '@/lib/env';

// Next tells a route the headers, not the socket, and leaves an X-Forwarded-For that a visitor sent as it came. So
// the socket's address travels in a header of our own, whose name nobody outside the process can know.
const shared = globalThis as typeof globalThis & { callboardSocketHeader?: string };

/** Has Node write the socket's address into every request's headers before Next sees it. For the start of the process. */
export function stampSocketAddresses(): void {
  if (shared.callboardSocketHeader) return;
  const header = `x-socket-address-${randomUUID()}`;
  shared.callboardSocketHeader = header;
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[header] = request.socket.remoteAddress ?? '';
  });
}

/** `1.2.3.4`, `1.2.3.4:567`, `::1`, `[::1]:567` and `::ffff:1.2.3.4` as one plain address; null for anything else. */
function plainAddress(text: string): string | null {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return canonicalAddress(bare);
}

/**
 * The network address of the visitor: the `TRUST_PROXY_HOPS`-th entry of X-Forwarded-For from the right, which the
 * outermost proxy of ours wrote; with 0, and where there is no such entry, the socket's own. `unknown` only before the
 * first request was stamped: all such visitors then share one limit.
 */
export function clientAddress(headers: Headers): string {
  const hops = env().trustProxyHops;
  const entries = (headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  const forwarded = hops > 0 ? entries.at(-hops) : undefined;
  const socket = shared.callboardSocketHeader ? headers.get(shared.callboardSocketHeader) : null;
  return plainAddress(forwarded ?? '') ?? plainAddress(socket ?? '') ?? 'unknown';
}
