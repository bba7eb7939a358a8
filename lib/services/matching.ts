import 'server-only';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { logger } from '@/lib/observability/logger';
import { deleteOldMatchings } from '@/lib/tasks/match/drive-repository';
import {
  endMatching as endMatchingUseCase,
  getMatching as getMatchingUseCase,
  settleMatching as settleMatchingUseCase,
  startMatching as startMatchingUseCase,
} from '@/lib/tasks/match/matches';
import type { ApplyInput, MatchingInput } from '@/lib/tasks/match/match-input';
import { workOnMatchings } from '@/lib/tasks/match/match-worker';
import type { MatchingAnswer } from '@/lib/tasks/match/schemas';
import type { DbId } from '@/lib/values/db-id';

import { outboundbot } from './outboundbot';

// Rows without a job id and the jobs that are theirs, wired to database and provider; the worker looks for them.

/** Nothing finds a row by its job: that a job is nobody's yet is read in all rows of the installation. */
const APPLY_MS = 14_000;

export function getMatching(actor: Actor, taskId: DbId, page: number): Promise<MatchingAnswer> {
  return withinDatabaseDeadline(() => getMatchingUseCase(database('pages'), actor, taskId, page));
}

export function steerMatching(actor: Actor, taskId: DbId, input: MatchingInput): Promise<MatchingAnswer> {
  return withinDatabaseDeadline(() =>
    input.action === 'start'
      ? startMatchingUseCase(database(), actor, taskId)
      : endMatchingUseCase(database(), actor, taskId, input.matching_id),
  );
}

export function settleMatching(actor: Actor, taskId: DbId, input: ApplyInput): Promise<MatchingAnswer> {
  return withinDatabaseDeadline(
    () => settleMatchingUseCase(database('background'), actor, taskId, input),
    APPLY_MS,
  );
}

const TIDY_UP_MS = 60 * 60_000;

/** Drives every organization's searches in this process until `stop` aborts; resolves when nothing is under way any more. */
export function workOnTaskMatchings(stop: AbortSignal): Promise<void> {
  const tidyUp = () =>
    void deleteOldMatchings(database('background')).catch((err: unknown) =>
      logger().warn({ err }, 'old searches for jobs could not be deleted'),
    );
  const housekeeping = setInterval(tidyUp, TIDY_UP_MS);
  return workOnMatchings(
    {
      db: database('background'),
      outboundbot: outboundbot(),
      orgOf: (organizationId) => systemActor(organizationId).orgId,
      onEnd: ({ id, taskId }, end) => logger().info({ matchingId: id, taskId, end }, 'search for jobs'),
      onError: (err, leased) => logger().error({ err, matchingId: leased?.id }, 'a search could not go on'),
      onUnexpected: (err) => logger().error({ err }, 'a search ended by what nobody expected'),
    },
    stop,
  ).finally(() => clearInterval(housekeeping));
}
