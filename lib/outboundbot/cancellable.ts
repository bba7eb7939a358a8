import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

type Flight = {
  requests: Set<ClientRequest>;
  cancelled: boolean;
  httpStatus: number | null;
  requestId: string | null;
  maxBytes: number;
  isTooLarge: boolean;
};

const flights = new AsyncLocalStorage<Flight>();

// callApi takes no AbortSignal and hides the answer's status when the body is not JSON. Node tells about each request
// in the caller's own async context, so a call can be ended for real instead of being left to hold its socket, and an
// answer without end is not taken in.
subscribe('http.client.request.start', (message) => {
  const flight = flights.getStore();
  if (!flight) return;
  const { request } = message as { request: ClientRequest };
  flight.requests.add(request);
  request.once('response', (response: IncomingMessage) => {
    flight.httpStatus = response.statusCode ?? null;
    const requestId = response.headers['x-acs-request-id'];
    flight.requestId = typeof requestId === 'string' ? requestId : null;
    countBytes(response, flight.maxBytes, () => {
      flight.isTooLarge = true;
      request.destroy();
    });
  });
  if (flight.cancelled) request.destroy();
});

/** Tells of an answer past its limit at its promised length, else at the very byte. A listener would set it flowing. */
function countBytes(response: IncomingMessage, maxBytes: number, onTooLarge: () => void): void {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    onTooLarge();
    return;
  }
  let bytes = 0;
  const push = response.push.bind(response);
  response.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    bytes += chunk?.length ?? 0;
    if (bytes <= maxBytes) return push(chunk, encoding);
    onTooLarge();
    return false;
  };
}

export type Cancellable<T> = {
  promise: Promise<T>;
  /** Destroys the requests under way; the promise then rejects. Does nothing to one that has ended. */
  cancel: () => void;
  /** Status and `x-acs-request-id` of the last answer whose head has come. */
  head: () => { httpStatus: number | null; requestId: string | null };
  /** Whether it was ended because an answer was longer than `maxBytes`; the promise then rejects, too. */
  isTooLarge: () => boolean;
};

/**
 * Starts something that talks HTTP through Node's own client, and lets it be ended.
 * @param maxBytes the most of one answer's body that is read
 */
export function cancellable<T>(start: () => Promise<T>, maxBytes: number): Cancellable<T> {
  const flight: Flight = {
    requests: new Set(),
    cancelled: false,
    httpStatus: null,
    requestId: null,
    maxBytes,
    isTooLarge: false,
  };
  let settled = false;
  const promise = flights.run(flight, start).finally(() => {
    settled = true;
  });
  return {
    promise,
    cancel() {
      if (settled) return;
      flight.cancelled = true;
      for (const request of flight.requests) request.destroy();
    },
    head: () => ({ httpStatus: flight.httpStatus, requestId: flight.requestId }),
    isTooLarge: () => flight.isTooLarge,
  };
}
