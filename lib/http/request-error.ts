import 'server-only';

import { readPageError } from './page-error';

import { logger } from '@/lib/observability/logger';

type RequestFacts = { path: string; method: string };
type Context = { routePath: string; routeType: string };

/** Logs an error that no door expected. A PageError has been logged with its cause where it was made. */
export function logRequestError(error: unknown, request: RequestFacts, context: Context): void {
  if (readPageError(error)) return;
  const digest: unknown = error instanceof Error && 'digest' in error ? error.digest : undefined;
  logger().error(
    {
      method: request.method,
      path: request.path.split('?')[0],
      route: context.routePath,
      type: context.routeType,
      digest,
      err: error,
    },
    'unhandled',
  );
}
