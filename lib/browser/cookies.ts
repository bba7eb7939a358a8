const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** As `cookieName` of lib/auth names them on the server: on https no other host can set them. */
const fullName = (name: string) => `${location.protocol === 'https:' ? '__Host-' : ''}${name}`;

/** The value of one of this page's readable cookies. Browser only. */
export function readCookie(name: string): string | undefined {
  const pair = document.cookie.split('; ').find((part) => part.startsWith(`${fullName(name)}=`));
  return pair?.slice(fullName(name).length + 1);
}

/** Keeps a preference (never anything secret) for a year, for the whole site. Browser only. */
export function writeCookie(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${fullName(name)}=${value}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
}
