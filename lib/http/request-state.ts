import 'server-only';

import { AsyncLocalStorage } from 'node:async_hooks';

/** What the front desk and the doors tell each other of one request. */
export type RequestState = {
  requestId: string;
  isAction: boolean;
  /** A server action has been called: what it answers is ours, and no longer Next's refusal of what was sent. */
  actionReached: boolean;
  /** The client has gone: nobody reads the answer, and what breaks by it is no failure. */
  isGone: () => boolean;
  /** What Next could not work with, for the request's log line. */
  refused?: unknown;
  /** The page could not be read for now: what its answer says beside what it shows. */
  unread?: { status: number; headers: Record<string, string> };
};

// By the process, not by the module: instrumentation and routes are built apart.
const shared = globalThis as typeof globalThis & { callboardRequests?: AsyncLocalStorage<RequestState> };

/** Does the work of one request; what it calls, at any depth, reads the state with `requestState`. */
export function withRequestState<T>(state: RequestState, work: () => T): T {
  shared.callboardRequests ??= new AsyncLocalStorage();
  return shared.callboardRequests.run(state, work);
}

/** The state of the request under way; undefined where no front desk stands (tests, commands). */
export function requestState(): RequestState | undefined {
  return shared.callboardRequests?.getStore();
}
