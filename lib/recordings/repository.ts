import 'server-only';

import { sql, type SQL } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';
import { selectRows } from '@/lib/jobs/select-rows';
import { type Selection, wholeTask } from '@/lib/jobs/selection';
import { maskNumberOrNull } from '@/lib/values/masking';
import { isoTime } from '@/lib/values/times';
import type { DbId } from '@/lib/values/db-id';

import type { RecordedCall, SignedLink } from './types';

/**
 * A call of a row, by default the latest one, with the live link that we hold for it. Null for a foreign or missing row
 * and for a call that is none of the row's.
 */
export async function findRecordedCall(
  orgId: OrgId,
  db: Db,
  rowId: DbId,
  callId?: string,
): Promise<RecordedCall | null> {
  type Row = Omit<RecordedCall, 'held' | 'leadPhoneMasked'> & {
    leadPhone: string | null;
    link: string | null;
    expiresAt: string | null;
    /** The call as the provider told it, when it is not the latest. */
    earlier: Record<string, unknown> | null;
  };
  const wanted = sql`coalesce(${callId ?? null}::text, nullif(t.call_task_id::text, ''))`;
  const tasks = (job: SQL) =>
    sql`case when jsonb_typeof(${job} -> 'Tasks') = 'array' then ${job} -> 'Tasks' else '[]' end`;
  const [row] = await db.execute<Row>(sql`
    select t.id as "rowId", ${wanted} as "callId", nullif(t.call_status::text, '') as "callStatus",
      s.call_result as "callResult", c.task_name::text as "taskName", t.leads_name::text as "leadName",
      t.leads_phone::text as "leadPhone",
      ${isoUtc(sql`t.planed_time`)} as "plannedTime", earlier.call as earlier,
      case when s.recording_call_id = ${wanted} then s.recording_link end as link,
      ${isoUtc(sql`s.recording_expires_at`)} as "expiresAt"
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join callboard.job_states s on s.row_id = t.id
    left join lateral (
      select e.call from jsonb_array_elements(${tasks(sql`s.described_job`)} || ${tasks(sql`s.provider_job`)}) as e(call)
      where e.call ->> 'TaskId' = ${wanted} and ${wanted} is distinct from t.call_task_id::text limit 1) earlier on true
    where t.id = ${rowId}::bigint
      and (${callId ?? null}::text is null or nullif(t.call_task_id::text, '') = ${callId ?? null} or earlier.call is not null)`);
  if (!row) return null;
  const { link, expiresAt, earlier, leadPhone, ...known } = row;
  const call = { ...known, leadPhoneMasked: maskNumberOrNull(leadPhone) };
  const held =
    link === null ? null : { url: link, expiresAt: expiresAt === null ? null : new Date(expiresAt) };
  if (!earlier) return { ...call, held };
  // The job's status tells of its latest call alone.
  const callResult = typeof earlier.Status === 'string' ? earlier.Status : null;
  return { ...call, callStatus: null, callResult, plannedTime: isoTime(earlier.PlanedTime), held };
}

/**
 * Keeps a fresh link for as long as the row shows this very call. A row that was never refreshed has no state to keep
 * it in; its next range asks for another link.
 */
export async function storeRecordingLink(
  orgId: OrgId,
  db: Db,
  rowId: DbId,
  callId: string,
  { url, expiresAt }: SignedLink,
): Promise<void> {
  await db.execute(sql`
    update callboard.job_states s
    set recording_call_id = ${callId}, recording_link = ${url}, recording_expires_at = ${expiresAt?.toISOString() ?? null}
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where s.row_id = t.id and t.id = ${rowId}::bigint and t.call_task_id::text = ${callId}`);
}

/** How many rows are looked through for the next recording: a task may hold a million that never were reached. */
const MOST_ROWS_AHEAD = 5000;

/** The next row of a selection, in its order, whose latest call was reached; null when there is none near. */
export async function findNextRecorded(
  orgId: OrgId,
  db: Db,
  rowId: DbId,
  selection: Selection = wholeTask('own-task'),
): Promise<DbId | null> {
  const { from, where, order, sortKey, afterOwn } = selectRows(orgId, selection);
  const [row] = await db.execute<{ id: DbId }>(sql`
    with own as materialized (
      select t.id, t.task_id, ${sortKey} as sort_key from ${from} where t.id = ${rowId}::bigint
        and exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId}) limit 1)
    select ahead.id from own, lateral (
      select t.id, t.call_status::text, t.call_task_id::text, row_number() over (${order}) as position
      from ${from} where ${where} and ${afterOwn} ${order} limit ${MOST_ROWS_AHEAD}) ahead
    where ahead.call_status = 'Succeeded' and ahead.call_task_id <> '' order by ahead.position limit 1`);
  return row?.id ?? null;
}
