import 'server-only';

import { type Actor, budgetKey } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { deadlineAt, type OutboundBot, ProviderError, type ProviderRequest } from '@/lib/outboundbot/types';
import type { DbId } from '@/lib/values/db-id';

import type { JobGroupAnswer } from './steering';
import { findSteerableTask } from './steering-repository';

const DEADLINE_MS = 8_000;

/**
 * How the task's job group stands at the provider now.
 *
 * @throws AppError `not_found`; `no_jobs`: the task names no job group; `provider_failed`
 */
export async function describeTaskJobGroup(
  { db, outboundbot }: { db: Db; outboundbot: Pick<OutboundBot, 'describeJobGroup'> },
  actor: Actor,
  taskId: DbId,
  { startedAt, gone, spend }: ProviderRequest,
): Promise<JobGroupAnswer> {
  const task = await withinDatabaseDeadline(() => findSteerableTask(actor.orgId, db, taskId));
  if (!task) throw new AppError('not_found');
  const { jobGroupId } = task;
  if (jobGroupId === null) {
    throw new AppError('no_jobs', { message: '该任务没有作业组编号（job_group_id），无法查询服务商的进度' });
  }
  await spend();
  try {
    const { status, progress } = await outboundbot.describeJobGroup(jobGroupId, {
      caller: { orgId: actor.orgId, actorId: budgetKey(actor), class: 'person', gone },
      ...deadlineAt(startedAt + DEADLINE_MS),
    });
    return {
      task_id: taskId,
      status,
      progress: {
        total_jobs: progress.totalJobs,
        total_completed: progress.totalCompleted,
        failed: progress.failed,
        executing: progress.executing,
        scheduling: progress.scheduling,
        paused: progress.paused,
        cancelled: progress.cancelled,
      },
    };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new AppError('provider_failed', {
      message: `获取作业组进度失败：${error.code} ${error.message}`,
      ...(error.requestId !== null && { requestId: error.requestId }),
      cause: error,
    });
  }
}
