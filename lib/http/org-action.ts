import 'server-only';

import { cookies, headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { isOwnOrigin } from '@/lib/auth/sign-in/origin';
import { can, type Permission } from '@/lib/auth/permissions';
import { resolveViewer, type Viewer } from '@/lib/auth/resolve-actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';
import { AppError, type ErrorCode, type ErrorKind } from '@/lib/errors';
import { logger } from '@/lib/observability/logger';

import { messageOf, toAppError } from './answer';
import { clientAddress } from './client-address';
import { closed, type Closed } from './closed';
import { answerFor, messageFor } from './for-reader';
import { countAgainst, countReveal, type RateLimit } from './rate-limits';
import { parseInput } from './read-body';
import { requestIdOf } from './request-id';
import { requestState } from './request-state';

/** An action's failure is returned, because Next redacts what an action throws. `message` is Chinese; `kind` is for words of the page's own. */
export type ActionFailure = {
  ok: false;
  kind: ErrorKind;
  code: ErrorCode;
  message: string;
  /** The input's key that is wrong. */
  field?: string;
  retryAfterSeconds?: number;
  /** The id under which the log tells more. */
  requestId: string;
};
export type ActionResult<T> = { ok: true; data: T } | ActionFailure;

function toFailure(thrown: unknown, requestId: string): ActionFailure {
  unstable_rethrow(thrown);
  const error = toAppError(thrown);
  const failed = error.kind === 'internal' || error.kind === 'database_unavailable';
  logger()[failed ? 'error' : 'info'](
    { requestId, code: error.code, ...(failed && { err: error.cause ?? error }) },
    'action',
  );
  const { field, retryAfterSeconds } = error.details;
  return {
    ok: false,
    kind: error.kind,
    code: error.code,
    message: messageFor(null, messageOf(error)),
    requestId,
    ...(field !== undefined && { field }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

export type ActionCall<I> = {
  actor: Actor;
  viewer: Viewer;
  input: I;
  /** The network address that the person asks from, for the audit log. */
  address: string;
  requestId: string;
};

/**
 * The door of every server action: the same checks as `orgRoute`, by the session cookie only.
 *
 * ```ts
 * 'use server';
 * export const switchOrganization = orgAction({ permission, input: schema, handler: async ({ actor, input }) => … });
 * ```
 */
export function orgAction<S extends z.ZodType, T>(spec: {
  permission: Permission;
  input: S;
  /** The limit that it counts against, `write` where none is named: no action goes uncounted. */
  rateLimit?: RateLimit;
  /** The answer is what the person asked to see in full, and who saw it has been written down. Counted on its own, too. */
  reveals?: true;
  handler: (call: ActionCall<z.infer<S>>) => Promise<T>;
}): Closed<'action', (rawInput: z.input<S>) => Promise<ActionResult<T>>> {
  return closed('action', async function action(rawInput: z.input<S>): Promise<ActionResult<T>> {
    const state = requestState();
    if (state) state.actionReached = true;
    const requestHeaders = await headers();
    const requestId = requestIdOf(requestHeaders);
    try {
      const jar = await cookies();
      const viewer = await withinDatabaseDeadline(() => resolveViewer(database('pages'), jar));
      if (!isOwnOrigin(requestHeaders, env().nextauthUrl)) throw new AppError('foreign_origin');
      if (!can(viewer.actor.role, spec.permission)) throw new AppError('forbidden');
      await withinDatabaseDeadline(countAgainst(spec.rateLimit ?? 'write', viewer.actor));
      const input = parseInput(spec.input, rawInput);
      if (spec.reveals) await withinDatabaseDeadline(() => countReveal(viewer.actor));
      const address = clientAddress(requestHeaders);
      const data = await spec.handler({ actor: viewer.actor, viewer, input, address, requestId });
      return { ok: true, data: spec.reveals ? data : answerFor(viewer.actor, data) };
    } catch (thrown) {
      return toFailure(thrown, requestId);
    }
  });
}
