import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

type Flight = {
  requests: Set<ClientRequest>;
  cancelled: boolean;
  httpStatus: number | null;
  requestId: string | null;
};

const flights = new AsyncLocalStorage<Flight>();

// callApi takes no AbortSignal and hides the answer's status when the body is not JSON. Node tells about each request
// in the caller's own async context, so a call can be ended for real instead of being left to hold its socket.
subscribe('http.client.request.start', (message) => {
  const flight = flights.getStore();
  if (!flight) return;
  const { request } = message as { request: ClientRequest };
  flight.requests.add(request);
  request.once('response', (response: IncomingMessage) => {
    flight.httpStatus = response.statusCode ?? null;
    const requestId = response.headers['x-acs-request-id'];
    flight.requestId = typeof requestId === 'string' ? requestId : null;
  });
  if (flight.cancelled) request.destroy();
});

export type Cancellable<T> = {
  promise: Promise<T>;
  /** Destroys the requests under way; the promise then rejects. Does nothing to one that has ended. */
  cancel: () => void;
  /** Status and `x-acs-request-id` of the last answer whose head has come. */
  head: () => { httpStatus: number | null; requestId: string | null };
};

/** Starts something that talks HTTP through Node's own client, and lets it be ended. */
export function cancellable<T>(start: () => Promise<T>): Cancellable<T> {
  const flight: Flight = { requests: new Set(), cancelled: false, httpStatus: null, requestId: null };
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
  };
}
