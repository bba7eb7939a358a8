import 'server-only';

import net from 'node:net';

import type { DatabaseHost } from '@/lib/values/database-url';

/** A server that answers no statement may not answer this either. */
const PATIENCE_MS = 2_000;
const CANCEL_REQUEST = 80_877_102;

/**
 * Asks the server to cancel what a connection runs, on a connection of its own, as the protocol wants it. The key tells
 * who asks, and the request is taken without TLS too. Whether it helped shows at the statement.
 * https://www.postgresql.org/docs/15/protocol-flow.html#id-1.10.6.7.10
 */
export function requestCancel(target: DatabaseHost, key: { pid: number; secret: number }): void {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(CANCEL_REQUEST, 4);
  message.writeUInt32BE(key.pid, 8);
  message.writeUInt32BE(key.secret, 12);
  const socket = net.connect(target.port, target.host);
  const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
  socket.on('error', () => {}).on('close', () => clearTimeout(timer));
  socket.resume().end(message);
}
