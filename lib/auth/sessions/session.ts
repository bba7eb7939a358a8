import 'server-only';

import { decode } from 'next-auth/jwt';
import { z } from 'zod';

import { env } from '@/lib/env';

import { cookieName } from './cookie-name';

/** One working day, counted from the sign-in: a session is never prolonged. Seconds. */
export const SESSION_MAX_AGE = 12 * 60 * 60;

/** Cookies of one request, as `NextRequest.cookies` and `cookies()` of next/headers offer them. */
export type CookieReader = { get(name: string): { value: string } | undefined };

/** The session's claims say who signed in and when; whether that still holds, the database says. */
const claimsSchema = z.object({
  userId: z.uuid(),
  /** Of a row of `sessions`, which is gone when the session has ended. */
  sessionId: z.uuid(),
  sessionVersion: z.int(),
  /** Epoch seconds. */
  signedInAt: z.int(),
});
export type SessionClaims = z.infer<typeof claimsSchema>;

/**
 * Reads the session cookie without the database: null when there is none, it is not ours, or its day is over.
 *
 * next-auth's getServerSession is not used: it throws on a malformed callback-url cookie, and getToken would also
 * take the session's JWT from an Authorization header.
 */
export async function readSession(cookies: CookieReader): Promise<SessionClaims | null> {
  const token = cookies.get(cookieName('next-auth.session-token'))?.value;
  if (!token) return null;
  try {
    const claims = claimsSchema.parse(await decode({ token, secret: env().nextauthSecret }));
    return claims.signedInAt + SESSION_MAX_AGE > Date.now() / 1000 ? claims : null;
  } catch {
    return null;
  }
}
