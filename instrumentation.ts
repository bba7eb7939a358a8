import type { Instrumentation } from 'next';

/** Runs once before the server takes requests: a missing variable fails here, not at the first visitor. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('@/lib/http/front-desk/start-server');
  startServer(process.env.NODE_ENV === 'development');
}

/** Logs what a page, route or action threw past its door. What our doors expected and logged themselves is skipped. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logRequestError } = await import('@/lib/http/request-error');
  logRequestError(error, request, context);
};
