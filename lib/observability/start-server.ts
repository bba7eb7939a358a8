import 'server-only';

import { env } from '@/lib/env';
import { stampSocketAddresses } from '@/lib/http/client-address';
import { sendKeptContentLengths } from '@/lib/http/content-length';

import { logger } from './logger';

/**
 * What has to stand before the first request: the variables, the socket's address in every request's headers, and
 * Content-Length in the answers that keep it.
 */
export function startServer(): void {
  const { nextauthUrl, trustProxyHops } = env();
  stampSocketAddresses();
  sendKeptContentLengths();
  logger().info({ url: nextauthUrl, trustProxyHops }, 'start');
}
