import { z } from 'zod';

import { JOB_GROUP_STATES } from '@/lib/values/job-group-states';

import { EVERY_MINUTES, GROUPS_A_PAGE, MOST_OWNERS } from './schemas';

// Apart from what a browser loads: zod tries whether it may evaluate code, which no page may.

const groupId = z.string().min(1).max(128);

/** Whom the leads are given to in turn; absent: as it was, and nobody at first. */
export const ownersInput = z
  .array(z.uuid())
  .max(MOST_OWNERS)
  .transform((ids) => [...new Set(ids)])
  .optional();

/** How often newer jobs are looked for; null: never. */
const everyMinutes = z.literal(EVERY_MINUTES).nullable();

/** `GET /api/job-groups?q=&state=&page=`. */
export const jobGroupsQuery = z.object({
  q: z.string().trim().max(100).default(''),
  state: z.enum(JOB_GROUP_STATES).optional(),
  page: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number)
    .default(1),
});
export type JobGroupsQuery = z.infer<typeof jobGroupsQuery>;

/** `POST /api/task-imports`. */
export const beginImportsSchema = z.object({
  job_group_ids: z
    .array(groupId)
    .min(1)
    .max(GROUPS_A_PAGE)
    .transform((ids) => [...new Set(ids)]),
  every_minutes: everyMinutes.default(null),
  owners: ownersInput,
});
export type BeginImports = z.infer<typeof beginImportsSchema>;

/** `POST /api/task-imports/{id}/schedule`. */
export const importScheduleSchema = z.object({ every_minutes: everyMinutes });
