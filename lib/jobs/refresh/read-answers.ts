import { isDeepStrictEqual } from 'node:util';

import type { ProviderJob } from '@/lib/outboundbot/types';
import type { DbId } from '@/lib/values/db-id';

import type { RowRecording, SnapshotRow } from './snapshot';
import type { AskedRow, RowBefore } from './repository';
import { type JobRecord, LINK_LIMIT, recordedCallId, toRecord } from './to-record';

/** What the provider said about one row, before its recording is known. */
export type AnswerRow = { rowId: DbId; jobId: string } & (
  | { outcome: 'record'; record: JobRecord }
  | { outcome: 'not_returned' }
  | { outcome: 'invalid'; reason: string }
);

/** Reads the provider's jobs, by JobId, for each row that was asked for. */
export function readAnswers(asked: AskedRow[], jobs: Map<string, ProviderJob>): AnswerRow[] {
  return asked.map(({ rowId, jobId }) => {
    const job = jobs.get(jobId);
    if (!job) return { rowId, jobId, outcome: 'not_returned' };
    const read = toRecord(job);
    return read.ok
      ? { rowId, jobId, outcome: 'record', record: read.record }
      : { rowId, jobId, outcome: 'invalid', reason: read.reason };
  });
}

/** The calls whose recording is asked for, each once, with the link that we hold for the very same call. */
export function recordedCalls(
  rows: AnswerRow[],
  before: Map<DbId, RowBefore>,
): { callId: string; held: RowRecording | null }[] {
  const calls = new Map<string, RowRecording | null>();
  for (const row of rows) {
    const callId = row.outcome === 'record' ? recordedCallId(row.record) : null;
    if (!callId) continue;
    const held = before.get(row.rowId)?.held;
    const own = held?.callId === callId ? { url: held.url, expiresAt: held.expiresAt } : null;
    calls.set(callId, calls.get(callId) ?? own);
  }
  return [...calls].map(([callId, held]) => ({ callId, held }));
}

/**
 * The row with its call's recording (a link past its limit makes the row invalid), and with the version of the row
 * that holds the very conversation of the answer.
 */
export function toSnapshotRow(
  row: AnswerRow,
  links: Map<string, RowRecording>,
  before: RowBefore | undefined,
): SnapshotRow {
  if (row.outcome !== 'record') return row;
  const { record } = row;
  const callId = recordedCallId(record);
  const recording = callId ? (links.get(callId) ?? null) : null;
  if (recording && recording.url.length > LINK_LIMIT) {
    const reason = `the recording's link is longer than ${LINK_LIMIT} characters`;
    return { rowId: row.rowId, jobId: row.jobId, outcome: 'invalid', reason };
  }
  const conversation = record.call?.conversation;
  const isStored = before && conversation && isDeepStrictEqual(conversation, before.conversation);
  return { ...row, recording, ...(isStored && { conversationIn: before.version }) };
}
