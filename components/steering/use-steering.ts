import { useMutation, useQueryClient } from '@tanstack/react-query';

import { postJson } from '@/lib/browser/fetch-json';
import { taskKeys } from '@/lib/jobs/list/queries';
import type { SteeringAction, SteeringAnswer } from '@/lib/tasks/steer/steering';
import type { DbId } from '@/lib/values/db-id';

type Steering = {
  action: SteeringAction;
  /** The jobs; absent: the whole task. */
  row_ids?: readonly DbId[];
  /** The task's name, to cancel all of it. */
  confirm?: string;
};

/** Suspends, resumes or cancels calls of a task: sent once, never by a retry; what is shown of the task is then read anew. */
export function useSteering(taskId: DbId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (steering: Steering) => postJson<SteeringAnswer>(`/api/tasks/${taskId}/steering`, steering),
    retry: false,
    networkMode: 'always',
    onSettled: () => client.invalidateQueries({ queryKey: taskKeys.task(taskId) }),
  });
}
