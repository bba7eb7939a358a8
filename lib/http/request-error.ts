import 'server-only';

import type { AppError } from '@/lib/errors';
import { logger } from '@/lib/observability/logger';

import { readPageError } from './page-error';
import { requestState } from './request-state';

type RequestFacts = { path: string; method: string };
type Context = { routePath: string; routeType: string };

/**
 * Logs an error that no door expected. A PageError has been logged with its cause where it was made. An answer that
 * a failure of ours breaks off half-way, as a recording that the provider stops sending, is told in one line.
 */
export function logRequestError(error: unknown, request: RequestFacts, context: Context): void {
  if (readPageError(error)) return;
  const state = requestState();
  // Next could not read what was sent: the front desk answers that, and tells it in the request's line.
  if (state?.isAction && !state.actionReached) {
    state.refused = error;
    return;
  }
  const facts = {
    method: request.method,
    path: request.path.split('?')[0],
    route: context.routePath,
    type: context.routeType,
  };
  const failure = readAppError(error);
  if (failure) {
    const { kind, message, details, cause } = failure;
    const reason = cause instanceof Error ? cause.message : undefined;
    logger().warn(
      { ...facts, kind, message, providerRequestId: details.requestId, reason },
      'answer broken off',
    );
    return;
  }
  if (state?.isGone()) {
    logger().info({ ...facts, requestId: state.requestId }, 'client gone');
    return;
  }
  const digest: unknown = error instanceof Error && 'digest' in error ? error.digest : undefined;
  logger().error({ ...facts, requestId: state?.requestId, digest, err: error }, 'unhandled');
}

/** Next wraps what breaks an answer off. By name: this file and the routes are built apart, each with its own class. */
function readAppError(error: unknown): AppError | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && cause.name === 'AppError' ? (cause as AppError) : null;
}
