import { z } from 'zod';

import { idInput, idOr } from '@/lib/db/id-input';

import { MOST_REFRESHED } from '../list/page-sizes';

/** A whole number of any size: one past 2^53 is as good as the last one that JavaScript tells apart from its neighbours. */
const wholeNumber = z
  .number()
  .check(({ value, issues }) => {
    if (!Number.isInteger(value)) issues.push({ code: 'invalid_type', expected: 'int', input: value });
  })
  .min(1)
  .transform((value) => Math.min(value, Number.MAX_SAFE_INTEGER));

/** Body of `POST /query-task-execution`. Nothing is coerced; unknown keys are ignored. */
export const refreshInputSchema = z.object({
  task_id: idOr(wholeNumber),
  page: wholeNumber.default(1),
  page_size: z.int().min(1).max(500).default(20),
  skip_recording: z.boolean().default(true),
});
export type RefreshInput = z.infer<typeof refreshInputSchema>;

/** `POST /api/tasks/{id}/refresh-rows`: chosen rows of the task, as many as a page has at most. */
export const refreshRowsInput = z.strictObject({ row_ids: z.array(idInput).min(1).max(MOST_REFRESHED) });
