import type { TaskScope } from '@/lib/jobs/list/queries';

/** Where the walk of a selection is read. @param selection filter and sort, see `selectionText` */
export function walkPath(taskId: TaskScope, selection: string): string {
  const path = taskId === 'all' ? '/api/jobs/walk' : `/api/tasks/${taskId}/walk`;
  return selection ? `${path}?${selection}` : path;
}
