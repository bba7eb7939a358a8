/** The names under which a machine reaches itself. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether an origin (`scheme://host:port`, as browsers write it) is the console's own one. Where the console's address
 * is a loopback one, all loopback names of the same scheme and port count as it: they are the same machine's.
 */
export function isOwnAddress(origin: string, ownUrl: string): boolean {
  const own = new URL(ownUrl);
  if (origin === own.origin) return true;
  if (!LOOPBACK.test(own.hostname) || !URL.canParse(origin)) return false;
  const other = new URL(origin);
  return (
    other.origin === origin &&
    LOOPBACK.test(other.hostname) &&
    other.protocol === own.protocol &&
    other.port === own.port
  );
}

/**
 * Whether a request that a browser sends with its cookie comes from our own pages: `Origin`, when present, must be
 * the one of `NEXTAUTH_URL` (`null` is foreign; see `isOwnAddress` for loopback names); when absent, only
 * `Sec-Fetch-Site: cross-site` is foreign.
 */
export function isOwnOrigin(headers: Headers, ownUrl: string): boolean {
  const origin = headers.get('origin');
  if (origin !== null) return isOwnAddress(origin, ownUrl);
  return headers.get('sec-fetch-site') !== 'cross-site';
}
