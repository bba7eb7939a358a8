'use server';

import { orgAction } from '@/lib/http/org-action';
import { answerRequestInput } from '@/lib/jobs/numbers/request-input';
import { answerNumberRequest as answerNumberRequestOf } from '@/lib/services/numbers';

/** Allows or refuses a request for a number; of two at once the first one holds. */
export const answerNumberRequest = orgAction({
  permission: 'numbers.allow',
  input: answerRequestInput,
  handler: ({ actor, input, address }) => answerNumberRequestOf(actor, { ...input, address }),
});
