import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';

import type { RowRecording } from './apply-snapshot';
import type { FollowData } from './schemas';

/** Rows that can be refreshed. Written exactly as in the partial index, so that PostgreSQL uses it. */
export const HAS_JOB_ID = sql`t.call_job_id is not null and t.call_job_id <> ''`;

/** A `leads_follow` row `f` as FollowData, null when there is none. */
export const FOLLOW_DATA = sql`case when f.id is not null then jsonb_build_object('id', f.id, 'leads_id', f.leads_id,
  'follow_time', ${isoUtc(sql`f.follow_time`)}, 'leads_remark', f.leads_remark,
  'new_follow_time', ${isoUtc(sql`f.new_follow_time`)}, 'next_follow_time', ${isoUtc(sql`f.next_follow_time`)},
  'is_arrive', f.is_arrive) end`;

export type TaskIdentity = { id: number; name: string | null; type: number | null };

/** The organization's task, or null; a foreign one is as good as missing. */
export async function findTask(orgId: OrgId, db: Db, taskId: number): Promise<TaskIdentity | null> {
  const [task] = await db.execute<TaskIdentity>(sql`
    select id, task_name as name, task_type as type from call_tasks where id = ${taskId}::bigint and organization_id = ${orgId}`);
  return task ?? null;
}

export type PageIds = {
  /** Orders this refresh among all others. */
  refreshNumber: number;
  /** The page taken: the last one when the asked one is past it. */
  page: number;
  totalCount: number;
  rows: { rowId: number; jobId: string; held: (RowRecording & { callId: string }) | null }[];
};

/** One page of the rows that can be refreshed, in id order, and the next refresh number. */
export async function listPageIds(
  orgId: OrgId,
  db: Db,
  { taskId, page, pageSize }: { taskId: number; page: number; pageSize: number },
): Promise<PageIds> {
  type Held = {
    rowId: number;
    jobId: string;
    callId: string | null;
    url: string | null;
    expiresAt: string | null;
  };
  const scope = sql`from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    where t.task_id = ${taskId}::bigint and ${HAS_JOB_ID}`;
  const [result] = await db.execute<{ number: number; total: number; page: number; rows: Held[] }>(sql`
    with total as (select count(*) as n ${scope}),
    taken as (select n, greatest(1, least(${page}, ceil(n::numeric / ${pageSize})))::int as page from total)
    select nextval('callboard.refresh_number') as number, n as total, page, coalesce((
      select jsonb_agg(jsonb_build_object('rowId', r.id, 'jobId', r.call_job_id, 'callId', s.recording_call_id,
        'url', s.recording_link, 'expiresAt', ${isoUtc(sql`s.recording_expires_at`)}) order by r.id)
      from (select t.id, t.call_job_id ${scope} order by t.id limit ${pageSize}
        offset (taken.page - 1)::bigint * ${pageSize}) r
      left join callboard.job_states s on s.row_id = r.id), '[]') as rows
    from taken`);
  if (!result) throw new Error('a SELECT without FROM rows always answers one row');
  return {
    refreshNumber: result.number,
    page: result.page,
    totalCount: result.total,
    rows: result.rows.map(({ rowId, jobId, callId, url, expiresAt }) => ({
      rowId,
      jobId,
      held: callId && url ? { callId, url, expiresAt: expiresAt ? new Date(expiresAt) : null } : null,
    })),
  };
}

export type RowAfterRefresh = {
  rowId: number;
  recordingUrl: string | null;
  leadsPhone: string | null;
  isInterested: number | null;
  followData: FollowData | null;
};

/** What the rows hold now, with the follow-up that each names. */
export async function readRows(
  orgId: OrgId,
  db: Db | Tx,
  taskId: number,
  rowIds: number[],
): Promise<Map<number, RowAfterRefresh>> {
  const rows = await db.execute<RowAfterRefresh>(sql`
    select t.id as "rowId", nullif(t.recording_url, '') as "recordingUrl", t.leads_phone as "leadsPhone",
      t.is_interested as "isInterested", ${FOLLOW_DATA} as "followData"
    from jsonb_array_elements_text(${JSON.stringify(rowIds)}::jsonb) as asked(id)
    join leads_task_list t on t.id = asked.id::bigint and t.task_id = ${taskId}
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join leads_follow f on f.id = t.leads_follow_id and f.leads_id = t.leads_id`);
  return new Map(rows.map((row) => [row.rowId, row]));
}
