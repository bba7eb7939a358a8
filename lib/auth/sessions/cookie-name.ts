import 'server-only';

import { env } from '@/lib/env';

export function usesSecureCookies(): boolean {
  return env().nextauthUrl.startsWith('https://');
}

/**
 * The name of one of our cookies, whoever sets it. On https the prefix has browsers keep it only when this very host has
 * set it, over https and for all paths: neither plain HTTP nor a neighbouring host can put another one in its place.
 * (`lib/browser/cookies.ts` gives the browser's own the same names.)
 */
export function cookieName(name: string): string {
  return `${usesSecureCookies() ? '__Host-' : ''}${name}`;
}
