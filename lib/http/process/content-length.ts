import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

const HEADER = 'x-callboard-content-length';

const shared = globalThis as typeof globalThis & { callboardKeepsContentLength?: true };

/**
 * Has Node send the Content-Length that a route has kept with `keepContentLength`. Next 16 strips it from every route's
 * answer (its send-response forbids the name), and a listener would see neither a recording's length nor the progress
 * of a download. For the start of the process.
 */
export function sendKeptContentLengths(): void {
  if (shared.callboardKeepsContentLength) return;
  shared.callboardKeepsContentLength = true;
  subscribe('http.server.request.start', (message) => {
    const { response } = message as { response: ServerResponse };
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
    response.writeHead = (...args: unknown[]) => {
      const length = response.getHeader(HEADER);
      response.removeHeader(HEADER);
      // An encoding that was added on the way has another length.
      if (length !== undefined && !response.hasHeader('content-encoding')) {
        response.setHeader('content-length', String(length));
      }
      return writeHead(...args);
    };
  });
}

/** Keeps a response's Content-Length past Next, where `sendKeptContentLengths` has been called. */
export function keepContentLength(response: Response): Response {
  const length = response.headers.get('content-length');
  if (shared.callboardKeepsContentLength && length !== null) response.headers.set(HEADER, length);
  return response;
}
