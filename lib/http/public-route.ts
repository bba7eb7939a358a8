import 'server-only';

import { createHandlers, type Handlers, type Method, type RouteCall } from './handlers';

/** The door of a route that anyone may open: request id, JSON failures and 405 as `orgRoute`, but nobody is asked who they are. */
export function publicRoute(
  methods: Partial<Record<Method, (call: RouteCall) => Promise<unknown>>>,
): Handlers {
  return createHandlers(methods);
}
