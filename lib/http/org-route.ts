import 'server-only';

import type { NextRequest } from 'next/server';
import type { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { isOwnOrigin } from '@/lib/auth/sign-in/origin';
import { can, type Permission } from '@/lib/auth/permissions';
import { resolveActor } from '@/lib/auth/resolve-actor';
import { database } from '@/lib/db/client';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { CallerGoneError, type ProviderRequest } from '@/lib/outboundbot/types';

import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { closed, type Closed } from './closed';
import { answerFor, responseFor } from './for-reader';
import { createHandlers, type Handlers, type Method, type RouteCall } from './handlers';
import { keepContentLength } from './process/content-length';
import { countAgainst, type RateLimit } from './rate-limits';
import { parseInput, readJsonObject } from './read-body';

export type OrgCall<I, P, Q> = {
  actor: Actor;
  /** The JSON body as its schema made it; undefined without one. */
  input: I;
  /** The address's `[…]` parts. */
  params: P;
  /** The address's `?…`. */
  query: Q;
  request: NextRequest;
  requestId: string;
  /** For whatever asks the provider: it counts against the actor's budget there, unless the door has counted already. */
  providerRequest: ProviderRequest;
};

export type OrgSpec<I extends z.ZodType, P extends z.ZodType, Q extends z.ZodType> = {
  permission: Permission;
  /** Schema of the JSON body, which must be an object of at most 16 KiB; a wrong one is 4001 and names the key. */
  input?: I;
  /** More than 16 KiB, where a body really needs it. */
  mostBytes?: number;
  /** Schema of the address's `[…]` parts (strings); a wrong one is 4004, as if nothing were there. */
  params?: P;
  /** Schema of the address's `?…` (strings, the last of equal names); a wrong one is 4001. */
  query?: Q;
  /** Counts each request against this limit of the person or token; what asks the provider is counted where it does. */
  rateLimit?: Exclude<RateLimit, 'provider'>;
  /**
   * Answers with a Response, or with data that is sent as JSON with 200; a browser gets either masked. What it throws
   * becomes the JSON failure.
   */
  handler: (call: OrgCall<z.infer<I>, z.infer<P>, z.infer<Q>>) => Promise<unknown>;
};

const alreadySpent = () => Promise.resolve();

/** One request counts once, however often it asks. */
function spendOnce(actor: Actor, gone: AbortSignal): ProviderRequest['spend'] {
  let spent: Promise<void> | undefined;
  return () => {
    if (gone.aborted) return Promise.reject(new CallerGoneError());
    return (spent ??= withinDatabaseDeadline(() => countAgainst('provider', actor)));
  };
}

type OrgMethod = Closed<'method', (call: RouteCall) => Promise<unknown>>;

/** One method of `orgRoute`; the call infers the types of input, params and query from their schemas. */
export function forOrg<
  I extends z.ZodType = z.ZodUndefined,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
>(spec: OrgSpec<I, P, Q>): OrgMethod {
  return closed('method', async ({ request, params, requestId, startedAt, log }: RouteCall) => {
    const actor = await withinDatabaseDeadline(() =>
      resolveActor(database('pages'), request.headers, request.cookies),
    );
    log.setActor(actor);
    const safe = request.method === 'GET' || request.method === 'HEAD';
    if (actor.via === 'session' && !safe && !isOwnOrigin(request.headers, env().nextauthUrl)) {
      throw new AppError('foreign_origin');
    }
    if (!can(actor.role, spec.permission)) throw new AppError('forbidden');
    const { rateLimit } = spec;
    if (rateLimit) await withinDatabaseDeadline(() => countAgainst(rateLimit, actor));

    const parsedParams = spec.params?.safeParse(params);
    if (parsedParams && !parsedParams.success) throw new AppError('not_found');
    const query = spec.query && parseInput(spec.query, Object.fromEntries(request.nextUrl.searchParams));
    const input = spec.input && parseInput(spec.input, await readJsonObject(request, spec.mostBytes));
    const answer = await spec.handler({
      actor,
      input: input as z.infer<I>,
      params: parsedParams?.data as z.infer<P>,
      query: query as z.infer<Q>,
      request,
      requestId,
      providerRequest: {
        startedAt,
        gone: request.signal,
        spend: spec.rateLimit === 'refresh' ? alreadySpent : spendOnce(actor, request.signal),
      },
    });
    return answer instanceof Response
      ? keepContentLength(await responseFor(actor, answer))
      : answerFor(actor, answer);
  });
}

/**
 * The door of every route that belongs to an organization:
 *
 * ```ts
 * export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
 *   POST: forOrg({ permission: 'jobs.refresh', input: schema, rateLimit: 'refresh', handler: async ({ actor, input }) => … }),
 * });
 * ```
 *
 * Checks in the order of the contract: 405, 401, 1003, 1005, 1006, 4029, 4001, and then the handler. Every answer
 * carries `x-request-id`; every failure is JSON `{ status: 'error', code, message, request_id?, receipt_id? }`.
 */
export function orgRoute(methods: Partial<Record<Method, OrgMethod>>): Handlers {
  return createHandlers(methods);
}
