import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { keepContentLength, sendKeptContentLengths } from './content-length';

/** Sends a web Response as Next does: every header but Content-Length, the head flushed before the body. */
function startServer(make: () => Response) {
  const server = createServer((request, response) => {
    const made = make();
    response.statusCode = made.status;
    made.headers.forEach((value, name) => {
      if (name !== 'content-length') response.appendHeader(name, value);
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.flushHeaders();
    void made.text().then((text) => response.end(text));
  });
  return new Promise<{ url: string; close: () => void }>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () => server.close(),
      });
    });
  });
}

describe('a kept Content-Length', () => {
  let make: () => Response;
  let server: Awaited<ReturnType<typeof startServer>>;
  beforeEach(async () => (server = await startServer(() => make())));
  afterEach(() => server.close());

  it('reaches the client, with GET and with HEAD, and an answer without one is left alone', async () => {
    make = () => keepContentLength(new Response('sound', { headers: { 'content-length': '5' } }));
    expect((await fetch(server.url)).headers.get('content-length')).toBeNull();

    sendKeptContentLengths();
    sendKeptContentLengths();
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(server.url, { method });
      expect(response.headers.get('content-length')).toBe('5');
      expect(response.headers.get('x-callboard-content-length')).toBeNull();
      expect(await response.text()).toBe(method === 'GET' ? 'sound' : '');
    }

    make = () => keepContentLength(new Response('sound'));
    const chunked = await fetch(server.url);
    expect(chunked.headers.get('content-length')).toBeNull();
    expect(await chunked.text()).toBe('sound');
  });
});
