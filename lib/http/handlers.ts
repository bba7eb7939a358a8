import 'server-only';

import type { NextRequest } from 'next/server';

import type { Actor } from '@/lib/auth/actor';
import { AppError } from '@/lib/errors';
import { logger } from '@/lib/observability/logger';

import { toAnswer, toAppError } from './answer';
import { closed, type Closed } from './closed';
import { messageFor } from './for-reader';
import { requestIdOf } from './request-id';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

type Params = Record<string, string | string[] | undefined>;
export type RouteHandler = (request: NextRequest, context: { params: Promise<Params> }) => Promise<Response>;

/** All methods that Next knows: one that is left out would be answered by Next itself, without our JSON. */
export type Handlers = Record<Method, Closed<'route', RouteHandler>>;

export type RouteCall = {
  request: NextRequest;
  params: Params;
  requestId: string;
  /** When the request came, epoch ms. */
  startedAt: number;
  /** Names in the request's log line who asked. */
  log: { setActor(actor: Actor): void };
};

function toResponse(result: unknown): Response {
  return result instanceof Response ? result : Response.json(result);
}

/** Makes the handlers of a route file: the given methods, and 405 for the others. */
export function createHandlers(
  methods: Partial<Record<Method, (call: RouteCall) => Promise<unknown>>>,
): Handlers {
  const allow = METHODS.filter((method) => methods[method]).join(', ');

  const handle: RouteHandler = async (request, context) => {
    const startedAt = Date.now();
    const begun = performance.now();
    const requestId = requestIdOf(request.headers);
    let actor: Actor | undefined;
    let error: AppError | undefined;
    let isGone = false;
    let response: Response;
    try {
      const work = methods[request.method as Method];
      if (!work) throw new AppError('method_not_allowed');
      const log = { setActor: (who: Actor) => (actor = who) };
      response = toResponse(await work({ request, params: await context.params, requestId, startedAt, log }));
    } catch (thrown) {
      error = toAppError(thrown);
      // Whatever broke because the client went away is told to nobody, and is no failure of ours.
      isGone = request.signal.aborted;
      const { status, headers, body } = toAnswer(error);
      const message = messageFor(actor ?? null, body.message);
      response = Response.json({ ...body, message }, { status, headers });
      if (error.kind === 'method_not_allowed') response.headers.set('allow', allow);
    }
    response.headers.set('x-request-id', requestId);
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
    const failed = response.status >= 500 && !isGone;
    logger()[failed ? 'error' : 'info'](
      {
        requestId,
        method: request.method,
        path: request.nextUrl.pathname,
        status: response.status,
        code: error?.code,
        ms: Math.round(performance.now() - begun),
        userId: actor?.userId,
        tokenId: actor?.tokenId ?? undefined,
        organizationId: actor?.orgId,
        err: failed ? (error?.cause ?? error) : undefined,
      },
      isGone ? 'client gone' : 'request',
    );
    return response;
  };
  const door = closed('route', handle);
  return Object.fromEntries(METHODS.map((method) => [method, door])) as Handlers;
}
