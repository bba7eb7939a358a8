import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { logger } from '@/lib/observability/logger';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import { MOST_IDS } from '@/lib/runs/schemas';
import { describeTaskJobGroup } from '@/lib/tasks/steer/job-group';
import { steerJobs as steerJobsUseCase } from '@/lib/tasks/steer/steer-jobs';
import type { JobGroupAnswer, SteeringAnswer } from '@/lib/tasks/steer/steering';
import type { SteeringInput } from '@/lib/tasks/steer/steering-input';
import type { DbId } from '@/lib/values/db-id';

import { outboundbot } from './outboundbot';
import { startRun } from './runs';

/**
 * Steers a task or some of its jobs and, for a whole task, begins a run that looks what became of it: also when nobody
 * knows whether the provider did it.
 *
 * @throws AppError as `steerJobs` of the use case does
 */
export async function steerJobs(
  actor: Actor,
  taskId: DbId,
  input: SteeringInput,
  request: ProviderRequest,
): Promise<SteeringAnswer> {
  const look = async () => (input.row_ids ? null : lookAgain(actor, taskId));
  try {
    const { requestId, rows } = await steerJobsUseCase(
      { db: database(), outboundbot: outboundbot() },
      actor,
      taskId,
      input,
      request,
    );
    return { task_id: taskId, action: input.action, request_id: requestId, rows, run_id: await look() };
  } catch (error) {
    if (error instanceof AppError && error.kind === 'provider_failed') await look();
    throw error;
  }
}

/** The provider has done it, whether or not a run can be begun. */
async function lookAgain(actor: Actor, taskId: DbId): Promise<string | null> {
  const whole = { taskId, batchSize: MOST_IDS, pauseMs: 0, skipRecording: true, retryOf: null, query: '' };
  try {
    return (await startRun(actor, whole)).run.id;
  } catch (err) {
    logger().warn({ err, taskId }, 'no run could be begun after steering');
    return null;
  }
}

/** @throws AppError as `describeTaskJobGroup` does */
export function describeJobGroup(
  actor: Actor,
  taskId: DbId,
  request: ProviderRequest,
): Promise<JobGroupAnswer> {
  return describeTaskJobGroup({ db: database('pages'), outboundbot: outboundbot() }, actor, taskId, request);
}
