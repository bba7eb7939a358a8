import 'server-only';

import NextAuth from 'next-auth';
import { NextRequest } from 'next/server';

import { cookieName } from '@/lib/auth/sessions/cookie-name';
import { deviceCookie, readDevice } from '@/lib/auth/sessions/device';
import { authOptions, type AuthOutcome } from '@/lib/auth/sign-in/next-auth';
import { isOwnOrigin } from '@/lib/auth/sign-in/origin';
import { resolveViewer } from '@/lib/auth/resolve-actor';
import { readSession, SESSION_MAX_AGE } from '@/lib/auth/sessions/session';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';

import { clientAddress } from '../client-address';
import type { RouteCall } from '../handlers';
import { readBytes } from '../read-body';

/** The parts of next-auth that the product uses. Its others renew sessions or write visitors' words into our log. */
const USED = new Set([
  'GET csrf',
  'GET providers',
  'GET signin',
  'GET error',
  'POST callback/credentials',
  'POST signout',
]);

function isUsableUrl(value: string): boolean {
  return (
    URL.canParse(value, env().nextauthUrl) && /^https?:$/.test(new URL(value, env().nextauthUrl).protocol)
  );
}

/** The name to use instead of the callback-url cookie's own while the visitor's one is malformed. */
function replacementForBrokenCookie(request: NextRequest): string | undefined {
  const name = cookieName('next-auth.callback-url');
  const value = request.cookies.get(name)?.value;
  return value !== undefined && !isUsableUrl(value) ? `${name}.new` : undefined;
}

/** next-auth parses the body again; by then it is known to be small and, if JSON, an object. */
async function withCheckedBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== 'POST') return request;
  const body = await readBytes(request);
  if (request.headers.get('content-type')?.includes('application/json')) {
    try {
      if (typeof JSON.parse(Buffer.from(body).toString()) !== 'object') throw new SyntaxError();
    } catch {
      throw new AppError('invalid_input', { message: '请求体必须是 JSON 对象' });
    }
  }
  return new NextRequest(request.url, {
    method: 'POST',
    headers: request.headers,
    body: new Uint8Array(body),
  });
}

/** Sign-in, sign-out and CSRF token by next-auth, with limits and outages answered as every other route does. */
export async function answerNextAuth({ request, params }: RouteCall): Promise<Response> {
  const nextauth = [params.nextauth ?? []].flat();
  const action = `${request.method} ${nextauth.join('/')}`;
  if (action === 'GET session') return Response.json(await currentSession(request));
  if (!USED.has(action)) throw new AppError('not_found', { message: '页面不存在' });
  if (request.method === 'POST' && !isOwnOrigin(request.headers, env().nextauthUrl)) {
    throw new AppError('foreign_origin');
  }
  const callbackUrl = request.nextUrl.searchParams.get('callbackUrl');
  if (callbackUrl !== null && !isUsableUrl(callbackUrl)) {
    throw new AppError('invalid_input', { field: 'callbackUrl', message: '参数 callbackUrl 不正确' });
  }

  const checked = await withCheckedBody(request);
  const outcome: AuthOutcome = {};
  const visitor = {
    address: clientAddress(request.headers),
    userAgent: request.headers.get('user-agent') ?? '',
    device: await readDevice(request.cookies, env().nextauthSecret),
  };
  const options = authOptions(visitor, outcome, replacementForBrokenCookie(request));
  const answer = (await withinDatabaseDeadline(
    () => NextAuth(checked, { params: Promise.resolve({ nextauth }) }, options) as Promise<Response>,
    4_400,
  )) satisfies Response;
  if ('failure' in outcome) throw outcome.failure;
  if (outcome.deviceCookie) answer.headers.append('set-cookie', deviceCookie(outcome.deviceCookie));
  return answer;
}

/**
 * `GET /api/auth/session` in next-auth's own shape, but as the database sees the person now, and without renewing the
 * session: `{}` when signed out.
 */
async function currentSession(request: NextRequest) {
  try {
    const viewer = await withinDatabaseDeadline(() => resolveViewer(database('pages'), request.cookies));
    const claims = await readSession(request.cookies);
    return {
      user: { id: viewer.userId, name: viewer.name, email: viewer.email },
      organization: { id: viewer.actor.orgId, name: viewer.actor.orgName, role: viewer.actor.role },
      expires: claims && new Date((claims.signedInAt + SESSION_MAX_AGE) * 1000).toISOString(),
    };
  } catch (error) {
    if (error instanceof AppError && (error.kind === 'unauthenticated' || error.kind === 'no_organization'))
      return {};
    throw error;
  }
}
