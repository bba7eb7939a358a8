import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import {
  asCode,
  asInterest,
  bigints,
  FOLLOW_DATA,
  HAS_JOB_ID,
  isoUtc,
  jsonId,
  NAMED_FOLLOW_UP,
} from '@/lib/db/columns';
import type { FollowData } from '@/lib/follow-ups/schemas';
import type { DbId } from '@/lib/values/db-id';

import { locatedRows, locatePage } from '../job-index/places';
import { selectRows } from '../select-rows';
import type { SelectedPage } from '../selection';
import type { TaskIdentity } from '../task-repository';
import type { RowRecording } from './snapshot';

/** A row that the provider is asked about. */
export type AskedRow = { rowId: DbId; jobId: string };

/** The rows of one refresh, with their task. */
export type RowsToRefresh = {
  task: TaskIdentity;
  /** Orders this refresh among all others. */
  refreshNumber: number;
  /** Rows of the task that can be refreshed. */
  totalCount: number;
  rows: AskedRow[];
};

/** The newest refresh of a task, or of rows `s`, that the database knows; it has to lie below the one that begins. */
const newestNumber = (orgId: OrgId, ofRows: SQL): SQL => sql`greatest(${ofRows}, (
  select max(r.refresh_number) from callboard.refresh_receipts r
  where r.organization_id = ${orgId} and r.task_id = c.id))`;

const TASK_IDENTITY = sql`jsonb_build_object('id', ${jsonId(sql`c.id`)}, 'name', c.task_name::text, 'type', ${asCode(sql`c.task_type`)})`;
const ASKED_ROW = sql`jsonb_build_object('rowId', ${jsonId(sql`t.id`)}, 'jobId', t.call_job_id::text)`;

/**
 * One page of a task's selection, in its order; the last page when the asked one is past it. Null for a foreign or
 * missing task.
 */
export async function findPageToRefresh(
  orgId: OrgId,
  db: Db,
  asked: SelectedPage & { selection: { scope: DbId } },
): Promise<(RowsToRefresh & { page: number }) | null> {
  const { selection, page, pageSize } = asked;
  const { from, where, order } = selectRows(orgId, selection);
  const located = await locatePage(orgId, db, asked);
  const [n, rows] = located
    ? [sql`${located.selected}::bigint`, locatedRows(orgId, asked, located)]
    : [
        sql`(select count(*) from ${from} where ${where})`,
        sql`(select t.id, t.call_job_id, row_number() over (${order}) as position from ${from} where ${where}
          ${order} limit ${pageSize} offset (c.page - 1)::bigint * ${pageSize})`,
      ];
  const [found] = await db.execute<RowsToRefresh & { page: number; newestNumber: number | null }>(sql`
    with counted as (
      select c.*, ${n} as n
      from call_tasks c where c.id = ${selection.scope}::bigint and c.organization_id = ${orgId} limit 1),
    c as (select *, greatest(1, least(${page}, ceil(n::numeric / ${pageSize})))::int as page from counted)
    select nextval('callboard.refresh_number') as "refreshNumber", ${TASK_IDENTITY} as task, c.n as "totalCount", c.page,
      coalesce(p.rows, '[]') as rows, ${newestNumber(orgId, sql`p.newest`)} as "newestNumber"
    from c, lateral (
      select jsonb_agg(${ASKED_ROW} order by t.position) as rows, max(s.check_number) as newest from ${rows} t
      left join callboard.job_states s on s.row_id = t.id) p`);
  return found ? withNewestNumber(db, found) : null;
}

/** One row as a page of its own, empty when the row has no `call_job_id`. Null for a foreign or missing row. */
export async function findRowToRefresh(orgId: OrgId, db: Db, rowId: DbId): Promise<RowsToRefresh | null> {
  const [found] = await db.execute<RowsToRefresh & { newestNumber: number | null }>(sql`
    select nextval('callboard.refresh_number') as "refreshNumber", ${TASK_IDENTITY} as task,
      (select count(*) from leads_task_list t where t.task_id = c.id and ${HAS_JOB_ID}) as "totalCount",
      case when ${HAS_JOB_ID} then jsonb_build_array(${ASKED_ROW}) else '[]' end as rows,
      ${newestNumber(orgId, sql`(select s.check_number from callboard.job_states s where s.row_id = t.id)`)}
        as "newestNumber"
    from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.id = ${rowId}::bigint limit 1`);
  return found ? withNewestNumber(db, found) : null;
}

/** The rows of one batch of a run: those of an id range that can be refreshed. Null for a foreign or missing task. */
export async function findBatchToRefresh(
  orgId: OrgId,
  db: Db,
  batch: { taskId: DbId; fromRowId: DbId; toRowId: DbId; rowIds: readonly DbId[] | null },
): Promise<Omit<RowsToRefresh, 'totalCount'> | null> {
  const { taskId, fromRowId, toRowId, rowIds } = batch;
  const wanted = rowIds
    ? sql`t.id = any(${bigints(rowIds)})`
    : sql`t.id between ${fromRowId}::bigint and ${toRowId}::bigint`;
  const [found] = await db.execute<RowsToRefresh & { newestNumber: number | null }>(sql`
    select nextval('callboard.refresh_number') as "refreshNumber", ${TASK_IDENTITY} as task, 0 as "totalCount",
      coalesce(b.rows, '[]') as rows, ${newestNumber(orgId, sql`b.newest`)} as "newestNumber"
    from call_tasks c, lateral (
      select jsonb_agg(${ASKED_ROW} order by t.id) as rows, max(s.check_number) as newest
      from leads_task_list t left join callboard.job_states s on s.row_id = t.id
      where t.task_id = c.id and ${HAS_JOB_ID} and ${wanted}) b
    where c.id = ${taskId}::bigint and c.organization_id = ${orgId} limit 1`);
  return found ? withNewestNumber(db, found) : null;
}

/** Far more than refreshes can begin while the sequence is moved. */
const LEAP = 1000;

/**
 * A number that was stored before this refresh began lies below its own. It does not after a restore, or after a
 * failover that lost the last commits: then the sequence is moved past the stored one, and the refresh takes another.
 */
async function withNewestNumber<T extends RowsToRefresh & { newestNumber: number | null }>(
  db: Db,
  { newestNumber: stored, ...found }: T,
): Promise<Omit<T, 'newestNumber'>> {
  if (stored === null || stored < found.refreshNumber) return found;
  const refreshNumber = await db.transaction(async (tx) => {
    // One at a time: a second one that read the same would move the sequence back behind a number that is taken.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('callboard.refresh_number', 0))`);
    await tx.execute(sql`
      select setval('callboard.refresh_number', ${stored}::bigint + ${LEAP}) from callboard.refresh_number
      where last_value <= ${stored}::bigint`);
    const [next] = await tx.execute<{ value: number }>(
      sql`select nextval('callboard.refresh_number') as value`,
    );
    return next?.value;
  });
  return { ...found, ...(refreshNumber !== undefined && { refreshNumber }) };
}

/** What a row held when it was read without a lock: a hint that spares work, never the truth. */
export type RowBefore = {
  /** The row's version (xmin): as long as it is the same, nobody has written the row. */
  version: string;
  conversation: unknown;
  /** The link to the recording of one call that we hold. */
  held: (RowRecording & { callId: string }) | null;
};

/** Reads what can be known of the rows while the provider is being asked. */
export async function readRowsBefore(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  rowIds: DbId[],
): Promise<Map<DbId, RowBefore>> {
  type Raw = Pick<RowBefore, 'version' | 'conversation'> & {
    rowId: DbId;
    callId: string | null;
    url: string | null;
    expiresAt: string | null;
  };
  const rows = await db.execute<Raw>(sql`
    select t.id as "rowId", t.xmin::text as version, callboard.as_jsonb(t.call_conversation) as conversation,
      s.recording_call_id as "callId", s.recording_link as url, ${isoUtc(sql`s.recording_expires_at`)} as "expiresAt"
    from unnest(${bigints(rowIds)}) as asked(id)
    join leads_task_list t on t.id = asked.id and t.task_id = ${taskId}
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join callboard.job_states s on s.row_id = t.id`);
  return new Map(
    rows.map(({ rowId, version, conversation, callId, url, expiresAt }) => {
      const held = callId && url ? { callId, url, expiresAt: expiresAt ? new Date(expiresAt) : null } : null;
      return [rowId, { version, conversation, held }];
    }),
  );
}

export type RowAfterRefresh = {
  rowId: DbId;
  recordingUrl: string | null;
  leadsPhone: string | null;
  isInterested: number | null;
  followData: FollowData | null;
};

/** What the rows hold now, with the follow-up that each names. */
export async function readRows(
  orgId: OrgId,
  db: Db | Tx,
  taskId: DbId,
  rowIds: DbId[],
): Promise<Map<DbId, RowAfterRefresh>> {
  const rows = await db.execute<RowAfterRefresh>(sql`
    select t.id as "rowId", nullif(t.recording_url::text, '') as "recordingUrl", t.leads_phone::text as "leadsPhone",
      ${asInterest(sql`t.is_interested`)} as "isInterested", ${FOLLOW_DATA} as "followData"
    from unnest(${bigints(rowIds)}) as asked(id)
    join leads_task_list t on t.id = asked.id and t.task_id = ${taskId}
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join leads_follow f on ${NAMED_FOLLOW_UP}`);
  return new Map(rows.map((row) => [row.rowId, row]));
}
