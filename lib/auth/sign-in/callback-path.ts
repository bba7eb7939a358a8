/** Where people land who did not ask for a page: it leads on by what they do here. */
const START_PATH = '/';

/**
 * The path (with its query) to go on with after signing in: the wanted one when it is a page of ours, else the start.
 * Never another site: `//evil.example`, `/\evil.example` and absolute addresses of other origins give the start.
 *
 * @param origin our own origin; absolute addresses are only taken when given, and of that origin
 */
export function safeCallbackPath(wanted: string | null | undefined, origin?: string): string {
  if (!wanted) return START_PATH;
  const base = origin ?? 'http://callboard.invalid';
  let url: URL;
  try {
    url = new URL(wanted, base);
  } catch {
    return START_PATH;
  }
  if (url.origin !== base || (origin === undefined && !wanted.startsWith('/'))) return START_PATH;
  const path = url.pathname + url.search;
  if (path.startsWith('//') || path === '/' || /^\/(api|sign-in)(\/|$)/.test(url.pathname)) return START_PATH;
  return path;
}
