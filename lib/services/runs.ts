import 'server-only';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { type Db, database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';
import { forgetOldChanges } from '@/lib/events/changes';
import { AppError } from '@/lib/errors';
import type { Selection } from '@/lib/jobs/selection';
import { logger } from '@/lib/observability/logger';
import { queryOfRun } from '@/lib/runs/run-rows';
import { deleteOldRuns } from '@/lib/runs/old-runs';
import { startRunWorker } from '@/lib/runs/run-worker';
import {
  getRun as getRunUseCase,
  getRunBatches as getRunBatchesUseCase,
  getRunPreview as getRunPreviewUseCase,
  getTaskRuns as getTaskRunsUseCase,
  startRun as startRunUseCase,
  steerRun as steerRunUseCase,
} from '@/lib/runs/runs';
import type { Run, RunBatchesPage, RunPreview, StartRun } from '@/lib/runs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { announceTask } from './events';
import { refreshDependencies } from './refresh';
import { selectionFor } from './selections';

// Runs of whole tasks, wired to the database; the worker drives them.

/** The rows of a filter are counted one by one, which no page's connection has the time for. */
const COUNT_MS = 14_000;

export async function startRun(actor: Actor, input: StartRun): Promise<{ run: Run; joined: boolean }> {
  const isWhole = input.query === '' && input.retryOf === null;
  const begun = isWhole
    ? await withinDatabaseDeadline(() => startRunUseCase(database(), actor, input))
    : await withinDatabaseDeadline(() => startRunUseCase(database('background'), actor, input), COUNT_MS);
  announceTask(actor.orgId, input.taskId, { run: true });
  return begun;
}

export function getRun(actor: Actor, runId: string): Promise<Run> {
  return withinDatabaseDeadline(() => getRunUseCase(database('pages'), actor, runId));
}

export function getTaskRuns(actor: Actor, taskId: DbId, of: 'asked' | 'schedule' = 'asked'): Promise<Run[]> {
  return withinDatabaseDeadline(() => getTaskRunsUseCase(database('pages'), actor, taskId, of));
}

export function getRunBatches(
  actor: Actor,
  runId: string,
  query: Parameters<typeof getRunBatchesUseCase>[3],
): Promise<RunBatchesPage> {
  return withinDatabaseDeadline(() => getRunBatchesUseCase(database('pages'), actor, runId, query));
}

export async function getRunPreview(actor: Actor, taskId: DbId, selection: Selection): Promise<RunPreview> {
  const limit = env().outboundbotMaxRps ?? null;
  const query = await runQueryFor(actor, selection);
  const preview = (db: Db) => getRunPreviewUseCase(db, actor, taskId, limit, query);
  return query === ''
    ? withinDatabaseDeadline(() => preview(database('pages')))
    : withinDatabaseDeadline(() => preview(database('background')), COUNT_MS);
}

/**
 * Begins to refresh what a selection means.
 *
 * @throws AppError as `selectionFor` and the use case
 */
export async function startSelectedRun(
  actor: Actor,
  selection: Selection,
  input: Omit<StartRun, 'query'>,
): Promise<{ run: Run; joined: boolean }> {
  return startRun(actor, { ...input, query: await runQueryFor(actor, selection) });
}

/** @throws AppError `invalid_input`: rows without a job id cannot be refreshed */
async function runQueryFor(actor: Actor, selection: Selection): Promise<string> {
  if (selection.tab !== 'jobs') {
    throw new AppError('invalid_input', { field: 'query', message: '没有作业 ID 的行无法刷新' });
  }
  return queryOfRun(await selectionFor(actor, selection));
}

export async function steerRun(
  actor: Actor,
  runId: string,
  action: 'pause' | 'resume' | 'cancel',
): Promise<Run> {
  const run = await withinDatabaseDeadline(() => steerRunUseCase(database(), actor, runId, action));
  announceTask(actor.orgId, run.taskId, { run: true });
  return run;
}

/** Drives every organization's runs in this process until `stop` aborts; resolves when nothing is under way any more. */
export function workOnRuns(stop: AbortSignal): Promise<void> {
  const { ended } = startRunWorker(
    {
      ...refreshDependencies(),
      background: database('background'),
      orgOf: (organizationId) => systemActor(organizationId).orgId,
      onCommitted: ({ orgId, taskId }) => announceTask(orgId, taskId, { run: true }),
      onEnd: ({ id, taskId, organizationId }, end) => {
        logger().info({ runId: id, taskId, end }, 'run');
        announceTask(systemActor(organizationId).orgId, taskId, { run: true });
      },
      onError: (err, run) => logger().error({ err, runId: run?.id }, 'a run could not go on'),
      onUnexpected: (err) => logger().error({ err }, 'a run ended by what nobody expected'),
    },
    stop,
  );
  const housekeeping = setInterval(() => void tidyUp(), TIDY_UP_MS);
  return ended.finally(() => clearInterval(housekeeping));
}

const TIDY_UP_MS = 60 * 60_000;

/** Deletes runs past their time, and changes that no page can ask for any more. */
async function tidyUp(): Promise<void> {
  const db = database('background');
  await Promise.all([deleteOldRuns(db), forgetOldChanges(db)]).catch((err: unknown) =>
    logger().warn({ err }, 'old runs and changes could not be deleted'),
  );
}
