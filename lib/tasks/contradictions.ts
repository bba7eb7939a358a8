import { isTerminal } from '@/lib/values/provider-words';

import { TASK_STATES, type TaskListItem, type TaskState } from './schemas';

/** What a task says of itself that its jobs and follow-ups deny, with how many of them do. */
export type Contradiction = { kind: 'unfinishedJobs' | 'overdue' | 'due'; count: number };

/** Jobs whose status can still change. */
export function unfinishedJobs({ statusCounts }: Pick<TaskListItem, 'statusCounts'>): number {
  return Object.entries(statusCounts).reduce(
    (sum, [status, count]) => sum + (status === '' || isTerminal(status) ? 0 : count),
    0,
  );
}

export function contradictionsOf(
  task: Pick<TaskListItem, 'type' | 'statusCounts' | 'counts'>,
): Contradiction[] {
  const state = (TASK_STATES as Record<number, TaskState>)[task.type ?? 0];
  const found: Contradiction[] = [];
  const unfinished = unfinishedJobs(task);
  if ((state === 'calls_finished' || state === 'follow_up_finished') && unfinished > 0)
    found.push({ kind: 'unfinishedJobs', count: unfinished });
  if (state === 'follow_up_finished') {
    const { overdue, due } = task.counts;
    if (overdue > 0) found.push({ kind: 'overdue', count: overdue });
    else if (due > 0) found.push({ kind: 'due', count: due });
  }
  return found;
}
