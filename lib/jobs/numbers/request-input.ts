import { z } from 'zod';

import { idInput } from '@/lib/db/id-input';

export const requestNumberInput = z.object({
  rowId: idInput,
  reason: z.string().trim().max(200).default(''),
});
export type RequestNumberInput = z.infer<typeof requestNumberInput>;

export const answerRequestInput = z.object({ id: z.uuid(), allow: z.boolean() });
export type AnswerRequestInput = z.infer<typeof answerRequestInput>;
