import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import {
  asInterest,
  beginning,
  bigints,
  followData,
  isoUtc,
  jsonId,
  NAMED_FOLLOW_UP,
} from '@/lib/db/columns';
import type { FollowData } from '@/lib/follow-ups/schemas';
import type { RowSearch } from '@/lib/tasks/match/schemas';
import { maskNumberOrNull } from '@/lib/values/masking';
import { oneLine } from '@/lib/values/one-line';
import { preview, PREVIEW_READ_LIMIT } from '@/lib/values/previews';
import { callDuration } from '@/lib/values/times';
import type { DbId } from '@/lib/values/db-id';

import { type LocatedPage, locatedRows } from '../job-index/places';
import { FACTS } from '../row-facts';
import type { JobRow, LastRefresh } from '../schemas';
import { ofSelectedTask, selectRows } from '../select-rows';
import { MOST_COUNTED } from '../words/find-words';
import { MOST_LABEL_NAME } from './label-repository';
import { isOneTask, type SelectedPage, type Selection, selectionAddress } from '../selection';

/** `atLeast`: there are more than `selected`. */
export type RowCounts = { selected: number; withoutId: number; atLeast?: boolean };

/** Longer than any refresh holds its transaction open (`statement_timeout`, lib/db/client.ts). */
const LONGEST_WRITE = sql`interval '30 seconds'`;

/** A time of the database's clock: whatever is stamped up to it is committed and seen by a statement that follows. */
export async function readClock(db: Db): Promise<string> {
  const [clock] = await db.execute<{ at: string }>(sql`
    select least(statement_timestamp(), min(xact_start))::text as at from pg_stat_activity
    where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()
      and xact_start > statement_timestamp() - ${LONGEST_WRITE}`);
  if (!clock) throw new Error('an aggregate always answers one row');
  return clock.at;
}

/** How many rows a selection has (of a search for words up to a limit), and how many of its tasks have no `call_job_id`. */
export async function countRows(orgId: OrgId, db: Db, selection: Selection): Promise<RowCounts> {
  const most = selection.filter.words ? MOST_COUNTED : null;
  const count = (counted: Selection) => {
    const { from, where } = selectRows(orgId, counted);
    const limit = counted === selection && most !== null ? sql`limit ${most + 1}` : sql``;
    return sql`(select count(*) from (select from ${from} where ${where} ${limit}) counted)`;
  };
  const [row] = await db.execute<RowCounts>(sql`
    select ${count(selection)} as selected, ${count({ ...selection, tab: 'without-id', filter: {} })} as "withoutId"`);
  if (!row) throw new Error('a SELECT without FROM always answers one row');
  return most !== null && row.selected > most ? { ...row, selected: most, atLeast: true } : row;
}

/** One page of a selection's rows, in its order. */
export async function selectPage(
  orgId: OrgId,
  db: Db,
  asked: SelectedPage,
  located: LocatedPage | null,
): Promise<JobRow[]> {
  const { selection, page, pageSize } = asked;
  const withTask = selection.scope === 'all-tasks';
  if (located)
    return readRows(orgId, db, sql`select * from ${locatedRows(orgId, asked, located)} t`, withTask);
  const { from, where, order } = selectRows(orgId, selection);
  return readRows(
    orgId,
    db,
    sql`select t.*, row_number() over (${order}) as position from ${from} where ${where}
      ${order} limit ${pageSize} offset ${(page - 1) * pageSize}`,
    withTask,
  );
}

/** These rows in this order, those marked that (no longer) belong to the selection. */
export async function selectStanding(
  orgId: OrgId,
  db: Db,
  selection: Selection,
  rowIds: readonly DbId[],
): Promise<JobRow[]> {
  const { from, where } = selectRows(orgId, selection);
  const ids = bigints(rowIds);
  const [rows, selected] = await Promise.all([
    readRows(
      orgId,
      db,
      sql`select t.*, asked.position from unnest(${ids}) with ordinality as asked(id, position)
        join leads_task_list t on t.id = asked.id and ${ofSelectedTask(orgId, selection)}`,
    ),
    db.execute<{ id: DbId }>(sql`select t.id from ${from} where ${where} and t.id = any(${ids})`),
  ]);
  const standing = new Set(selected.map(({ id }) => id));
  return rows.map((row) => (standing.has(row.rowId) ? row : { ...row, left: true }));
}

/** One row, or null. */
export async function selectRow(orgId: OrgId, db: Db, rowId: DbId): Promise<JobRow | null> {
  const rows = await readRows(
    orgId,
    db,
    sql`select t.*, 1 as position from leads_task_list t where t.id = ${rowId}::bigint
      and exists (select from call_tasks c where c.id = t.task_id and c.organization_id = ${orgId}) limit 1`,
  );
  return rows.at(0) ?? null;
}

type RawRow = Omit<JobRow, 'phoneMasked' | 'callingNumberMasked' | 'durationMs' | 'search' | 'labels'> & {
  phone: string | null;
  callingNumber: string | null;
  /** Duration and ActualTime of the latest call, and the sentences' Timestamps, as the provider told them. */
  duration: unknown;
  actualTime: unknown;
  stamps: unknown[] | null;
  followUp: FollowData | null;
  search: RowSearch | null;
  labels: JobRow['labels'] | null;
};

const TASK = sql`, (select jsonb_build_object('id', ${jsonId(sql`c.id`)}, 'name', ${beginning(sql`c.task_name`)})
  from call_tasks c where c.id = t.task_id limit 1) as task`;

/** So many labels of a row, so much of each. */
const MOST_LABELS = 10;
const LABELS = sql`(select jsonb_agg(jsonb_build_object('name', left(label->>'SummaryName', ${MOST_LABEL_NAME}),
    'value', left(label->>'Content', ${PREVIEW_READ_LIMIT})))
  from (select label from jsonb_path_query(s.provider_job, 'lax $.Summary[*]') label
    where label->>'SummaryName' <> '' limit ${MOST_LABELS}) told)`;

const ownerOf = (
  orgId: OrgId,
) => sql`(select jsonb_build_object('id', o.user_id, 'name', u.name) from callboard.lead_owners o
  join callboard.users u on u.id = o.user_id where o.row_id = t.id and o.organization_id = ${orgId})`;

/** What the newest search that looked for the job of a row `t` without one has found. */
const searchOf = (orgId: OrgId) => sql`(case when coalesce(t.call_job_id::text, '') = '' then (
  select jsonb_build_object('outcome', m.outcome, 'jobs', m.jobs, 'state', m.state, 'at', ${isoUtc(sql`g.finished_at`)})
  from callboard.job_matches m join callboard.job_matchings g on g.id = m.matching_id
  where m.row_id = t.id and g.task_id = t.task_id and g.organization_id = ${orgId}
    and g.state in ('ready', 'applied', 'undone')
  order by g.created_at desc limit 1) end)`;

/**
 * @param found rows `t` of the organization, with the `position` in which they are answered
 * @param withTask each row names its task
 */
async function readRows(orgId: OrgId, db: Db, found: SQL, withTask = false): Promise<JobRow[]> {
  const rows = await db.execute<RawRow>(sql`
    with found as materialized (${found}),
    page as materialized (select t.*, callboard.as_jsonb(t.call_conversation) as conversation from found t)
    select t.id as "rowId", ${beginning(sql`t.call_job_id`)} as "jobId", ${beginning(sql`t.leads_id`)} as "leadsId",
      ${beginning(sql`t.leads_name`)} as "leadsName", ${beginning(sql`t.leads_phone`)} as phone,
      ${beginning(sql`t.call_status`)} as "callStatus", s.call_result as "callResult",
      ${beginning(sql`t.calling_number`)} as "callingNumber", ${isoUtc(sql`t.planed_time`)} as "plannedTime",
      ${isoUtc(sql`s.checked_at`)} as "checkedAt", ${isoUtc(sql`s.changed_at`)} as "changedAt",
      ${isoUtc(sql`s.provider_time`)} as "providerTime", s.last_verdict as "lastVerdict",
      case when coalesce(t.recording_url::text, '') <> '' then 'stored'
        when t.call_status::text = 'Succeeded' and coalesce(t.call_task_id::text, '') <> '' then 'possible'
        else 'none' end as recording,
      s.provider_job #> '{Tasks,-1,Duration}' as duration, s.provider_job #> '{Tasks,-1,ActualTime}' as "actualTime",
      case when jsonb_typeof(t.conversation) = 'array' then jsonb_array_length(t.conversation) else 0 end
        as "conversationTurns",
      jsonb_path_query_array(t.conversation, 'lax $[*].Timestamp') as stamps,
      words.preview as "conversationPreview", ${followData(PREVIEW_READ_LIMIT)} as "followUp",
      ${asInterest(sql`t.is_interested`)} as "isInterested", ${ownerOf(orgId)} as owner,
      nullif(${FACTS.grade.column}, '') as grade, ${FACTS.attempts.column} as attempts, ${LABELS} as labels,
      ${searchOf(orgId)} as search${withTask ? TASK : sql``}
    from page t
    left join callboard.job_states s on s.row_id = t.id
    left join leads_follow f on ${NAMED_FOLLOW_UP}
    left join lateral (
      select left(e->>'Script', ${PREVIEW_READ_LIMIT}) as preview
      from jsonb_array_elements(case when jsonb_typeof(t.conversation) = 'array' then t.conversation else '[]' end)
        with ordinality as sentence(e, position)
      where coalesce(e->>'Script', '') <> ''
      order by (e->>'Speaker' = 'Contact') desc, position desc limit 1) words on true
    order by t.position`);
  return rows.map(toJobRow);
}

function toJobRow(raw: RawRow): JobRow {
  const {
    phone,
    callingNumber,
    duration,
    actualTime,
    stamps,
    conversationPreview,
    followUp,
    search,
    labels,
    ...row
  } = raw;
  return {
    ...row,
    ...(search && { search }),
    ...(row.task && { task: { ...row.task, name: preview(row.task.name, 'name') } }),
    phoneMasked: maskNumberOrNull(phone),
    callingNumberMasked: maskNumberOrNull(callingNumber),
    leadsName: preview(row.leadsName, 'name'),
    durationMs: callDuration(duration, actualTime, stamps ?? []),
    conversationPreview: preview(conversationPreview && oneLine(conversationPreview), 'sentence'),
    followUp: followUp && { ...followUp, leads_remark: preview(followUp.leads_remark, 'remark') },
    grade: preview(row.grade, 'label'),
    labels: (labels ?? []).map(({ name, value }) => ({ name, value: preview(value, 'label') ?? '' })),
  };
}

/** The newest refresh of this very page of one task by anyone of the organization. */
export async function findLastRefresh(
  orgId: OrgId,
  db: Db,
  { selection, page, pageSize }: SelectedPage,
): Promise<LastRefresh | null> {
  if (!isOneTask(selection.scope)) return null;
  const [row] = await db.execute<LastRefresh>(sql`
    select id as "receiptId", ${isoUtc(sql`checked_at`)} as at, user_name as by, error->>'code' as "errorCode"
    from callboard.refresh_receipts
    where organization_id = ${orgId} and task_id = ${selection.scope} and page = ${page}
      and page_size = ${pageSize} and row_id is null and selection = ${selectionAddress(selection)}
    order by refresh_number desc nulls last limit 1`);
  return row ?? null;
}
