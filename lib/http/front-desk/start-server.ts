import 'server-only';

import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';

import { stampSocketAddresses } from '../client-address';
import { sendKeptContentLengths } from '../process/content-length';
import { drainOnSignals } from '../process/drain';
import { openFrontDesk } from './front-desk';
import { securityHeaders } from './security-headers';

/**
 * What has to stand before the first request: the variables, the socket's address in every request's headers, the
 * lengths of recordings in their answers, the front desk that they all pass, and what a signal to end does.
 *
 * @param isDevelopment under `next dev`
 */
export function startServer(isDevelopment: boolean): void {
  const { nextauthUrl, trustProxyHops } = env();
  stampSocketAddresses();
  sendKeptContentLengths();
  drainOnSignals();
  openFrontDesk(securityHeaders(new URL(nextauthUrl).protocol === 'https:'), isDevelopment);
  logger().info({ url: nextauthUrl, trustProxyHops }, 'start');
}
