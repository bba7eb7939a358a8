import { NextResponse, type NextRequest } from 'next/server';

import { readSession } from '@/lib/auth/session';

/**
 * Sends a signed-out visitor of a page to the sign-in. A courtesy that needs no database, not the check: every page asks
 * again with `orgPage`, which also knows of ended sessions.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  // An action answers for itself: a sign-in page in place of its answer would lose what the person was doing.
  if (request.headers.has('next-action')) return NextResponse.next();
  if (await readSession(request.cookies)) return NextResponse.next();
  const { pathname, search } = request.nextUrl;
  const target = new URL('/sign-in', request.nextUrl);
  target.searchParams.set('callbackUrl', pathname + search);
  return NextResponse.redirect(target);
}

export const config = { matcher: ['/', '/tasks', '/tasks/:path*', '/follow-ups'] };
