import { z } from 'zod';

import { CONFIDENCES } from './schemas';

// Apart from what a browser loads: zod tries whether it may evaluate code, which no page may.

/** `GET /api/tasks/{id}/matching?page=`. */
export const matchingPageQuery = z.object({
  page: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number)
    .default(1),
});

/** `POST /api/tasks/{id}/matching`: begins a search, or gives one up. */
export const matchingSchema = z.union([
  z.object({ action: z.literal('start') }),
  z.object({ action: z.literal('discard'), matching_id: z.uuid() }),
]);
export type MatchingInput = z.infer<typeof matchingSchema>;

/** `POST /api/tasks/{id}/matching/apply`. */
export const applySchema = z.object({
  action: z.enum(['apply', 'undo']),
  matching_id: z.uuid(),
  /** Which of the matches are applied. */
  confidences: z.array(z.enum(CONFIDENCES)).min(1).default(['certain', 'likely']),
});
export type ApplyInput = z.infer<typeof applySchema>;
