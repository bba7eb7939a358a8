import 'server-only';

import { logger } from '@/lib/observability/logger';

/**
 * Begins work that nobody waits for once what is under way has gone on its way. A process that ends meanwhile drops it:
 * whatever has to be done for certain belongs in the queue.
 *
 * @param failure what the log says when it fails
 */
export function inBackground(failure: string, work: () => Promise<unknown>): void {
  setImmediate(() => {
    void work().catch((err: unknown) => logger().warn({ err }, failure));
  });
}
