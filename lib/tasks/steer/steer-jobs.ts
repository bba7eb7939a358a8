import 'server-only';

import { type Actor, budgetKey } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { isRefusal } from '@/lib/outboundbot/errors';
import {
  deadlineAt,
  type OutboundBot,
  CallerGoneError,
  NoTurnError,
  ProviderError,
  type ProviderRequest,
  type SteeringTarget,
} from '@/lib/outboundbot/types';
import { maskText } from '@/lib/values/masking';
import type { DbId } from '@/lib/values/db-id';

import { OPERATION_OF, whyLeftOut, MOST_STEERED, type SteeredRow, type SteeringAction } from './steering';
import type { SteeringInput } from './steering-input';
import {
  findRowsWithJob,
  findSteerableRows,
  findSteerableTask,
  insertSteeringAudit,
  type SteerableRow,
  type SteerableTask,
} from './steering-repository';

/** From the request, the turn at the provider included. */
const DEADLINE_MS = 15_000;

export type SteerDependencies = { db: Db; outboundbot: Pick<OutboundBot, 'steerJobs'> };
export type Steered = { requestId: string | null; rows: SteeredRow[] | null };

/**
 * Suspends, resumes or cancels a whole task or some of its jobs at the provider: one call, never repeated by itself.
 * What was asked for is in the audit log before the provider hears of it, and how it ended after. Nothing of our rows is
 * written: a refresh tells what became of them.
 *
 * @throws AppError `not_found`; `invalid_input`: the name to confirm with is another one; `no_jobs`: nothing can be
 *   steered so; `provider_failed`, whose words say whether it was refused or nobody knows. NoTurnError, CallerGoneError:
 *   the provider was not asked
 */
export async function steerJobs(
  dependencies: SteerDependencies,
  actor: Actor,
  taskId: DbId,
  { action, row_ids: rowIds, confirm }: SteeringInput,
  request: ProviderRequest,
): Promise<Steered> {
  const { db } = dependencies;
  const task = await withinDatabaseDeadline(() => findSteerableTask(actor.orgId, db, taskId));
  if (!task) throw new AppError('not_found');
  if (!rowIds) {
    if (action === 'cancel') requireName(task, confirm);
    const target = await withinDatabaseDeadline(() => wholeTask(actor, db, task, action));
    return { requestId: await ask(dependencies, actor, task, { action, target }, request), rows: null };
  }
  const found = await withinDatabaseDeadline(() =>
    findSteerableRows(actor.orgId, db, taskId, [...new Set(rowIds)]),
  );
  if (found.length === 0) throw new AppError('not_found');
  const rows = found.map((row) => judge(action, row));
  const jobIds = jobIdsOf(found, action);
  if (jobIds.length === 0) return { requestId: null, rows };
  return { requestId: await ask(dependencies, actor, task, { action, target: { jobIds } }, request), rows };
}

function judge(action: SteeringAction, { rowId, jobId, status }: SteerableRow): SteeredRow {
  const reason = jobId === null ? 'without_id' : whyLeftOut(action, status);
  return reason ? { row_id: rowId, result: 'left_out', reason } : { row_id: rowId, result: 'asked' };
}

function jobIdsOf(rows: readonly SteerableRow[], action: SteeringAction): string[] {
  const ids = rows.flatMap(({ jobId, status }) =>
    jobId === null || whyLeftOut(action, status) ? [] : [jobId],
  );
  return [...new Set(ids)];
}

/** The name as it is stored, or as it is shown to who may not see numbers. */
function requireName({ taskId, name }: SteerableTask, confirm: string | undefined): void {
  const wanted = name?.trim() || String(taskId);
  const typed = confirm?.trim();
  if (typed === wanted || typed === maskText(wanted).trim()) return;
  throw new AppError('invalid_input', { field: 'confirm', message: '任务名称不符，未取消任何作业' });
}

/** By its job group; a small task that has none, by its jobs' ids. */
async function wholeTask(
  { orgId }: Actor,
  db: Db,
  { taskId, jobGroupId }: SteerableTask,
  action: SteeringAction,
): Promise<SteeringTarget> {
  if (jobGroupId !== null) return { jobGroupId };
  const rows = await findRowsWithJob(orgId, db, taskId, MOST_STEERED + 1);
  if (rows.length > MOST_STEERED) {
    throw new AppError('no_jobs', {
      message: `该任务没有作业组编号（job_group_id），作业超过 ${MOST_STEERED} 个，无法整体操作`,
    });
  }
  const jobIds = jobIdsOf(rows, action);
  if (jobIds.length === 0) throw new AppError('no_jobs', { message: '该任务没有可以这样操作的作业' });
  return { jobIds };
}

async function ask(
  { db, outboundbot }: SteerDependencies,
  actor: Actor,
  { taskId }: SteerableTask,
  { action, target }: { action: SteeringAction; target: SteeringTarget },
  { startedAt, gone, spend }: ProviderRequest,
): Promise<string | null> {
  await spend();
  const subject = {
    task_id: taskId,
    ...('jobGroupId' in target ? { job_group_id: target.jobGroupId } : { job_ids: target.jobIds }),
  };
  const note = (outcome: string, more = {}) =>
    withinDatabaseDeadline(() =>
      insertSteeringAudit(actor, db, `jobs.${action}.${outcome}`, { ...subject, ...more }),
    );
  await note('asked');
  const end = await outboundbot
    .steerJobs(OPERATION_OF[action], target, {
      caller: { orgId: actor.orgId, actorId: budgetKey(actor), class: 'person', gone },
      ...deadlineAt(startedAt + DEADLINE_MS),
    })
    .then(
      ({ requestId }) => ({ requestId }),
      (error: unknown) => ({ error }),
    );
  // What the provider did holds, whether or not its note can be kept: `asked` stands in the log.
  const noteEnd = (outcome: string, more = {}) => note(outcome, more).catch(() => {});
  if (!('error' in end)) {
    await noteEnd('done', { request_id: end.requestId });
    return end.requestId;
  }
  const { error } = end;
  if (!(error instanceof ProviderError)) {
    const wasAsked = !(error instanceof NoTurnError || error instanceof CallerGoneError);
    await noteEnd(wasAsked ? 'unknown' : 'not_asked');
    throw error;
  }
  const { code, requestId } = error;
  await noteEnd(isRefusal(error) ? 'refused' : 'unknown', { code, request_id: requestId });
  throw steeringFailed(error);
}

const ENDS = {
  refused: '服务商已拒绝，作业没有变化',
  unknown: '结果未知：服务商可能已经执行，请刷新后核对，不要直接重试',
};

/** Whether the provider refused, or nobody knows what it did. */
function steeringFailed(error: ProviderError): AppError {
  const outcome = isRefusal(error) ? 'refused' : 'unknown';
  return new AppError('provider_failed', {
    message: `操作外呼任务失败：${error.code} ${error.message}。${ENDS[outcome]}`,
    outcome,
    ...(error.requestId !== null && { requestId: error.requestId }),
    cause: error,
  });
}
