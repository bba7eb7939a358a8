export type Endpoint = {
  protocol: 'http' | 'https';
  /** `host` or `host:port`, as the runtime wants it: without scheme and path. */
  host: string;
};

const MAPPED_REGIONS: Readonly<Record<string, string>> = {
  'cn-shanghai': 'outboundbot.cn-shanghai.aliyuncs.com',
};

/**
 * Where the API is reached. Without an endpoint of our own the published client's rule holds: cn-shanghai is mapped,
 * any other region is `outboundbot.<region>.aliyuncs.com`.
 * @param endpoint `http://host:port`, `https://host` or a bare host (https)
 * @throws TypeError when the endpoint is not one of these
 */
export function resolveEndpoint(region: string, endpoint?: string): Endpoint {
  if (!endpoint) {
    return { protocol: 'https', host: MAPPED_REGIONS[region] ?? `outboundbot.${region}.aliyuncs.com` };
  }
  const address = endpoint.includes('://') ? endpoint : `https://${endpoint}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (
    !url ||
    (url.protocol !== 'http:' && url.protocol !== 'https:') ||
    url.username !== '' ||
    url.password !== '' ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new TypeError('the OutboundBot endpoint must be http://host:port, https://host or a bare host');
  }
  return { protocol: url.protocol === 'http:' ? 'http' : 'https', host: url.host };
}
