import 'server-only';

import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';

import { stampSocketAddresses } from './client-address';

/** What has to stand before the first request: the variables, and the socket's address in every request's headers. */
export function startServer(): void {
  const { nextauthUrl, trustProxyHops } = env();
  stampSocketAddresses();
  logger().info({ url: nextauthUrl, trustProxyHops }, 'start');
}
