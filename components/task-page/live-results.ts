import type { RowResult } from '@/components/receipts/refresh-outcome';
import type { JobRow } from '@/lib/jobs/schemas';
import type { FieldChange, RefreshedField } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

/**
 * What differs between two readings of a row, as a refresh would tell it: somebody else's refresh, or a run, has changed
 * it meanwhile. Null: its data are the same.
 */
export function changedMeanwhile(before: JobRow, now: JobRow): RowResult | null {
  if (before.changedAt === now.changedAt || now.changedAt === null) return null;
  const changes: RowResult['changes'] = {};
  const note = (field: RefreshedField, from: FieldChange['from'], to: FieldChange['to']) => {
    changes[field] = { field, from, to };
  };
  if (before.callStatus !== now.callStatus) note('call_status', before.callStatus, now.callStatus);
  if (before.plannedTime !== now.plannedTime) note('planed_time', before.plannedTime, now.plannedTime);
  if (before.callingNumberMasked !== now.callingNumberMasked) {
    note('calling_number', before.callingNumberMasked, now.callingNumberMasked);
  }
  if (before.conversationTurns !== now.conversationTurns) {
    note('call_conversation', { turns: before.conversationTurns }, { turns: now.conversationTurns });
  }
  return { verdict: 'updated', reason: null, changes };
}

/**
 * The rows' changes since the reading before, added to those told of late; a row that has gone from the page is
 * forgotten, and so is what a newer check has confirmed.
 */
export function followChanges(
  told: ReadonlyMap<DbId, RowResult>,
  before: readonly JobRow[],
  now: readonly JobRow[],
): ReadonlyMap<DbId, RowResult> {
  const old = new Map(before.map((row) => [row.rowId, row]));
  const next = new Map<DbId, RowResult>();
  for (const row of now) {
    const was = old.get(row.rowId);
    const changed = was ? changedMeanwhile(was, row) : null;
    // A newer check that found nothing new has the last word.
    const result = changed ?? (was?.checkedAt === row.checkedAt ? told.get(row.rowId) : undefined);
    if (result) next.set(row.rowId, result);
  }
  return next;
}
