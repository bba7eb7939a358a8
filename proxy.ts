import { randomBytes } from 'node:crypto';

import { NextResponse, type NextRequest } from 'next/server';

import { readSession } from '@/lib/auth/sessions/session';
import { pagePolicy } from '@/lib/http/front-desk/security-headers';

const isDevelopment = process.env.NODE_ENV === 'development';

/** The pages that only a signed-in person sees. */
const SIGNED_IN = /^\/(?:(?:tasks|follow-ups|account)(?:\/|$)|$)/;

/**
 * Gives every page the policy of its scripts, with a nonce of its own that Next puts on each of them. And sends a
 * signed-out visitor of a page to the sign-in: a courtesy that needs no database, not the check, because every page asks
 * again with `orgPage`, which also knows of ended sessions.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  // An action answers for itself: a sign-in page in place of its answer would lose what the person was doing.
  const isPage = !request.headers.has('next-action');
  if (isPage && SIGNED_IN.test(pathname) && !(await readSession(request.cookies))) {
    const target = new URL('/sign-in', request.nextUrl);
    target.searchParams.set('callbackUrl', pathname + search);
    return NextResponse.redirect(target);
  }
  const nonce = randomBytes(16).toString('base64');
  const policy = pagePolicy(nonce, isDevelopment);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set('x-nonce', nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

// All pages, the not-found one too; neither routes nor files, and never the addresses of the contract.
export const config = {
  matcher: [
    '/((?!api/|query-task-execution|start-query-execution-run|get-query-execution-run|suspend-resume-task|describe-job-group|_next/|icon\\.svg).*)',
  ],
};
