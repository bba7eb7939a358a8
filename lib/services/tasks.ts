import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { findTaskHeader, listTasks as listTaskRows, type TaskFilter } from '@/lib/tasks/repository';
import type { TaskHeader, TaskPage } from '@/lib/tasks/schemas';
import type { DbId } from '@/lib/values/db-id';

export async function listTasks(actor: Actor, filter: TaskFilter): Promise<TaskPage> {
  const { tasks, totalCount, page } = await withinDatabaseDeadline(() =>
    listTaskRows(actor.orgId, database('pages'), filter),
  );
  const totalPages = Math.ceil(totalCount / filter.pageSize);
  return { tasks, pagination: { page, pageSize: filter.pageSize, totalPages, totalCount } };
}

/** @throws AppError `not_found` */
export async function getTask(actor: Actor, taskId: DbId): Promise<TaskHeader> {
  const task = await withinDatabaseDeadline(() => findTaskHeader(actor.orgId, database('pages'), taskId));
  if (!task) throw new AppError('not_found');
  return task;
}
