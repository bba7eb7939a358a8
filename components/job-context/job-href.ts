import type { DbId } from '@/lib/values/db-id';
/**
 * The path that opens a job beside its task's table.
 * @param place of the table: its page, page size and tab as the address holds them; else the job's own page is found
 * @param callId another call than the one that the row shows
 * @param seconds where in its recording
 */
export function jobHref(
  taskId: DbId,
  rowId: DbId,
  { place = '', callId = null, seconds }: { place?: string; callId?: string | null; seconds?: number } = {},
): string {
  const search = new URLSearchParams(place);
  for (const name of ['job', 'call', 't', 'hit']) search.delete(name);
  search.set('job', String(rowId));
  if (callId !== null) search.set('call', callId);
  if (seconds !== undefined) search.set('t', String(Math.round(seconds * 10) / 10));
  return `/tasks/${taskId}?${search.toString()}`;
}
