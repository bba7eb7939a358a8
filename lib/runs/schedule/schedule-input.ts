import { z } from 'zod';

import { WITHIN_MINUTES } from './schemas';

// Apart from what a browser loads, as lib/runs/run-input.ts.

const policy = z
  .strictObject({
    mode: z.enum(['off', 'within']),
    within_minutes: z.int().refine((minutes) => (WITHIN_MINUTES as readonly number[]).includes(minutes)),
    from_hour: z.int().min(0).max(23),
    until_hour: z.int().min(1).max(24),
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
    recordings: z.boolean(),
  })
  .refine(({ from_hour: from, until_hour: until }) => from < until, { path: ['until_hour'] })
  .transform(({ mode, within_minutes, from_hour, until_hour, weekdays, recordings }) => ({
    mode,
    withinMinutes: within_minutes,
    fromHour: from_hour,
    untilHour: until_hour,
    weekdays: [...new Set(weekdays)].sort((a, b) => a - b),
    recordings,
  }));

/** `POST /api/tasks/{id}/schedule`: one of the three. */
export const scheduleSchema = z.union([
  /** The task's own schedule; null: the organization's. */
  z.strictObject({ task: policy.nullable() }),
  z.strictObject({ organization: policy, moves_task_type: z.boolean() }),
  /** A move of `task_type` is taken back, and not made again by itself. */
  z.strictObject({ take_back: z.int().min(1) }),
]);
