import 'server-only';

import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';

import { database } from '@/lib/db/client';
import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';

import { safeCallbackPath } from './callback-path';
import { noteAuthEvent } from '../audit';
import { cookieName, usesSecureCookies } from '../sessions/cookie-name';
import { rememberDevice, type Device } from '../sessions/device';
import { endSessions } from '../people/repository';
import { SESSION_MAX_AGE } from '../sessions/session';
import type { StartedSession } from '../sessions/session-repository';
import { signIn } from './sign-in';
import { accountKeyOf } from './sign-in-limits';

declare module 'next-auth' {
  interface User extends StartedSession {
    id: string;
  }
}

/** Who knocks. `address` is the visitor's network address, see `clientAddress`. */
export type Visitor = { address: string; userAgent: string; device: Device | null };

/** What next-auth swallows and the route has to know: a limit reached, a database out of reach, the device's new cookie. */
export type AuthOutcome = { failure?: unknown; deviceCookie?: string };

/**
 * next-auth's options for one request.
 *
 * @param outcome receives what `authorize` or the sign-out threw
 * @param callbackCookie another name for the callback-url cookie when the one that came is malformed, because next-auth
 *   answers 500 to every request that carries it
 */
export function authOptions(
  { address, ...browser }: Visitor,
  outcome: AuthOutcome,
  callbackCookie?: string,
): NextAuthOptions {
  const secure = usesSecureCookies();
  const cookie = (name: string) => ({
    name: cookieName(name),
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  });
  const { nextauthSecret: secret } = env();
  return {
    secret,
    useSecureCookies: secure,
    session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE },
    jwt: { maxAge: SESSION_MAX_AGE },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: cookie('next-auth.session-token'),
      csrfToken: cookie('next-auth.csrf-token'),
      callbackUrl: { ...cookie('next-auth.callback-url'), ...(callbackCookie && { name: callbackCookie }) },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize(credentials) {
          const { email, password } = credentials ?? {};
          if (typeof email !== 'string' || typeof password !== 'string') return null;
          try {
            const user = await signIn(email, password, address, browser);
            if (user)
              outcome.deviceCookie = await rememberDevice(browser.device, accountKeyOf(email), secret);
            return user;
          } catch (error) {
            outcome.failure = error;
            return null;
          }
        },
      }),
    ],
    callbacks: {
      // Only the sign-in comes here: the session is never renewed.
      jwt: ({ user, token }) => ({
        sub: token.sub,
        userId: user.id,
        sessionId: user.sessionId,
        sessionVersion: user.sessionVersion,
        signedInAt: Math.floor(Date.now() / 1000),
      }),
      redirect: ({ url, baseUrl }) => baseUrl + safeCallbackPath(url, baseUrl),
    },
    events: {
      async signOut({ token }) {
        const { userId, sessionId } = token ?? {};
        if (typeof userId !== 'string' || typeof sessionId !== 'string') return;
        try {
          await database('pages').transaction(async (tx) => {
            const email = await endSessions(tx, userId, sessionId);
            if (email !== null)
              await noteAuthEvent(tx, secret, { action: 'sign-out', userId, email, address });
          });
        } catch (error) {
          outcome.failure = error;
        }
      },
    },
    logger: {
      error: (code) => logger().info({ code }, 'next-auth'),
      warn: () => {},
      debug: () => {},
    },
  };
}
