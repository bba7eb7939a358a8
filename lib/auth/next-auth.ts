import 'server-only';

import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';

import { database } from '@/lib/db/client';
import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';

import { safeCallbackPath } from './callback-path';
import { cookieName, usesSecureCookies } from './cookie-name';
import { endSessions, type Account } from './repository';
import { SESSION_MAX_AGE } from './session';
import { signIn } from './sign-in';

declare module 'next-auth' {
  interface User extends Pick<Account, 'sessionVersion'> {
    id: string;
  }
}

/** What next-auth swallows and the route has to know: a limit reached, a database out of reach. */
export type AuthOutcome = { failure?: unknown };

/**
 * next-auth's options for one request.
 *
 * @param address the visitor's network address, for the sign-in limits
 * @param outcome receives what `authorize` or the sign-out threw
 * @param callbackCookie another name for the callback-url cookie when the one that came is malformed, because next-auth
 *   answers 500 to every request that carries it
 */
export function authOptions(address: string, outcome: AuthOutcome, callbackCookie?: string): NextAuthOptions {
  const secure = usesSecureCookies();
  const cookie = (name: string) => ({
    name: cookieName(name),
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  });
  return {
    secret: env().nextauthSecret,
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
            return await signIn(email, password, address);
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
        sessionVersion: user.sessionVersion,
        signedInAt: Math.floor(Date.now() / 1000),
      }),
      redirect: ({ url, baseUrl }) => baseUrl + safeCallbackPath(url, baseUrl),
    },
    events: {
      async signOut({ token }) {
        const { userId, sessionVersion } = token ?? {};
        if (typeof userId !== 'string' || typeof sessionVersion !== 'number') return;
        try {
          await endSessions(database(), userId, sessionVersion);
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
