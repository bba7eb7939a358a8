import 'server-only';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';
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

import { refreshDependencies } from './refresh';

// Runs of whole tasks, wired to the database; the worker drives them.

export function startRun(actor: Actor, input: StartRun): Promise<{ run: Run; joined: boolean }> {
  return withinDatabaseDeadline(() => startRunUseCase(database(), actor, input));
}

export function getRun(actor: Actor, runId: string): Promise<Run> {
  return withinDatabaseDeadline(() => getRunUseCase(database('pages'), actor, runId));
}

export function getTaskRuns(actor: Actor, taskId: number): Promise<Run[]> {
  return withinDatabaseDeadline(() => getTaskRunsUseCase(database('pages'), actor, taskId));
}

export function getRunBatches(
  actor: Actor,
  runId: string,
  query: Parameters<typeof getRunBatchesUseCase>[3],
): Promise<RunBatchesPage> {
  return withinDatabaseDeadline(() => getRunBatchesUseCase(database('pages'), actor, runId, query));
}

export function getRunPreview(actor: Actor, taskId: number): Promise<RunPreview> {
  const limit = env().outboundbotMaxRps ?? null;
  return withinDatabaseDeadline(() => getRunPreviewUseCase(database('pages'), actor, taskId, limit));
}

export function steerRun(actor: Actor, runId: string, action: 'pause' | 'resume' | 'cancel'): Promise<Run> {
  return withinDatabaseDeadline(() => steerRunUseCase(database(), actor, runId, action));
}

/** Drives every organization's runs in this process until `stop` aborts; resolves when nothing is under way any more. */
export function workOnRuns(stop: AbortSignal): Promise<void> {
  const { ended } = startRunWorker(
    {
      ...refreshDependencies(),
      orgOf: (organizationId) => systemActor(organizationId).orgId,
      onEnd: ({ id, taskId }, end) => logger().info({ runId: id, taskId, end }, 'run'),
      onError: (err, run) => logger().error({ err, runId: run?.id }, 'a run could not go on'),
      onUnexpected: (err) => logger().error({ err }, 'a run ended by what nobody expected'),
    },
    stop,
  );
  return ended;
}
