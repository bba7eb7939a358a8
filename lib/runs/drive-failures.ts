import { isDatabaseBusy, isDatabaseUnavailable } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';

/** Whether it is the database's state of the moment and not the run's. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return error.kind === 'database_unavailable' || error.kind === 'busy';
  return isDatabaseUnavailable(error) || isDatabaseBusy(error);
}

/** What a run says of what ended it. */
export function fatalOf(error: unknown): { code: string; message: string } {
  return error instanceof AppError && error.kind === 'not_found'
    ? { code: 'TaskGone', message: 'the task is not there any more' }
    : { code: 'Internal', message: 'something unexpected; the log tells more' };
}
