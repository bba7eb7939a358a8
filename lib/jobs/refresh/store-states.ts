import 'server-only';

import { hash } from 'node:crypto';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import { bigints, recordset, texts } from '@/lib/db/columns';
import type { ReceiptRow } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { asked, type KeptState } from './claim-rows';
import { keyOf, type RecordRow, type Snapshot, type SnapshotRow } from './snapshot';
import type { JobRecord } from './to-record';

/** What of an answer goes into a row's own state, its recording aside. */
export type Kept = { providerJob: string; digest: string };

/** Put together ahead, while the database compares. The digest differs when anything of it does. */
export function toKept({ providerJob, providerTime, callResult }: JobRecord): Kept {
  const job = JSON.stringify(providerJob);
  const rest = JSON.stringify([providerTime, callResult]);
  return { providerJob: job, digest: hash('sha256', `[${job},${rest.slice(1)}`, 'base64') };
}

/** What the provider said of the rows that passed and are still what was asked for, where it is news. */
export function changedStates(
  rows: readonly { row: RecordRow; kept: Kept }[],
  verdicts: ReadonlyMap<string, ReceiptRow>,
  before: ReadonlyMap<DbId, KeptState>,
) {
  return rows.flatMap(({ row: { rowId, jobId, record, recording }, kept }) => {
    const verdict = verdicts.get(keyOf({ rowId, jobId }))?.verdict;
    const known = before.get(rowId);
    if (!verdict || !known || verdict === 'superseded') return [];
    const isKnown = kept.digest === known.answerDigest;
    const linkIsKnown = !recording || recording.url === known.recordingLink;
    if (isKnown && linkIsKnown && verdict === known.lastVerdict && verdict !== 'updated') return [];
    return {
      id: rowId,
      verdict,
      digest: kept.digest,
      provider_time: record.providerTime,
      provider_job: isKnown ? null : kept.providerJob,
      call_result: record.callResult,
      recording_call_id: recording ? record.call?.callId : null,
      recording_link: recording?.url ?? null,
      recording_expires_at: recording?.expiresAt ?? null,
    };
  });
}

export async function storeStates(
  tx: Tx,
  { refreshNumber }: Snapshot,
  states: ReturnType<typeof changedStates>,
): Promise<void> {
  if (states.length === 0) return;
  await tx.execute(sql`
    update callboard.job_states s set
      last_verdict = v.verdict,
      changed_at = case when v.verdict = 'updated' then clock_timestamp() else s.changed_at end,
      answer_digest = v.digest,
      provider_time = v.provider_time,
      provider_job = coalesce(v.provider_job::jsonb, s.provider_job),
      call_result = v.call_result,
      recording_call_id = coalesce(v.recording_call_id, s.recording_call_id),
      recording_link = case when v.recording_call_id is null then s.recording_link else v.recording_link end,
      recording_expires_at = case when v.recording_call_id is null then s.recording_expires_at
        else v.recording_expires_at end
    from ${recordset(states)} as v(
      id bigint, verdict text, digest text, provider_time timestamptz, provider_job text, call_result text,
      recording_call_id text, recording_link text, recording_expires_at timestamptz)
    where s.row_id = v.id and s.check_number = ${refreshNumber}`);
}

/** A row that was asked for without a usable answer was still checked; it does not hold back an older answer. */
export async function storeUnanswered(
  orgId: OrgId,
  tx: Tx,
  { taskId, refreshNumber, checkedAt }: Snapshot,
  rows: readonly Exclude<SnapshotRow, RecordRow>[],
): Promise<void> {
  if (rows.length === 0) return;
  const ids = bigints(rows.map((row) => row.rowId));
  const verdicts = texts(rows.map((row) => row.outcome));
  await tx.execute(sql`
    insert into callboard.job_states as s (row_id, task_id, check_number, checked_at, last_verdict)
    select distinct on (t.id) t.id, ${taskId}::bigint, 0, ${checkedAt.toISOString()}::timestamptz, u.verdict
    from ${asked(orgId, taskId, rows)}
    join unnest(${ids}, ${verdicts}) as u(id, verdict) on u.id = v.id
    order by t.id
    on conflict (row_id) do update set checked_at = excluded.checked_at, last_verdict = excluded.last_verdict
      where s.check_number < ${refreshNumber}`);
}
