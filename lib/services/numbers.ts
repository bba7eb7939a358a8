import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import {
  revealNumber as revealNumberUseCase,
  revealRight as revealRightUseCase,
  type RevealInput,
  type RevealRight,
} from '@/lib/jobs/detail/reveal-number';
import type {
  NumberAccess,
  NumberAnswer,
  NumberRequestCount,
  NumberRequests,
} from '@/lib/jobs/numbers/number-requests';
import type { AnswerRequestInput, RequestNumberInput } from '@/lib/jobs/numbers/request-input';
import {
  answerRequest,
  countNumberRequests as countUseCase,
  listNumberRequests as listUseCase,
  numberAccess as accessUseCase,
  requestNumber as requestUseCase,
} from '@/lib/jobs/numbers/request-number';
import type { DbId } from '@/lib/values/db-id';

import { announceNumbers } from './events';

/** Whether this person may see full numbers here. */
export function revealRight(actor: Actor): Promise<RevealRight> {
  return withinDatabaseDeadline(() => revealRightUseCase({ db: database('pages') }, actor));
}

/**
 * The full number of one row's lead, written to the audit log.
 *
 * @param address the network address that the person asks from
 */
export function revealNumber(
  actor: Actor,
  input: RevealInput & { address: string },
): Promise<{ number: string }> {
  return withinDatabaseDeadline(() => revealNumberUseCase({ db: database() }, actor, input));
}

/** @throws AppError as `numberAccess` in lib/jobs/numbers */
export function numberAccess(actor: Actor, rowId: DbId): Promise<NumberAccess> {
  return withinDatabaseDeadline(() => accessUseCase({ db: database('pages') }, actor, rowId));
}

/** Asks to see one lead's number; whoever may answer hears of it. */
export async function requestNumber(
  actor: Actor,
  input: RequestNumberInput & { address: string },
): Promise<NumberAccess> {
  const access = await withinDatabaseDeadline(() => requestUseCase({ db: database() }, actor, input));
  announceNumbers(actor.orgId);
  return access;
}

export function listNumberRequests(actor: Actor): Promise<NumberRequests> {
  return withinDatabaseDeadline(() => listUseCase({ db: database('pages') }, actor));
}

export function countNumberRequests(actor: Actor): Promise<NumberRequestCount> {
  return withinDatabaseDeadline(() => countUseCase({ db: database('pages') }, actor));
}

/** @throws AppError as `answerRequest` in lib/jobs/numbers */
export async function answerNumberRequest(
  actor: Actor,
  input: AnswerRequestInput & { address: string },
): Promise<NumberAnswer> {
  const answer = await withinDatabaseDeadline(() => answerRequest({ db: database() }, actor, input));
  announceNumbers(actor.orgId);
  return answer;
}
