import 'server-only';

import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';

import { stampSocketAddresses } from './client-address';
import { sendKeptContentLengths } from './content-length';
import { drainOnSignals } from './drain';

/**
 * What has to stand before the first request: the variables, the socket's address in every request's headers, the
 * lengths of recordings in their answers, and what a signal to end does.
 */
export function startServer(): void {
  const { nextauthUrl, trustProxyHops } = env();
  stampSocketAddresses();
  sendKeptContentLengths();
  drainOnSignals();
  logger().info({ url: nextauthUrl, trustProxyHops }, 'start');
}
