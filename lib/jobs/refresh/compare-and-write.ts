import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import { recordset } from '@/lib/db/columns';
import type { Installation } from '@/lib/db/installation';
import type { FieldChange, ReceiptRow } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { keyOf, type RecordRow, type Snapshot } from './snapshot';
import { newValue, oldValue, SPELLED_CONVERSATION, WRITTEN_COLUMNS } from './written-columns';

/** A row that differs. */
type ComparedRow = {
  id: DbId;
  jobId: string;
  /** False: a trigger has refused the update in silence. */
  written: boolean;
  /** Null for a field that does not differ. */
  changes: (FieldChange | null)[];
};

const each = (make: (column: (typeof WRITTEN_COLUMNS)[number]) => SQL, separator = sql`, `): SQL =>
  sql.join(WRITTEN_COLUMNS.map(make), separator);
const name = (field: string): SQL => sql.raw(field);

const UPDATED_NOW = sql`, updated_at = callboard.time_if(true, now(), t.updated_at, 'leads_task_list', 'updated_at')`;

/** What is sent of one row; the keys of the columns are their names. */
function toSent({ rowId, jobId, record: { status, call }, recording, conversationIn }: RecordRow) {
  const isStored = conversationIn !== undefined;
  return {
    id: rowId,
    job_id: jobId,
    has_call: call !== null,
    conversation_in: conversationIn ?? null,
    call_status: status,
    planed_time: call?.plannedTime ?? null,
    call_task_id: call?.callId ?? null,
    call_conversation: isStored || !call?.conversation ? null : JSON.stringify(call.conversation),
    calling_number: call?.callingNumber ?? null,
    recording_url: recording?.url ?? null,
  };
}

/** The rows that differ, with what of them does. */
function differing(orgId: OrgId, { taskId, refreshNumber }: Snapshot, rows: readonly RecordRow[]): SQL {
  const sent = recordset([...new Map(rows.map((row) => [keyOf(row), row])).values()].map(toSent));
  // Only what is written and told leaves the inner query: whole old conversations would be copied in vain.
  const told = each(
    ({ field, told: tell }) =>
      sql`c.${name(field)}, c.${newValue(field)}, case when c.${name(field)} then ${tell(sql`c.${oldValue(field)}`)} end as ${name(`from_${field}`)}`,
  );
  return sql`select c.id, c.row_place, c.job_id, ${told} from (
      select b.*, ${each(({ field, differs }) => sql`${differs} as ${name(field)}`)} from (
        select t.id, t.ctid as row_place, v.job_id, v.has_call, v.conversation_in, ${SPELLED_CONVERSATION},
          coalesce(v.call_task_id = nullif(t.call_task_id::text, ''), v.call_task_id is null) as same_call,
          ${each((column) => sql`${column.old} as ${oldValue(column.field)}, ${column.new} as ${newValue(column.field)}`)}
        from ${sent} as v(id bigint, job_id text, has_call boolean, conversation_in text,
          ${each(({ field, sentAs }) => sql`${name(field)} ${name(sentAs)}`)})
        join leads_task_list t on t.id = v.id and t.task_id = ${taskId} and t.call_job_id::text = v.job_id
          and (v.conversation_in is null or v.conversation_in = t.xmin::text)
        join call_tasks k on k.id = t.task_id and k.organization_id = ${orgId}
        join callboard.job_states s on s.row_id = t.id and s.check_number = ${refreshNumber}
        offset 0) b
      offset 0) c where ${each(({ field }) => sql`c.${name(field)}`, sql` or `)}`;
}

/**
 * The one place where a row is compared with the provider's answer and written. The rows are claimed by this
 * transaction, so what the statement reads is what it overwrites. A row whose conversation is known to be held by one of
 * its versions (`conversationIn`) is left out where it has another version by now.
 *
 * @returns the verdicts of the rows that differ, by `keyOf`
 */
export async function compareAndWrite(
  orgId: OrgId,
  tx: Tx,
  snapshot: Snapshot,
  rows: readonly RecordRow[],
  installation: Installation,
): Promise<Map<string, ReceiptRow>> {
  if (rows.length === 0) return new Map();
  const found = differing(orgId, snapshot, rows);
  const write = (from: SQL) => sql`update leads_task_list t set
      ${each(({ field, assigned }) => sql`${name(field)} = ${assigned}`)}${installation.generatesUpdatedAt ? sql`` : UPDATED_NOW}
      from ${from} d where t.id = d.id and t.ctid = d.row_place returning t.id`;
  const change = ({ field, told }: (typeof WRITTEN_COLUMNS)[number]) =>
    sql`case when d.${name(field)} then jsonb_build_object('field', ${sql.raw(`'${field}'`)},
      'from', d.${name(`from_${field}`)}, 'to', ${told(sql`d.${newValue(field)}`)}) end`;
  const tell = (written: SQL) =>
    sql`select d.id, d.job_id as "jobId", ${written} as written, jsonb_build_array(${each(change)}) as changes
      from difference d`;

  const differences = sql`with difference as materialized (${found})`;
  let compared: readonly ComparedRow[];
  if (installation.hasUpdateRule) {
    const told = await tx.execute<ComparedRow>(sql`${differences} ${tell(sql`false`)}`);
    const written = await tx.execute<{ id: DbId }>(write(sql`(${found})`));
    const ids = new Set(written.map((row) => row.id));
    compared = told.map((row) => ({ ...row, written: ids.has(row.id) }));
  } else {
    // IN is looked up by hash; a join of the two would be by nested loops, because neither has statistics.
    compared = await tx.execute<ComparedRow>(sql`
      ${differences}, written as (${write(sql`difference`)}) ${tell(sql`d.id in (select id from written)`)}`);
  }
  return new Map(compared.map((row) => [keyOf({ rowId: row.id, jobId: row.jobId }), toVerdict(row)]));
}

function toVerdict({ id, jobId, written, changes }: ComparedRow): ReceiptRow {
  const base = { row_id: id, job_id: jobId };
  if (written) return { ...base, verdict: 'updated', changes: changes.filter((change) => change !== null) };
  return { ...base, verdict: 'invalid', reason: 'a trigger of the database kept the row as it was' };
}
