import { AppError } from '@/lib/errors';

/** What a run says of what ended it. */
export function fatalOf(error: unknown): { code: string; message: string } {
  return error instanceof AppError && error.kind === 'not_found'
    ? { code: 'TaskGone', message: 'the task is not there any more' }
    : { code: 'Internal', message: 'something unexpected; the log tells more' };
}
