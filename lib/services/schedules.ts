import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { logger } from '@/lib/observability/logger';
import { keepSchedules as keepSchedulesUntil } from '@/lib/runs/schedule/keep-schedules';
import {
  changeSchedule as changeScheduleUseCase,
  getSchedule as getScheduleUseCase,
  type ScheduleChange,
} from '@/lib/runs/schedule/schedules';
import type { TaskSchedule } from '@/lib/runs/schedule/schemas';
import type { DbId } from '@/lib/values/db-id';

import { announceTask } from './events';

export function getSchedule(actor: Actor, taskId: DbId): Promise<TaskSchedule> {
  return withinDatabaseDeadline(() => getScheduleUseCase(database('pages'), actor, taskId));
}

export async function changeSchedule(
  actor: Actor,
  taskId: DbId,
  change: ScheduleChange,
): Promise<TaskSchedule> {
  const schedule = await withinDatabaseDeadline(() =>
    changeScheduleUseCase(database(), actor, taskId, change),
  );
  announceTask(actor.orgId, taskId, { run: true });
  return schedule;
}

/** Begins the days of every organization's schedules until `stop` aborts; `workOnRuns` drives them. */
export function keepSchedules(stop: AbortSignal): Promise<void> {
  return keepSchedulesUntil(database('background'), {
    signal: stop,
    onError: (err) => logger().warn({ err }, 'schedules could not be looked at; it is tried again'),
  });
}
