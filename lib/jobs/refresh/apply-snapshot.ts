import 'server-only';

import { hash } from 'node:crypto';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { asTime, bigints, isoUtc, texts } from '@/lib/db/columns';
import { isRolledBack, type Refusal, refusalOf } from '@/lib/db/errors';
import { type Installation, installationOf, learnFrom } from '@/lib/db/installation';
import type { FieldChange, ReceiptRow, RefreshedField } from '@/lib/receipts/schemas';
import { indexJobs, noteWritten } from '../job-index/index-jobs';
import type { JobRecord } from './to-record';

export type RowRecording = { url: string; expiresAt: Date | null };

/** What the provider said about one row of the page. */
export type SnapshotRow = { rowId: number; jobId: string } & (
  | {
      outcome: 'record';
      record: JobRecord;
      recording: RowRecording | null;
      /** The version (xmin) of the row that was seen to hold the answer's conversation; absent: none is known. */
      conversationIn?: string;
    }
  | { outcome: 'not_returned' }
  | { outcome: 'invalid'; reason: string }
);

export type Snapshot = { taskId: number; refreshNumber: number; checkedAt: Date; rows: SnapshotRow[] };

type RecordRow = Extract<SnapshotRow, { outcome: 'record' }>;
type LockedRow = RecordRow & { conversationIsStored: boolean };
/** What the row's own state holds of the refresh before. */
type KeptState = { lastVerdict: string | null; answerDigest: string | null; recordingLink: string | null };

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
  const applyIndexing = (write: Write, index: IndexRows) =>
    db.transaction((tx) =>
      applyWith((rows) => write(tx, rows, installationOf(db)), orgId, tx, snapshot, store, index),
    );
  const apply = (write: Write) =>
    applyIndexing(write, indexRows).catch(async (error: unknown) => {
      if (!(error instanceof NotIndexedError)) throw error;
      const result = await applyIndexing(write, async () => {});
      void noteWritten(db, error.rowIds).catch(() => {});
      return result;
    });
  // A refused value ends the transaction. That is rare, so only the second try pays for savepoints.
  const applyWhatFits = async (error: unknown): Promise<T> => {
    if (refusalOf(error)) return apply(writeAcceptable);
    throw error;
  };
  return apply(compareAndWrite).catch(async (error: unknown) =>
    (await learnFrom(db, error)) ? apply(compareAndWrite).catch(applyWhatFits) : applyWhatFits(error),
  );
}

type IndexRows = (tx: Tx, rowIds: number[]) => Promise<void>;

/** The index could not follow, which is no reason for a refresh to fail. */
class NotIndexedError extends Error {
  override readonly name = 'NotIndexedError';
  constructor(
    readonly rowIds: number[],
    cause: unknown,
  ) {
    super('the index could not follow', { cause });
  }
}

async function indexRows(tx: Tx, rowIds: number[]): Promise<void> {
  try {
    await indexJobs(tx, rowIds);
  } catch (error) {
    throw isRolledBack(error) ? error : new NotIndexedError(rowIds, error);
  }
}

type Write = (tx: Tx, rows: LockedRow[], installation: Installation) => Promise<Map<string, ReceiptRow>>;

/** An installation without a primary key may have the same id twice; the job tells its rows apart. */
const keyOf = ({ rowId, jobId }: { rowId: number; jobId: string }): string => `${rowId}:${jobId}`;

async function applyWith<T>(
  write: (rows: LockedRow[]) => Promise<Map<string, ReceiptRow>>,
  orgId: OrgId,
  tx: Tx,
  snapshot: Snapshot,
  store: (tx: Tx, rows: ReceiptRow[]) => Promise<T>,
  index: IndexRows,
): Promise<T> {
  const records = snapshot.rows.filter((row) => row.outcome === 'record');
  const verdicts = new Map<string, ReceiptRow>();
  let kept = new Map<number, KeptState>();
  if (records.length > 0) {
    // Sent one behind the other: the lock reads from the database what the gate let through.
    const [gate, versions] = await Promise.all([
      passGate(orgId, tx, snapshot, records),
      lockRows(orgId, tx, snapshot, records),
    ]);
    const locked = records.filter((row) => versions.has(row.rowId));
    const judged = await write(
      locked.map((row) => ({ ...row, conversationIsStored: row.conversationIn === versions.get(row.rowId) })),
    );
    for (const row of records) {
      verdicts.set(keyOf(row), judged.get(keyOf(row)) ?? superseded(row, gate.overtaken.has(row.rowId)));
    }
    kept = gate.passed;
  }
  const rows = snapshot.rows.map((row) => verdicts.get(keyOf(row)) ?? withoutRecord(row));
  const states = changedStates(records, verdicts, kept);
  const unanswered = snapshot.rows.filter((row) => row.outcome !== 'record');
  // None of these needs another's answer, so they travel together, in this order.
  const [result] = await Promise.all([
    store(tx, rows),
    storeStates(tx, snapshot, states),
    storeUnanswered(orgId, tx, snapshot, unanswered),
    index(tx, [...states.map(({ id }) => id), ...unanswered.map(({ rowId }) => rowId)]),
  ]);
  return result;
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

/** The rows that are still what was asked for: same task, same organization, same `call_job_id`. */
function asked(orgId: OrgId, taskId: number, rows: readonly SnapshotRow[]): SQL {
  const [ids, jobIds] = [rows.map((row) => row.rowId), rows.map((row) => row.jobId)];
  return sql`unnest(${bigints(ids)}, ${texts(jobIds)}) as v(id, job_id)
    join leads_task_list t on t.id = v.id and t.task_id = ${taskId} and t.call_job_id::text = v.job_id
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}`;
}

/**
 * Rows as one JSON parameter. JSON within it travels as text: PostgreSQL takes several times as long to make `jsonb` of
 * a value nested in a record.
 */
const recordset = (rows: readonly object[]): SQL => sql`json_to_recordset(${JSON.stringify(rows)}::json)`;

async function passGate(
  orgId: OrgId,
  tx: Tx,
  { taskId, refreshNumber, checkedAt }: Snapshot,
  rows: RecordRow[],
): Promise<{ passed: Map<number, KeptState>; overtaken: Set<number> }> {
  const result = await tx.execute<{ id: number; passed: boolean } & KeptState>(sql`
    with matching as (select distinct t.id from ${asked(orgId, taskId, rows)}),
    gated as (
      insert into callboard.job_states as s (row_id, task_id, check_number, checked_at)
      select id, ${taskId}, ${refreshNumber}, ${checkedAt.toISOString()}::timestamptz from matching order by id
      on conflict (row_id) do update
        set check_number = excluded.check_number, checked_at = excluded.checked_at, task_id = excluded.task_id
        where s.check_number < excluded.check_number
      returning s.row_id, s.last_verdict, s.answer_digest, s.recording_link)
    select row_id as id, true as passed, last_verdict as "lastVerdict", answer_digest as "answerDigest",
      recording_link as "recordingLink" from gated
    union all
    select id, false, null, null, null from matching where id not in (select row_id from gated)`);
  return {
    passed: new Map(result.filter((row) => row.passed).map((row) => [row.id, row])),
    overtaken: new Set(result.filter((row) => !row.passed).map((row) => row.id)),
  };
}

/** Locks the rows that passed the gate and are still what was asked for; answers the version (xmin) of each. */
async function lockRows(
  orgId: OrgId,
  tx: Tx,
  { taskId, refreshNumber }: Snapshot,
  rows: RecordRow[],
): Promise<Map<number, string>> {
  const result = await tx.execute<{ id: number; version: string }>(sql`
    select t.id, t.xmin::text as version from ${asked(orgId, taskId, rows)}
    join callboard.job_states s on s.row_id = t.id and s.check_number = ${refreshNumber}
    order by t.id for update of t`);
  return new Map(result.map((row) => [row.id, row.version]));
}

/** What the database refuses (a shorter column, a check, a trigger) makes only its own row invalid. */
async function writeAcceptable(
  tx: Tx,
  rows: LockedRow[],
  installation: Installation,
): Promise<Map<string, ReceiptRow>> {
  const verdicts = new Map<string, ReceiptRow>();
  for (const row of rows) {
    try {
      const written = await tx.transaction(async (savepoint) => {
        const result = await compareAndWrite(savepoint, [row], installation);
        // What an installation checks only at the end of a transaction is checked here, while one row is to blame.
        await savepoint.execute(sql`set constraints all immediate`);
        return result;
      });
      for (const [key, verdict] of written) verdicts.set(key, verdict);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      verdicts.set(keyOf(row), {
        row_id: row.rowId,
        job_id: row.jobId,
        verdict: 'invalid',
        reason: reasonOf(refusal),
      });
    }
  }
  return verdicts;
}

function reasonOf({ by, code }: Refusal): string {
  const what =
    by === 'trigger' ? 'a trigger of the database refused the row' : 'the database refused a value';
  return `${what} (SQLSTATE ${code})`;
}

const UPDATED_NOW = sql`, updated_at = callboard.time_if(true, now(), t.updated_at, 'leads_task_list', 'updated_at')`;

/** A row that differs. */
type ComparedRow = {
  id: number;
  jobId: string;
  /** False: a trigger has refused the update in silence. */
  written: boolean;
  /** Null for a field that does not differ. */
  changes: (FieldChange | null)[];
};

/**
 * The one place where a row is compared with the provider's answer. The rows are locked, so what this statement reads
 * is what it overwrites. A conversation that the locked version is known to hold is neither sent nor read.
 */
async function compareAndWrite(
  tx: Tx,
  rows: LockedRow[],
  installation: Installation,
): Promise<Map<string, ReceiptRow>> {
  if (rows.length === 0) return new Map();
  const distinct = [...new Map(rows.map((row) => [keyOf(row), row])).values()];
  const answers = distinct.map(
    ({ rowId, jobId, record: { status, call }, recording, conversationIsStored }) => ({
      id: rowId,
      job_id: jobId,
      status,
      has_call: call !== null,
      call_id: call?.callId ?? null,
      planed_time: call?.plannedTime ?? null,
      conversation: conversationIsStored || !call?.conversation ? null : JSON.stringify(call.conversation),
      conversation_is_stored: conversationIsStored,
      calling_number: call?.callingNumber ?? null,
      recording_url: recording?.url ?? null,
    }),
  );
  const turns = (column: string) =>
    sql.raw(
      `case when jsonb_typeof(${column}) = 'array' then jsonb_build_object('turns', jsonb_array_length(${column})) end`,
    );
  const change = (field: RefreshedField, from: SQL, to: SQL) =>
    sql`case when d.${sql.identifier(field)} then jsonb_build_object('field', ${sql.raw(`'${field}'`)}, 'from', ${from}, 'to', ${to}) end`;
  const plain = (field: string) => [sql`d.old_${sql.raw(field)}`, sql`d.new_${sql.raw(field)}`] as const;

  const differing = sql`select * from (
      select c.id, c.row_place, c.job_id, c.call_status, c.planed_time, c.call_task_id, c.call_conversation, c.calling_number, c.recording_url,
        c.old_status, c.new_status, c.old_planed, c.new_planed, c.old_call, c.new_call, c.old_number, c.new_number,
        c.old_url, c.new_url, c.new_conversation,
        case when c.call_conversation then ${turns('c.old_conversation')} end as old_turns
      from (
        -- While the call is the same, no value means nothing new; another call replaces every call column.
        select b.*,
          new_status is not null and new_status is distinct from old_status as call_status,
          has_call and (new_planed is not null or not same_call)
            and coalesce(abs(extract(epoch from new_planed - old_planed)) >= 1,
              (new_planed is null) <> (old_planed is null)) as planed_time,
          has_call and not same_call as call_task_id,
          has_call and not conversation_is_stored and (new_conversation is not null or not same_call)
            and case when new_conversation is null then coalesce(old_json not in ('', '[]', 'null'), false)
              else new_conversation is distinct from old_conversation end as call_conversation,
          has_call and (new_number is not null or not same_call)
            and new_number is distinct from old_number as calling_number,
          has_call and (new_url is not null or not same_call)
            and callboard.recording_object(new_url) is distinct from callboard.recording_object(old_url)
            as recording_url
        from (
          select t.id, t.ctid as row_place, v.job_id, v.has_call, v.status as new_status, v.planed_time as new_planed, v.call_id as new_call,
            v.conversation::jsonb as new_conversation, v.calling_number as new_number, v.recording_url as new_url,
            nullif(t.call_status::text, '') as old_status, ${asTime(sql`t.planed_time`)} as old_planed,
            nullif(t.call_task_id::text, '') as old_call, v.conversation_is_stored,
            case when not v.conversation_is_stored then callboard.as_jsonb(t.call_conversation) end as old_conversation,
            case when v.conversation is null and not v.conversation_is_stored then t.call_conversation::text
              end as old_json,
            nullif(t.calling_number::text, '') as old_number, nullif(t.recording_url::text, '') as old_url,
            coalesce(v.call_id = nullif(t.call_task_id::text, ''), v.call_id is null) as same_call
          from ${recordset(answers)} as v(
            id bigint, job_id text, status text, has_call boolean, call_id text, planed_time timestamptz, conversation text,
            conversation_is_stored boolean, calling_number text, recording_url text)
          join leads_task_list t on t.id = v.id and t.call_job_id::text = v.job_id
          offset 0) b
        offset 0) c
      ) compared where call_status or planed_time or call_task_id or call_conversation or calling_number
        or recording_url`;
  const write = (from: SQL) => sql`update leads_task_list t set
        call_status = callboard.text_if(d.call_status, d.new_status, t.call_status),
        planed_time = callboard.time_if(d.planed_time, d.new_planed, t.planed_time, 'leads_task_list', 'planed_time'),
        call_task_id = callboard.text_if(d.call_task_id, d.new_call, t.call_task_id),
        call_conversation = callboard.json_if(d.call_conversation, d.new_conversation, t.call_conversation),
        calling_number = callboard.text_if(d.calling_number, d.new_number, t.calling_number),
        recording_url = callboard.text_if(d.recording_url, d.new_url, t.recording_url)
        ${installation.generatesUpdatedAt ? sql`` : UPDATED_NOW}
      from ${from} d
      where t.id = d.id and t.ctid = d.row_place returning t.id`;
  // IN is looked up by hash; a join of the two would be by nested loops, because neither has statistics.
  const tell = (
    written: SQL,
  ) => sql`select d.id, d.job_id as "jobId", ${written} as written, jsonb_build_array(
        ${change('call_status', ...plain('status'))},
        ${change('planed_time', isoUtc(sql`d.old_planed`), isoUtc(sql`d.new_planed`))},
        ${change('call_task_id', ...plain('call'))},
        ${change('call_conversation', sql`d.old_turns`, turns('d.new_conversation'))},
        ${change('calling_number', ...plain('number'))},
        ${change('recording_url', ...plain('url'))}) as changes
    from difference d`;

  const differences = sql`with difference as materialized (${differing})`;
  let compared: readonly ComparedRow[];
  if (installation.hasUpdateRule) {
    const told = await tx.execute<ComparedRow>(sql`${differences} ${tell(sql`false`)}`);
    const written = await tx.execute<{ id: number }>(write(sql`(${differing})`));
    const ids = new Set(written.map((row) => row.id));
    compared = told.map((row) => ({ ...row, written: ids.has(row.id) }));
  } else {
    compared = await tx.execute<ComparedRow>(sql`
      ${differences}, written as (${write(sql`difference`)}) ${tell(sql`d.id in (select id from written)`)}`);
  }

  const byKey = new Map(compared.map((row) => [keyOf({ rowId: row.id, jobId: row.jobId }), row]));
  return new Map(
    rows.map((row) => [keyOf(row), comparedVerdict(row.rowId, row.jobId, byKey.get(keyOf(row)))]),
  );
}

function comparedVerdict(rowId: number, jobId: string, difference: ComparedRow | undefined): ReceiptRow {
  const base = { row_id: rowId, job_id: jobId };
  if (!difference) return { ...base, verdict: 'unchanged' };
  const { written, changes } = difference;
  if (written) return { ...base, verdict: 'updated', changes: changes.filter((change) => change !== null) };
  return { ...base, verdict: 'invalid', reason: 'a trigger of the database kept the row as it was' };
}

/** What the provider said of the rows that passed the gate and are still what was asked for, where it is news. */
function changedStates(rows: RecordRow[], verdicts: Map<string, ReceiptRow>, kept: Map<number, KeptState>) {
  return rows.flatMap(({ rowId, jobId, record, recording }) => {
    const verdict = verdicts.get(keyOf({ rowId, jobId }))?.verdict;
    const before = kept.get(rowId);
    if (!verdict || !before || verdict === 'superseded') return [];
    const digest = digestOf(record);
    const isKept = digest === before.answerDigest;
    const linkIsKept = !recording || recording.url === before.recordingLink;
    if (isKept && linkIsKept && verdict === before.lastVerdict && verdict !== 'updated') return [];
    return {
      id: rowId,
      verdict,
      digest,
      provider_time: record.providerTime,
      provider_job: isKept ? null : JSON.stringify(record.providerJob),
      call_result: record.callResult,
      recording_call_id: recording ? record.call?.callId : null,
      recording_link: recording?.url ?? null,
      recording_expires_at: recording?.expiresAt ?? null,
    };
  });
}

async function storeStates(
  tx: Tx,
  snapshot: Snapshot,
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
    where s.row_id = v.id and s.check_number = ${snapshot.refreshNumber}`);
}

/** Differs when anything differs that an answer leaves in a row's own state, its recording aside. */
function digestOf({ providerJob, providerTime, callResult }: JobRecord): string {
  return hash('sha256', JSON.stringify([providerJob, providerTime, callResult]), 'base64');
}

/** A row that was asked for without a usable answer was still checked; it does not hold back an older answer. */
async function storeUnanswered(orgId: OrgId, tx: Tx, snapshot: Snapshot, rows: SnapshotRow[]) {
  if (rows.length === 0) return;
  const verdicts = rows.map((row) => withoutRecord(row).verdict);
  await tx.execute(sql`
    insert into callboard.job_states as s (row_id, task_id, check_number, checked_at, last_verdict)
    select distinct on (t.id) t.id, ${snapshot.taskId}::bigint, 0, ${snapshot.checkedAt.toISOString()}::timestamptz, u.verdict
    from ${asked(orgId, snapshot.taskId, rows)}
    join unnest(${bigints(rows.map((row) => row.rowId))}, ${texts(verdicts)}) as u(id, verdict) on u.id = v.id
    order by t.id
    on conflict (row_id) do update set checked_at = excluded.checked_at, last_verdict = excluded.last_verdict
      where s.check_number < ${snapshot.refreshNumber}`);
}
