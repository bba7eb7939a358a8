import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import { applyMatches, undoMatches } from './apply-matches';
import type { ApplyInput } from './match-input';
import {
  discardMatching,
  findMatching,
  findTaskToMatch,
  insertMatching,
  selectMatches,
} from './match-repository';
import { MATCHES_A_PAGE, type MatchingAnswer } from './schemas';

/**
 * The newest search for the jobs of a task's rows, with a page of what it found.
 *
 * @throws AppError `not_found`
 */
export async function getMatching(db: Db, actor: Actor, taskId: DbId, page: number): Promise<MatchingAnswer> {
  const matching = await findMatching(actor.orgId, db, taskId);
  if (!matching) {
    if (!(await findTaskToMatch(actor.orgId, db, taskId))) throw new AppError('not_found');
    return { matching: null, matches: [], page: 1, totalPages: 0 };
  }
  const { match, ambiguous, taken } = matching.counts;
  const totalPages = Math.ceil((match + ambiguous + taken) / MATCHES_A_PAGE);
  const shown = Math.max(1, Math.min(page, totalPages));
  const matches = totalPages > 0 ? await selectMatches(actor.orgId, db, matching.id, shown) : [];
  return { matching, matches, page: shown, totalPages };
}

/**
 * Begins to look for the jobs of the task's rows without a job id. One search a task at a time: a second request joins it,
 * and a proposal that the actor may not apply.
 *
 * @throws AppError `not_found`; `no_jobs`: the task names no job group, or every row has its job
 */
export async function startMatching(db: Db, actor: Actor, taskId: DbId): Promise<MatchingAnswer> {
  const task = await findTaskToMatch(actor.orgId, db, taskId);
  if (!task) throw new AppError('not_found');
  const { jobGroupId, hasRows } = task;
  if (jobGroupId === null) {
    throw new AppError('no_jobs', { message: '该任务没有作业组编号（job_group_id），无法到服务商处查找' });
  }
  if (!hasRows) throw new AppError('no_jobs', { message: '该任务的每一行都有作业 ID' });
  await insertMatching(actor, db, { taskId, jobGroupId });
  return getMatching(db, actor, taskId, 1);
}

/**
 * Gives up a search that is under way, or a proposal.
 *
 * @throws AppError `not_found`; `run_over`: it has come to its end meanwhile; `forbidden`: a proposal is for those to give up
 *   who may apply it
 */
export async function endMatching(
  db: Db,
  actor: Actor,
  taskId: DbId,
  matchingId: string,
): Promise<MatchingAnswer> {
  const ended = await discardMatching(actor, db, taskId, matchingId);
  const now = await getMatching(db, actor, taskId, 1);
  // Somebody else was quicker with the same thing: that is what was wanted.
  if (!ended && now.matching?.state !== 'discarded') throw new AppError('run_over');
  return now;
}

/**
 * Applies a proposal, or takes it back.
 *
 * @throws AppError `not_found`; `run_over`: it has come to its end meanwhile
 */
export async function settleMatching(
  db: Db,
  actor: Actor,
  taskId: DbId,
  { action, matching_id: matchingId, confidences }: ApplyInput,
): Promise<MatchingAnswer> {
  if (action === 'apply') await applyMatches(actor, db, taskId, { matchingId, confidences });
  else await undoMatches(actor, db, taskId, matchingId);
  return getMatching(db, actor, taskId, 1);
}
