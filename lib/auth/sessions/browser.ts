// For the browser: no server-only module may be imported here.
import { ERROR_CODES } from '@/lib/errors';

export type SignInResult =
  | { ok: true }
  /** Unknown address, wrong password and disabled account are one answer. */
  | { ok: false; reason: 'wrong_credentials' }
  /** Too many tries; the next one makes sense after `retryAfterSeconds`. */
  | { ok: false; reason: 'rate_limited'; retryAfterSeconds: number }
  /** The page was opened under another address than the console's own. */
  | { ok: false; reason: 'foreign_origin' }
  /** We answered that we cannot: the database is out of reach, or something broke. */
  | { ok: false; reason: 'unavailable' }
  /** No answer from us. */
  | { ok: false; reason: 'unreachable' };

/** The session as `GET /api/auth/session` tells it; null when signed out. */
export type BrowserSession = {
  user: { id: string; name: string; email: string };
  organization: { id: string; name: string; role: string };
  /** ISO UTC: the end of the working day that began at the sign-in. */
  expires: string;
};

async function csrfToken(): Promise<string> {
  const response = await fetch('/api/auth/csrf', { cache: 'no-store' });
  return ((await response.json()) as { csrfToken: string }).csrfToken;
}

function post(action: string, fields: Record<string, string>): Promise<Response> {
  // `json` has next-auth answer with an address instead of redirecting to it.
  return fetch(`/api/auth/${action}`, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, json: 'true' }),
  });
}

/**
 * Signs in without leaving the page: for the form of `/sign-in` (then go to `safeCallbackPath(callbackUrl)` of ./callback-path) and for
 * the password dialog that a session's end opens over the page.
 */
export async function signIn(email: string, password: string): Promise<SignInResult> {
  try {
    const response = await post('callback/credentials', { email, password, csrfToken: await csrfToken() });
    if (response.status === 429) {
      return {
        ok: false,
        reason: 'rate_limited',
        retryAfterSeconds: Number(response.headers.get('retry-after') ?? 60),
      };
    }
    if (response.status >= 500) return { ok: false, reason: 'unavailable' };
    // next-auth answers with the address to go to; a missing or stale CSRF cookie is told there, not by the status.
    const { url, code } = (await response.json()) as { url?: string; code?: number };
    if (code === ERROR_CODES.foreign_origin) return { ok: false, reason: 'foreign_origin' };
    if (response.status === 401) return { ok: false, reason: 'wrong_credentials' };
    const refused = !response.ok || !url || new URL(url, location.href).searchParams.has('csrf');
    return refused ? { ok: false, reason: 'unreachable' } : { ok: true };
  } catch {
    return { ok: false, reason: 'unreachable' };
  }
}

/**
 * The password dialog's sign-in: like `signIn`, and true to the page below it. `other_person` means that the browser's
 * session now belongs to someone else than `userId`, or to another organization than `organizationId` (a switch in
 * another tab): reload instead of going on. Never rejects.
 */
export async function signInAgain(
  expected: { userId: string; organizationId: string },
  email: string,
  password: string,
): Promise<SignInResult | { ok: false; reason: 'other_person' }> {
  const result = await signIn(email, password);
  if (!result.ok) return result;
  let session: BrowserSession | null;
  try {
    session = await currentSession();
  } catch (error) {
    // `fetch` rejects with a TypeError when no answer comes.
    return { ok: false, reason: error instanceof TypeError ? 'unreachable' : 'unavailable' };
  }
  const same = session?.user.id === expected.userId && session.organization.id === expected.organizationId;
  return same ? result : { ok: false, reason: 'other_person' };
}

/** Who is signed in, as the database sees it now; null when nobody is. Rejects when we cannot be reached. */
export async function currentSession(): Promise<BrowserSession | null> {
  const response = await fetch('/api/auth/session', { cache: 'no-store' });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const session = (await response.json()) as BrowserSession | Record<string, never>;
  return 'user' in session ? (session as BrowserSession) : null;
}

/** Ends all sessions of the person, on every device. True when it is done; then go to `/sign-in`. */
export async function signOut(): Promise<boolean> {
  try {
    const response = await post('signout', { csrfToken: await csrfToken() });
    const { url } = (await response.json()) as { url?: string };
    return response.ok && url !== undefined && !new URL(url, location.href).searchParams.has('csrf');
  } catch {
    return false;
  }
}
