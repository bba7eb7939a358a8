/**
 * Whether a request that a browser sends with its cookie comes from our own pages: `Origin`, when present, must be
 * the one of `NEXTAUTH_URL` (`null` is foreign); when absent, only `Sec-Fetch-Site: cross-site` is foreign.
 */
export function isOwnOrigin(headers: Headers, ownUrl: string): boolean {
  const origin = headers.get('origin');
  if (origin !== null) return origin === new URL(ownUrl).origin;
  return headers.get('sec-fetch-site') !== 'cross-site';
}
