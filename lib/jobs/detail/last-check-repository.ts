import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { HAS_JOB_ID, isoUtc, jsonId } from '@/lib/db/columns';
import type { ProviderCall, ReceiptRow } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import { knowsPlaces, rowsBefore } from '../job-index/places';
import type { LastCheck } from '../schemas';
import { wholeTask } from '../selection';

type Found = {
  receiptId: string;
  at: string;
  by: string;
  error: { code: string; message: string; requestId: string | null } | null;
  calls: ProviderCall[];
  row: ReceiptRow | null;
};

/**
 * What the newest refresh that asked for a row said of it. A refresh that failed names no rows: it counts when it is
 * newer than the row's last check and asked for the row, or, of those that kept no ids, was of the row alone or of the
 * page on which it stands now.
 */
export async function findLastCheck(orgId: OrgId, db: Db, rowId: DbId): Promise<LastCheck | null> {
  const receipt = (
    row: SQL,
  ) => sql`select r.id as "receiptId", ${isoUtc(sql`r.checked_at`)} as at, r.user_name as by,
    r.error, r.provider_calls as calls, ${row} as row, r.refresh_number as number
    from own join callboard.refresh_receipts r on r.organization_id = ${orgId} and r.task_id = own.task_id`;
  const before = (await knowsPlaces(db, wholeTask('own-task')))
    ? rowsBefore(sql`own.task_id::bigint`, sql`own.id::bigint`)
    : sql`(select count(*) from leads_task_list t where t.task_id = own.task_id and ${HAS_JOB_ID} and t.id < own.id)`;
  const [found] = await db.execute<Found>(sql`
    with own as materialized (
      select t.id, t.task_id, s.checked_at from leads_task_list t
      join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      left join callboard.job_states s on s.row_id = t.id
      where t.id = ${rowId}::bigint and ${HAS_JOB_ID} limit 1),
    place as (select ${before} as before from own)
    select * from (
      (${receipt(sql`null::jsonb`)}
        where r.error is not null and r.checked_at > coalesce(own.checked_at, '-infinity')
          and case when r.asked_row_ids is not null then own.id = any(r.asked_row_ids)
            when r.row_id is null then r.page = 1 + (select before from place) / nullif(r.page_size, 0)
            else r.row_id = own.id end
        order by r.refresh_number desc nulls last limit 1)
      union all
      (${receipt(sql`said.row`)}
        cross join lateral (select row from jsonb_array_elements(r.rows) row
          where row->'row_id' = ${jsonId(sql`own.id`)} limit 1) said
        where r.error is null and r.checked_at = own.checked_at limit 1)) newest
    order by number desc limit 1`);
  return found ? toLastCheck(found) : null;
}

function toLastCheck({ row, error, calls, receiptId, at, by }: Found): LastCheck | null {
  const check = { receiptId, at, by };
  const requestId = calls.findLast((call) => call.request_id !== null)?.request_id ?? null;
  if (error) {
    const { code, message } = error;
    return { ...check, outcome: 'failed', reason: message, code, requestId: error.requestId ?? requestId };
  }
  return row ? { ...check, outcome: row.verdict, reason: row.reason ?? null, code: null, requestId } : null;
}
