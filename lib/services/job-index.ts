import 'server-only';

import { database } from '@/lib/db/client';
import { keepIndex } from '@/lib/jobs/job-index/keep-index';
import { logger } from '@/lib/observability/logger';

/** Keeps the index of jobs in step until `stop` aborts. Every process may: they take turns. */
export function keepJobIndex(stop: AbortSignal): Promise<void> {
  return keepIndex(database('background'), {
    signal: stop,
    onError: (err) => logger().warn({ err }, 'the index of jobs could not be kept; it is tried again'),
  });
}
