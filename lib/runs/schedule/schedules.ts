import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import { findSchedule, saveMovesTaskType, savePolicy } from './schedule-repository';
import type { Policy, TaskSchedule } from './schemas';
import { takeMoveBack } from './task-moves';

/** @throws AppError `not_found` for a task that is not the organization's */
export async function getSchedule(db: Db, actor: Actor, taskId: DbId): Promise<TaskSchedule> {
  const schedule = await findSchedule(actor.orgId, db, taskId);
  if (!schedule) throw new AppError('not_found');
  return schedule;
}

export type ScheduleChange =
  { task: Policy | null } | { organization: Policy; moves_task_type: boolean } | { take_back: number };

/**
 * Changes how a task, or every task of the organization without a schedule of its own, is kept true; or takes a move of
 * the task's state back.
 *
 * @throws AppError `not_found`: a foreign or missing task, or there is no such move to take back
 */
export async function changeSchedule(
  db: Db,
  actor: Actor,
  taskId: DbId,
  change: ScheduleChange,
): Promise<TaskSchedule> {
  await getSchedule(db, actor, taskId);
  if ('take_back' in change) await takeMoveBack(actor, db, taskId, change.take_back);
  else if ('task' in change) {
    if (!(await savePolicy(actor, db, taskId, change.task))) throw new AppError('not_found');
  } else {
    await savePolicy(actor, db, null, change.organization);
    await saveMovesTaskType(actor, db, change.moves_task_type);
  }
  return getSchedule(db, actor, taskId);
}
