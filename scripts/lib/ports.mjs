import { createServer } from 'node:net';

/** A TCP port of 127.0.0.1 that nobody holds now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Why `port` cannot be listened on (`EADDRINUSE`, `EACCES`), or null when it can.
 * @param {number} port
 * @returns {Promise<string | null>}
 */
export function portProblem(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
