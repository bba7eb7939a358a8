import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import {
  findRun,
  findRunQuery,
  findRunUnderWay,
  insertRun,
  listRuns,
  moveRun,
  previewRun,
  selectBatches,
} from './run-repository';
import { isOver, MOST_IDS, type Run, type RunBatchesPage, type RunPreview, type StartRun } from './schemas';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Of runs that nobody has measured yet. */
const MS_PER_BATCH = 600;
const ABREAST = 8;

/**
 * Begins to refresh a whole task, or what of it a filter means, in the background. One run a task at a time: a second request joins the one that is
 * under way (`joined`), whatever it asked for.
 *
 * @throws AppError `not_found`; `no_jobs`: no row has a `call_job_id`, or nothing is left of the run to ask for once more
 */
export async function startRun(
  db: Db,
  actor: Actor,
  input: StartRun,
): Promise<{ run: Run; joined: boolean }> {
  let wanted = input;
  if (input.retryOf !== null) {
    const before = await getRun(db, actor, input.retryOf);
    if (before.taskId !== input.taskId) throw new AppError('not_found');
    // What it never came to is what its own filter means.
    wanted = { ...input, query: await findRunQuery(actor.orgId, db, before.id) };
  }
  // The run in the way may end between the two questions.
  for (let tries = 0; tries < 3; tries++) {
    const begun = await insertRun(actor, db, wanted);
    if (!begun) throw new AppError('not_found');
    if (begun.totalRows === 0) throw new AppError('no_jobs');
    if (begun.runId) return { run: await getRun(db, actor, begun.runId), joined: false };
    const underWay = await findRunUnderWay(actor.orgId, db, input.taskId);
    if (underWay) return { run: underWay, joined: true };
  }
  throw new AppError('busy', { retryAfterSeconds: 1 });
}

/** @throws AppError `not_found` */
export async function getRun(db: Db, actor: Actor, runId: string): Promise<Run> {
  const run = UUID.test(runId) ? await findRun(actor.orgId, db, runId) : null;
  if (!run) throw new AppError('not_found');
  return run;
}

/**
 * The last runs of a task that were asked for, or the last days of its schedule, newest first.
 *
 * @throws AppError `not_found`
 */
export async function getTaskRuns(
  db: Db,
  actor: Actor,
  taskId: DbId,
  of: 'asked' | 'schedule' = 'asked',
): Promise<Run[]> {
  const runs = await listRuns(actor.orgId, db, taskId, of === 'asked' ? 20 : 7, of);
  if (!runs) throw new AppError('not_found');
  return runs;
}

/**
 * What people do with a run that is under way. What has been asked goes on when it is paused; nothing more is written
 * when it is cancelled.
 *
 * @throws AppError `not_found`; `run_over`: it has come to its end meanwhile
 */
export async function steerRun(
  db: Db,
  actor: Actor,
  runId: string,
  action: 'pause' | 'resume' | 'cancel',
): Promise<Run> {
  const run = await getRun(db, actor, runId);
  if (run.via === 'schedule')
    throw new AppError('invalid_input', { message: '定时更新由任务的更新计划控制' });
  const moves = {
    pause: { from: ['pending', 'running'], to: 'paused', action: 'run.paused' },
    resume: { from: ['paused'], to: 'pending', action: 'run.resumed' },
    cancel: { from: ['pending', 'running', 'paused'], to: 'cancelled', action: 'run.cancelled' },
  } satisfies Record<string, { from: Run['state'][]; to: Run['state']; action: string }>;
  const { to } = moves[action];
  const moved = await moveRun(actor, db, run.id, moves[action]);
  const now = await getRun(db, actor, run.id);
  // Somebody else was quicker with the same thing: that is what was wanted.
  if (!moved && isOver(now.state) && now.state !== to) throw new AppError('run_over');
  return now;
}

export async function getRunBatches(
  db: Db,
  actor: Actor,
  runId: string,
  query: { page: number; pageSize: number; only: 'failed' | 'changed' | null },
): Promise<RunBatchesPage> {
  const run = await getRun(db, actor, runId);
  const { batches, totalCount } = await selectBatches(actor.orgId, db, run.id, query);
  const { page, pageSize } = query;
  return {
    batches,
    pagination: { page, pageSize, totalPages: Math.ceil(totalCount / pageSize), totalCount },
  };
}

/**
 * What a run of the task would ask and how long that takes, before anybody presses the button.
 *
 * @param query the filter of its rows; '': the whole task
 * @param limit calls a second that the account may have; null: no limit is set
 * @throws AppError `not_found`
 */
export async function getRunPreview(
  db: Db,
  actor: Actor,
  taskId: DbId,
  limit: number | null,
  query = '',
): Promise<RunPreview> {
  const [found, active] = await Promise.all([
    previewRun(actor.orgId, db, taskId, query),
    findRunUnderWay(actor.orgId, db, taskId),
  ]);
  if (!found) throw new AppError('not_found');
  const { rows, unfinished, msPerBatch } = found;
  const calls = Math.ceil(rows / MOST_IDS);
  const reached = (1000 / Math.max(1, msPerBatch ?? MS_PER_BATCH)) * ABREAST;
  const callsPerSecond = Math.min(reached, limit ?? Infinity);
  return { rows, unfinished, calls, callsPerSecond, seconds: calls / callsPerSecond, active };
}
