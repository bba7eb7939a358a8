import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import type { DbId } from '@/lib/values/db-id';

import { describeJobGroup as describeTaskJobGroup, steerJobs } from './steering';

// Two addresses that other programs know, in the envelope of `POST /query-task-execution`.

/** `POST /suspend-resume-task`: the whole task. */
export async function suspendOrResume(
  actor: Actor,
  { task_id, action }: { task_id: DbId; action: 'suspend' | 'resume' },
  request: ProviderRequest,
) {
  const { request_id, run_id } = await steerJobs(actor, task_id, { action }, request);
  const message = action === 'suspend' ? '已暂停外呼任务' : '已恢复外呼任务';
  return { status: 'success', code: 200, message, data: { task_id, action, request_id, run_id } };
}

/** `POST /describe-job-group`: how the task's job group stands at the provider. */
export async function describeJobGroup(actor: Actor, taskId: DbId, request: ProviderRequest) {
  const data = await describeTaskJobGroup(actor, taskId, request);
  return { status: 'success', code: 200, message: '获取作业组进度成功', data };
}
