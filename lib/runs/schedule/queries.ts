import { queryOptions } from '@tanstack/react-query';

import { taskKeys } from '@/lib/jobs/list/queries';
import type { GetJson } from '@/lib/values/get-json';
import type { DbId } from '@/lib/values/db-id';

import type { Policy, TaskSchedule } from './schemas';

/** Under the task's own keys: whatever changes the task may change when it is checked next. */
export const scheduleKey = (taskId: DbId) => [...taskKeys.task(taskId), 'schedule'] as const;

/** `GET /api/tasks/{id}/schedule`: how a task is kept true, when next, and what the last night's sample said. */
export function scheduleQuery(taskId: DbId, getJson: GetJson) {
  return queryOptions({
    queryKey: scheduleKey(taskId),
    queryFn: ({ signal }) => getJson<TaskSchedule>(`/api/tasks/${taskId}/schedule`, { signal }),
    staleTime: 3_000,
    refetchInterval: 30_000,
    networkMode: 'always',
  });
}

/** A policy as `POST /api/tasks/{id}/schedule` reads it. */
export function policyBody({ mode, withinMinutes, fromHour, untilHour, weekdays, recordings }: Policy) {
  return {
    mode,
    within_minutes: withinMinutes,
    from_hour: fromHour,
    until_hour: untilHour,
    weekdays,
    recordings,
  };
}
