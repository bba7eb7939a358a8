/** `<bucket>.oss-<region>.aliyuncs.com`: Alibaba Cloud's object store, and nothing that merely looks like it. */
const OBJECT_STORE =
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.oss-[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?\.aliyuncs\.com$/;

type EndpointAddress = { protocol: 'http' | 'https'; host: string };

/**
 * The address behind a recording link if it may be fetched, else null: the provider's object store at the scheme's own
 * port, or exactly the host and port of the provider's endpoint (where a simulator or a proxy of ours serves it).
 * No user info; no IP literal and no other port but that endpoint's.
 * @param endpoint the endpoint's `host[:port]` and scheme, when one is configured
 */
export function fetchableLink(link: string, endpoint?: EndpointAddress): URL | null {
  // What URL parsing would quietly mend is not a link that the provider signs.
  if (/[\\\s\p{Cc}]/u.test(link) || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '') return null;
  if (isEndpoint(url, endpoint)) return url;
  return url.port === '' && OBJECT_STORE.test(url.hostname) ? url : null;
}

/** Whether an address is exactly the host and port of the provider's endpoint. */
export function isEndpoint(url: URL, endpoint?: EndpointAddress): boolean {
  if (!endpoint) return false;
  return addressOf(url) === addressOf(new URL(`${endpoint.protocol}://${endpoint.host}`));
}

function addressOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
