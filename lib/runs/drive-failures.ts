import { AppError } from '@/lib/errors';

import { PlanTooSlowError } from './plan-in-time';

/** What a run says of what ended it. */
export function fatalOf(error: unknown): { code: string; message: string } {
  if (error instanceof PlanTooSlowError) {
    return {
      code: 'TooSlow',
      message:
        'the rows of its filter could not be found in time; narrow the filter, or try again when the database is idle',
    };
  }
  return error instanceof AppError && error.kind === 'not_found'
    ? { code: 'TaskGone', message: 'the task is not there any more' }
    : { code: 'Internal', message: 'something unexpected; the log tells more' };
}
