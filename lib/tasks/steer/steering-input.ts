import { z } from 'zod';

import { idInput } from '@/lib/db/id-input';

import { MOST_STEERED, STEERING_ACTIONS } from './steering';

/** `POST /api/tasks/{id}/steering`. */
export const steeringSchema = z.object({
  action: z.enum(STEERING_ACTIONS),
  /** Rows of the task; without them the whole task. */
  row_ids: z.array(idInput).min(1).max(MOST_STEERED).optional(),
  /** The task's name, to cancel the whole of it; its id where it has none. */
  confirm: z.string().max(500).optional(),
});
export type SteeringInput = z.infer<typeof steeringSchema>;

/** `POST /suspend-resume-task`. */
export const suspendResumeSchema = z.object({
  task_id: idInput,
  action: z.enum(['suspend', 'resume']),
});

/** `POST /describe-job-group`. */
export const describeJobGroupSchema = z.object({ task_id: idInput });
