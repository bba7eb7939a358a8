import { isDatabaseBusy, isDatabaseUnavailable } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';

/** Whether it is the database's state of the moment and not the work's. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return error.kind === 'database_unavailable' || error.kind === 'busy';
  return isDatabaseUnavailable(error) || isDatabaseBusy(error);
}
