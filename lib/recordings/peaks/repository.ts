import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

import type { Peaks, UnreadableReason } from '../sound/types';

/** A claim older than this was left by an instance that ended; longer than making peaks may take. */
const CLAIM_SECONDS = 120;

export type StoredPeaks =
  ({ state: 'ready' } & Peaks) | { state: 'unreadable'; reason: UnreadableReason } | { state: 'making' };

/** What is stored for a call's recording; null when it is nothing, or a claim that has run out. */
export async function findPeaks(orgId: OrgId, db: Db, callId: string): Promise<StoredPeaks | null> {
  type Row = Omit<Peaks, 'peaks'> & {
    state: StoredPeaks['state'];
    reason: UnreadableReason;
    peaks: Buffer | null;
  };
  const [row] = await db.execute<Row>(sql`
    select state, reason, duration_ms as "durationMs", channels, peaks_per_second as "peaksPerSecond", peaks
    from callboard.recording_peaks
    where organization_id = ${orgId} and call_id = ${callId}
      and (state <> 'making' or made_at > clock_timestamp() - ${CLAIM_SECONDS} * interval '1 second')`);
  if (!row) return null;
  const { state, reason, durationMs, channels, peaksPerSecond, peaks } = row;
  if (state === 'unreadable') return { state, reason };
  if (state === 'making' || !peaks) return { state: 'making' };
  const values = new Int8Array(peaks.buffer, peaks.byteOffset, peaks.length);
  return { state, durationMs, channels, peaksPerSecond, peaks: values };
}

/** Takes the making of a call's peaks upon this instance; false when it is done or another one is at it. */
export async function claimPeaks(orgId: OrgId, db: Db, callId: string): Promise<boolean> {
  const claimed = await db.execute(sql`
    insert into callboard.recording_peaks as p (organization_id, call_id, state, made_at)
    values (${orgId}, ${callId}, 'making', clock_timestamp())
    on conflict (organization_id, call_id) do update set made_at = excluded.made_at
    where p.state = 'making' and p.made_at <= clock_timestamp() - ${CLAIM_SECONDS} * interval '1 second'
    returning 1`);
  return claimed.length > 0;
}

/** Gives a claim back: the recording could not be had this time. */
export async function releasePeaks(orgId: OrgId, db: Db, callId: string): Promise<void> {
  await db.execute(sql`
    delete from callboard.recording_peaks
    where organization_id = ${orgId} and call_id = ${callId} and state = 'making'`);
}

export async function storePeaks(orgId: OrgId, db: Db, callId: string, made: Peaks): Promise<void> {
  const { durationMs, channels, peaksPerSecond, peaks } = made;
  const base64 = Buffer.from(peaks.buffer, peaks.byteOffset, peaks.byteLength).toString('base64');
  await db.execute(sql`
    update callboard.recording_peaks set state = 'ready', duration_ms = ${durationMs}, channels = ${channels},
      peaks_per_second = ${peaksPerSecond}, peaks = decode(${base64}, 'base64'), made_at = clock_timestamp()
    where organization_id = ${orgId} and call_id = ${callId}`);
}

export async function storeUnreadable(
  orgId: OrgId,
  db: Db,
  callId: string,
  reason: UnreadableReason,
): Promise<void> {
  await db.execute(sql`
    update callboard.recording_peaks set state = 'unreadable', reason = ${reason}, made_at = clock_timestamp()
    where organization_id = ${orgId} and call_id = ${callId}`);
}

/** Those of the rows whose latest call has a recording that we hold a link to, and no peaks yet. */
export async function findRowsWithoutPeaks(
  orgId: OrgId,
  db: Db,
  rowIds: readonly DbId[],
  limit: number,
): Promise<DbId[]> {
  const rows = await db.execute<{ rowId: DbId }>(sql`
    select t.id as "rowId"
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    join callboard.job_states s on s.row_id = t.id
    where t.id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(rowIds)}::jsonb))
      and t.call_status::text = 'Succeeded' and s.recording_call_id = t.call_task_id::text and s.recording_link is not null
      and not exists (
        select from callboard.recording_peaks p where p.organization_id = ${orgId} and p.call_id = t.call_task_id::text)
    order by t.id limit ${limit}`);
  return rows.map(({ rowId }) => rowId);
}

export type AlignmentSettings = {
  /** Set right by a person; null: never. */
  robotChannel: 'left' | 'right' | null;
  offsetMs: number | null;
  /** The row's latest call, its words, and the provider's job that they came with. */
  latestCallId: string | null;
  conversation: unknown;
  providerJob: unknown;
};

/** What is needed to read a call's peaks beyond the peaks. */
export async function findAlignmentSettings(
  orgId: OrgId,
  db: Db,
  rowId: DbId,
  callId: string,
): Promise<AlignmentSettings | null> {
  const [row] = await db.execute<AlignmentSettings>(sql`
    select ts.robot_channel as "robotChannel", js.audio_offset_ms as "offsetMs",
      nullif(t.call_task_id::text, '') as "latestCallId", callboard.as_jsonb(t.call_conversation) as conversation,
      s.provider_job as "providerJob"
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join callboard.job_states s on s.row_id = t.id
    left join callboard.task_settings ts on ts.task_id = t.task_id and ts.organization_id = ${orgId}
    left join callboard.job_settings js on js.row_id = t.id and js.organization_id = ${orgId}
      and coalesce(js.call_id, ${callId}) = ${callId}
    where t.id = ${rowId}::bigint`);
  return row ?? null;
}
