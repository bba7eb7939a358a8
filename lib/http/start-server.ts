import 'server-only';

import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';

import { stampSocketAddresses } from './client-address';
import { sendKeptContentLengths } from './content-length';

/**
 * What has to stand before the first request: the variables, the socket's address in every request's headers, and the
 * lengths of recordings in their answers.
 */
export function startServer(): void {
  const { nextauthUrl, trustProxyHops } = env();
  stampSocketAddresses();
  sendKeptContentLengths();
  logger().info({ url: nextauthUrl, trustProxyHops }, 'start');
}
