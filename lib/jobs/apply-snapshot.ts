import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { refusedValueCode, retrySerialization } from '@/lib/db/errors';

import type { FieldChange, FieldValue, ReceiptRow, RefreshedField } from './schemas';
import type { JobRecord } from './to-record';

export type RowRecording = { url: string; expiresAt: Date | null };

/** What the provider said about one row of the page. */
export type SnapshotRow = { rowId: number; jobId: string } & (
  | { outcome: 'record'; record: JobRecord; recording: RowRecording | null }
  | { outcome: 'not_returned' }
  | { outcome: 'invalid'; reason: string }
);

export type Snapshot = { taskId: number; refreshNumber: number; checkedAt: Date; rows: SnapshotRow[] };

type RecordRow = Extract<SnapshotRow, { outcome: 'record' }>;

/**
 * Writes what changed and says of every row what happened to it, in the order given, by id.
 *
 * Everything is decided in the database, in one short transaction, in this order: a row whose newest check has a
 * higher number is left alone; the others are locked; the locked values are compared with the provider's and written
 * where they differ. Under READ COMMITTED a comparison without the lock would miss what another transaction commits
 * meanwhile. `store` gets the verdicts in the same transaction, and its result is the answer.
 */
export function applySnapshot<T>(
  orgId: OrgId,
  db: Db,
  snapshot: Snapshot,
  store: (tx: Tx, rows: ReceiptRow[]) => Promise<T>,
): Promise<T> {
  return retrySerialization(() =>
    db.transaction(async (tx) => {
      const records = snapshot.rows.filter((row) => row.outcome === 'record');
      const verdicts = new Map<number, ReceiptRow>();
      if (records.length > 0) {
        const gate = await passGate(orgId, tx, snapshot, records);
        const locked = await lockRows(
          orgId,
          tx,
          snapshot,
          records.filter((row) => gate.passed.has(row.rowId)),
        );
        const written = await writeDifferences(
          tx,
          records.filter((row) => locked.has(row.rowId)),
        );
        for (const row of records) {
          verdicts.set(row.rowId, written.get(row.rowId) ?? superseded(row, gate.overtaken.has(row.rowId)));
        }
        await storeStates(tx, snapshot, records, verdicts);
      }
      await storeUnanswered(orgId, tx, snapshot);
      return store(
        tx,
        snapshot.rows.map((row) => verdicts.get(row.rowId) ?? withoutRecord(row)),
      );
    }),
  );
}

function withoutRecord(row: SnapshotRow): ReceiptRow {
  const base = { row_id: row.rowId, job_id: row.jobId };
  if (row.outcome === 'invalid') return { ...base, verdict: 'invalid', reason: row.reason };
  return { ...base, verdict: 'not_returned' };
}

function superseded(row: SnapshotRow, overtaken: boolean): ReceiptRow {
  const reason = overtaken ? 'newer_refresh' : 'row_changed';
  return { row_id: row.rowId, job_id: row.jobId, verdict: 'superseded', reason };
}

const json = (value: unknown): SQL => sql`${JSON.stringify(value)}::jsonb`;

/** The rows that are still what was asked for: same task, same organization, same `call_job_id`. */
function asked(orgId: OrgId, taskId: number, rows: readonly SnapshotRow[]): SQL {
  const ids = rows.map((row) => ({ id: row.rowId, job_id: row.jobId }));
  return sql`jsonb_to_recordset(${json(ids)}) as v(id bigint, job_id text)
    join leads_task_list t on t.id = v.id and t.task_id = ${taskId} and t.call_job_id = v.job_id
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}`;
}

async function passGate(
  orgId: OrgId,
  tx: Tx,
  { taskId, refreshNumber, checkedAt }: Snapshot,
  rows: RecordRow[],
) {
  const result = await tx.execute<{ id: number; passed: boolean }>(sql`
    with matching as (select t.id from ${asked(orgId, taskId, rows)}),
    gated as (
      insert into callboard.job_states as s (row_id, task_id, check_number, checked_at)
      select id, ${taskId}, ${refreshNumber}, ${checkedAt.toISOString()}::timestamptz from matching order by id
      on conflict (row_id) do update
        set check_number = excluded.check_number, checked_at = excluded.checked_at, task_id = excluded.task_id
        where s.check_number < excluded.check_number
      returning s.row_id)
    select m.id, g.row_id is not null as passed from matching m left join gated g on g.row_id = m.id`);
  return {
    passed: new Set(result.filter((row) => row.passed).map((row) => row.id)),
    overtaken: new Set(result.filter((row) => !row.passed).map((row) => row.id)),
  };
}

async function lockRows(orgId: OrgId, tx: Tx, { taskId }: Snapshot, rows: RecordRow[]): Promise<Set<number>> {
  if (rows.length === 0) return new Set();
  const result = await tx.execute<{ id: number }>(
    sql`select t.id from ${asked(orgId, taskId, rows)} order by t.id for update of t`,
  );
  return new Set(result.map((row) => row.id));
}

/** A value that the database refuses (a shorter column, a check) makes only its own row invalid. */
async function writeDifferences(tx: Tx, rows: RecordRow[]): Promise<Map<number, ReceiptRow>> {
  if (rows.length === 0) return new Map();
  try {
    return await tx.transaction((savepoint) => compareAndWrite(savepoint, rows));
  } catch (error) {
    const code = refusedValueCode(error);
    if (!code) throw error;
    const [only] = rows;
    if (only && rows.length === 1) {
      const verdict: ReceiptRow = {
        row_id: only.rowId,
        job_id: only.jobId,
        verdict: 'invalid',
        reason: `the database refused a value (SQLSTATE ${code})`,
      };
      return new Map([[only.rowId, verdict]]);
    }
    const verdicts = new Map<number, ReceiptRow>();
    for (const row of rows) {
      for (const [rowId, verdict] of await writeDifferences(tx, [row])) verdicts.set(rowId, verdict);
    }
    return verdicts;
  }
}

type ComparedRow = {
  id: number;
  written: boolean;
  changes: { field: RefreshedField; from: FieldValue; to: FieldValue; differs: boolean }[];
};

/**
 * The one place where a row is compared with the provider's answer. The rows are locked, so what this statement reads
 * is what it overwrites.
 */
async function compareAndWrite(tx: Tx, rows: RecordRow[]): Promise<Map<number, ReceiptRow>> {
  const answers = rows.map(({ rowId, record: { status, call }, recording }) => ({
    id: rowId,
    status,
    has_call: call !== null,
    call_id: call?.callId ?? null,
    planed_time: call?.plannedTime ?? null,
    conversation: call?.conversation ?? null,
    calling_number: call?.callingNumber ?? null,
    recording_url: recording?.url ?? null,
  }));
  const iso = (column: string) =>
    sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
  const turns = (column: string) =>
    sql.raw(
      `case when jsonb_typeof(${column}) = 'array' then jsonb_build_object('turns', jsonb_array_length(${column})) end`,
    );

  const compared = await tx.execute<ComparedRow>(sql`
    with answer as materialized (
      select * from jsonb_to_recordset(${json(answers)}) as v(
        id bigint, status text, has_call boolean, call_id text, planed_time timestamptz, conversation jsonb,
        calling_number text, recording_url text)),
    before as materialized (
      select t.id, nullif(t.call_status, '') as call_status, t.planed_time::timestamptz as planed_time,
        nullif(t.call_task_id, '') as call_task_id, callboard.as_jsonb(t.call_conversation) as conversation,
        t.call_conversation::text not in ('', '[]', 'null') as has_conversation,
        nullif(t.calling_number, '') as calling_number, nullif(t.recording_url, '') as recording_url
      from leads_task_list t join answer v on v.id = t.id),
    wanted as materialized (
      select v.*, coalesce(v.call_id = b.call_task_id, v.call_id is null) as same_call
      from answer v join before b on b.id = v.id),
    -- While the call is the same, no value means nothing new; another call replaces every call column.
    difference as materialized (
      select w.id, b as old, w as new, w.has_call,
        w.status is not null and w.status is distinct from b.call_status as call_status,
        w.has_call and (w.planed_time is not null or not w.same_call)
          and coalesce(abs(extract(epoch from w.planed_time - b.planed_time)) >= 1,
            (w.planed_time is null) <> (b.planed_time is null)) as planed_time,
        w.has_call and not w.same_call as call_task_id,
        w.has_call and (w.conversation is not null or not w.same_call)
          and case when w.conversation is null then coalesce(b.has_conversation, false)
            else w.conversation is distinct from b.conversation end as conversation,
        w.has_call and (w.calling_number is not null or not w.same_call)
          and w.calling_number is distinct from b.calling_number as calling_number,
        w.has_call and (w.recording_url is not null or not w.same_call)
          and callboard.recording_object(w.recording_url) is distinct from callboard.recording_object(b.recording_url)
          as recording_url
      from wanted w join before b on b.id = w.id),
    written as (
      update leads_task_list t set
        call_status = case when d.call_status then (d.new).status else t.call_status end,
        planed_time = case when d.planed_time then (d.new).planed_time else t.planed_time end,
        call_task_id = case when d.call_task_id then (d.new).call_id else t.call_task_id end,
        call_conversation = callboard.json_if(d.conversation, (d.new).conversation, t.call_conversation),
        calling_number = case when d.calling_number then (d.new).calling_number else t.calling_number end,
        recording_url = case when d.recording_url then (d.new).recording_url else t.recording_url end,
        updated_at = now()
      from difference d
      where t.id = d.id and (d.call_status or d.planed_time or d.call_task_id or d.conversation or d.calling_number
        or d.recording_url)
      returning t.id)
    select d.id, w.id is not null as written, jsonb_build_array(
        jsonb_build_object('field', 'call_status', 'differs', d.call_status,
          'from', (d.old).call_status, 'to', (d.new).status),
        jsonb_build_object('field', 'planed_time', 'differs', d.planed_time,
          'from', ${iso('(d.old).planed_time')}, 'to', ${iso('(d.new).planed_time')}),
        jsonb_build_object('field', 'call_task_id', 'differs', d.call_task_id,
          'from', (d.old).call_task_id, 'to', (d.new).call_id),
        jsonb_build_object('field', 'call_conversation', 'differs', d.conversation,
          'from', ${turns('(d.old).conversation')}, 'to', ${turns('(d.new).conversation')}),
        jsonb_build_object('field', 'calling_number', 'differs', d.calling_number,
          'from', (d.old).calling_number, 'to', (d.new).calling_number),
        jsonb_build_object('field', 'recording_url', 'differs', d.recording_url,
          'from', (d.old).recording_url, 'to', (d.new).recording_url)) as changes
    from difference d left join written w on w.id = d.id`);

  const results = new Map(compared.map((row) => [row.id, row]));
  return new Map(
    rows.flatMap((row) => {
      const result = results.get(row.rowId);
      return result ? [[row.rowId, comparedVerdict(result, row.jobId)]] : [];
    }),
  );
}

function comparedVerdict({ id, written, changes }: ComparedRow, jobId: string): ReceiptRow {
  const differences: FieldChange[] = changes
    .filter((change) => change.differs)
    .map(({ field, from, to }) => ({ field, from, to }));
  if (written) return { row_id: id, job_id: jobId, verdict: 'updated', changes: differences };
  if (differences.length === 0) return { row_id: id, job_id: jobId, verdict: 'unchanged' };
  return {
    row_id: id,
    job_id: jobId,
    verdict: 'invalid',
    reason: 'a trigger of the database kept the row as it was',
  };
}

/** Keeps what the provider said of the rows that passed the gate and are still what was asked for. */
async function storeStates(tx: Tx, snapshot: Snapshot, rows: RecordRow[], verdicts: Map<number, ReceiptRow>) {
  const states = rows.flatMap(({ rowId, record, recording }) => {
    const verdict = verdicts.get(rowId)?.verdict;
    if (!verdict || verdict === 'superseded') return [];
    return {
      id: rowId,
      verdict,
      provider_time: record.providerTime,
      provider_job: record.providerJob,
      call_result: record.callResult,
      recording_call_id: recording ? record.call?.callId : null,
      recording_link: recording?.url ?? null,
      recording_expires_at: recording?.expiresAt ?? null,
    };
  });
  if (states.length === 0) return;
  await tx.execute(sql`
    update callboard.job_states s set
      last_verdict = v.verdict,
      changed_at = case when v.verdict = 'updated' then clock_timestamp() else s.changed_at end,
      provider_time = v.provider_time,
      provider_job = case when s.provider_job is distinct from v.provider_job then v.provider_job else s.provider_job end,
      call_result = v.call_result,
      recording_call_id = coalesce(v.recording_call_id, s.recording_call_id),
      recording_link = case when v.recording_call_id is null then s.recording_link else v.recording_link end,
      recording_expires_at = case when v.recording_call_id is null then s.recording_expires_at
        else v.recording_expires_at end
    from jsonb_to_recordset(${json(states)}) as v(
      id bigint, verdict text, provider_time timestamptz, provider_job jsonb, call_result text,
      recording_call_id text, recording_link text, recording_expires_at timestamptz)
    where s.row_id = v.id and s.check_number = ${snapshot.refreshNumber}`);
}

/** A row that was asked for without a usable answer was still checked; it does not hold back an older answer. */
async function storeUnanswered(orgId: OrgId, tx: Tx, snapshot: Snapshot) {
  const rows = snapshot.rows.filter((row) => row.outcome !== 'record');
  if (rows.length === 0) return;
  const unanswered = rows.map((row) => ({ id: row.rowId, verdict: withoutRecord(row).verdict }));
  await tx.execute(sql`
    insert into callboard.job_states as s (row_id, task_id, check_number, checked_at, last_verdict)
    select t.id, ${snapshot.taskId}, 0, ${snapshot.checkedAt.toISOString()}::timestamptz, u.verdict
    from ${asked(orgId, snapshot.taskId, rows)}
    join jsonb_to_recordset(${json(unanswered)}) as u(id bigint, verdict text) on u.id = v.id
    order by t.id
    on conflict (row_id) do update set checked_at = excluded.checked_at, last_verdict = excluded.last_verdict
      where s.check_number < ${snapshot.refreshNumber}`);
}
