import type { JobRow } from '@/lib/jobs/schemas';
import type { FieldChange } from '@/lib/receipts/schemas';
import { isTerminal } from '@/lib/values/provider-words';
import type { DbId } from '@/lib/values/db-id';

import type { RowResult } from './refresh-outcome';

/** What the screen showed of a row when a refresh began, so far as a refresh can change it. */
export type RowBefore = Pick<
  JobRow,
  | 'rowId'
  | 'callStatus'
  | 'plannedTime'
  | 'callingNumberMasked'
  | 'conversationTurns'
  | 'durationMs'
  | 'recording'
>;

export function rowsBefore(rows: readonly JobRow[]): RowBefore[] {
  return rows.map(
    ({ rowId, callStatus, plannedTime, callingNumberMasked, conversationTurns, durationMs, recording }) => ({
      rowId,
      callStatus,
      plannedTime,
      callingNumberMasked,
      conversationTurns,
      durationMs,
      recording,
    }),
  );
}

/** What is different on the screen, in the words of a receipt. */
function shownChanges(before: RowBefore, now: RowBefore): RowResult['changes'] {
  const changes: RowResult['changes'] = {};
  const note = (field: FieldChange['field'], from: FieldChange['from'], to: FieldChange['to']) => {
    if (from !== to) changes[field] = { field, from, to };
  };
  note('call_status', before.callStatus, now.callStatus);
  note('planed_time', before.plannedTime, now.plannedTime);
  note('calling_number', before.callingNumberMasked, now.callingNumberMasked);
  if (before.conversationTurns !== now.conversationTurns) {
    const turns = (count: number) => (count === 0 ? null : { turns: count });
    note('call_conversation', turns(before.conversationTurns), turns(now.conversationTurns));
  }
  if (before.recording !== 'stored' && now.recording === 'stored') note('recording_url', null, '');
  return changes;
}

/**
 * What a refresh said of the rows, with what its receipt does not tell: of a superseded row what the newer refresh
 * changed since this one began, and of each row whether its call has become longer.
 */
export function withShownChanges(
  results: ReadonlyMap<DbId, RowResult>,
  before: readonly RowBefore[],
  rows: readonly RowBefore[],
): ReadonlyMap<DbId, RowResult> {
  const earlier = new Map(before.map((row) => [row.rowId, row]));
  const told = new Map(results);
  for (const row of rows) {
    const [result, old] = [results.get(row.rowId), earlier.get(row.rowId)];
    if (!result || !old || (result.verdict !== 'updated' && result.verdict !== 'superseded')) continue;
    told.set(row.rowId, {
      ...result,
      changes: result.verdict === 'superseded' ? shownChanges(old, row) : result.changes,
      ...(old.durationMs !== row.durationMs && { duration: { from: old.durationMs } }),
    });
  }
  return told;
}

/**
 * When these rows can change next, as far as the provider's plan tells: at a time (ISO UTC), any moment because calls
 * run, never again because all have ended, or at a time that nobody has told.
 */
export type NextChange =
  | { kind: 'at'; time: string }
  | { kind: 'running'; count: number }
  | { kind: 'ended' }
  | { kind: 'waiting'; count: number };

export function nextChange(
  rows: readonly Pick<JobRow, 'callStatus' | 'plannedTime'>[],
  now: number,
): NextChange {
  const open = rows.filter(({ callStatus }) => callStatus === null || !isTerminal(callStatus));
  if (open.length === 0) return { kind: 'ended' };
  const running = open.filter(({ callStatus }) => callStatus === 'Executing').length;
  if (running > 0) return { kind: 'running', count: running };
  const times = open.map(({ plannedTime }) => plannedTime);
  const isPlanned = times.every((time) => time !== null && Date.parse(time) > now);
  const first = isPlanned ? times.toSorted()[0] : undefined;
  return first ? { kind: 'at', time: first } : { kind: 'waiting', count: open.length };
}
