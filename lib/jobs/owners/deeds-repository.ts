import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { beginning, isoUtc } from '@/lib/db/columns';
import { preview } from '@/lib/values/previews';
import { maskNumberOrNull } from '@/lib/values/masking';

import type { DayOfDeeds, DoneLead, ListedDeed, Period } from './deeds';

const DAY = (at: SQL): SQL => sql`(${at} at time zone 'Asia/Shanghai')::date`;
const within = (at: SQL, { from, to }: Period): SQL =>
  sql`${at} >= ${from.toISOString()}::timestamptz and ${at} < ${to.toISOString()}::timestamptz`;

/**
 * `played`: each call that a person listened to, once a day; `written`: each lead with a follow-up of theirs, once a day,
 * as the day left it. What was taken back was not written.
 */
function deeds(orgId: OrgId, period: Period, userId: string | null): SQL {
  return sql`noted as materialized (
      select e.id, e.at, e.user_id, e.row_id, e.kind, ${DAY(sql`e.at`)} as day, e.details->>'call_id' as call_id,
        e.details #>> '{follow_up,id}' as follow_id, e.details ? 'undone' as undone,
        e.details #>> '{follow_up,next_follow_time}' is null as ends
      from callboard.job_events e
      where e.organization_id = ${orgId} and e.kind in ('played', 'follow_up') and ${within(sql`e.at`, period)}
        and ${userId === null ? sql`e.user_id is not null` : sql`e.user_id = ${userId}::uuid`}
        and (e.kind = 'played' or e.details ? 'follow_up')),
    played as (
      select user_id, day, row_id, call_id, max(at) as at from noted where kind = 'played'
      group by user_id, day, row_id, call_id),
    written as (
      -- The last word of the day in one number: ids grow, and what is added tells how it ended.
      select user_id, day, row_id, null::text as call_id, max(at) as at, max(id * 2 + ends::int) % 2 = 1 as ends
      from noted n
      where kind = 'follow_up' and not undone
        and not exists (select from noted u where u.undone and u.follow_id = n.follow_id)
      group by user_id, day, row_id)`;
}

/** A month of a large organization is summed in memory: on disk it takes several times as long. */
const ROOM = '64MB';

/** What each person did on each day of a period; days without a deed are not among them. @param userId of one person alone */
export async function selectDeeds(
  orgId: OrgId,
  db: Db,
  period: Period,
  userId: string | null,
): Promise<DayOfDeeds[]> {
  const ofOne = userId === null ? sql`user_id is not null` : sql`user_id = ${userId}::uuid`;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('work_mem', ${ROOM}, true)`);
    return tx.execute<DayOfDeeds>(sql`
    with ${deeds(orgId, period, userId)}
    select user_id as "userId", to_char(day, 'YYYY-MM-DD') as day, sum(written)::int as written,
      sum(finished)::int as finished, sum(played)::int as played, sum(taken)::int as taken
    from (
      select user_id, day, count(*) as written, count(*) filter (where ends) as finished, 0 as played, 0 as taken
      from written group by user_id, day
      union all
      select user_id, day, 0, 0, count(*), 0 from played group by user_id, day
      union all
      select user_id, ${DAY(sql`at`)}, 0, 0, 0, count(*) from callboard.audit_log
      where organization_id = ${orgId} and ${ofOne} and action = 'export.taken' and ${within(sql`at`, period)}
      group by 1, 2) d(user_id, day, written, finished, played, taken)
    group by user_id, day order by day, user_id`);
  });
}

type RawDone = Omit<DoneLead, 'phoneMasked'> & { phone: string | null };

/** The leads of one of a person's numbers, what they did last first. */
export async function selectDone(
  orgId: OrgId,
  db: Db,
  { period, userId, deed, limit }: { period: Period; userId: string; deed: ListedDeed; limit: number },
): Promise<DoneLead[]> {
  const from = deed === 'played' ? sql`played` : sql`written`;
  const ends = deed === 'finished' ? sql`ends` : sql`true`;
  const rows = await db.execute<RawDone>(sql`
    with ${deeds(orgId, period, userId)},
    done as (select row_id, call_id, at from ${from} where ${ends} order by at desc, row_id limit ${limit})
    select t.id as "rowId", t.task_id as "taskId", ${beginning(sql`c.task_name`)} as "taskName",
      ${beginning(sql`t.leads_name`)} as "leadsName", t.leads_phone::text as phone,
      (select ${beginning(sql`f.leads_remark`)} from leads_follow f
        where f.id = t.leads_follow_id and f.leads_id::text = t.leads_id::text limit 1) as remark,
      ${isoUtc(sql`d.at`)} as at, d.call_id as "callId"
    from done d join leads_task_list t on t.id = d.row_id
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    order by d.at desc, t.id`);
  return rows.map(({ phone, ...row }) => ({ ...row, ...shown(row), phoneMasked: maskNumberOrNull(phone) }));
}

/** The texts of a lead as a list shows them. */
export function shown({
  taskName,
  leadsName,
  remark,
}: Pick<DoneLead, 'taskName' | 'leadsName' | 'remark'>): Pick<DoneLead, 'taskName' | 'leadsName' | 'remark'> {
  return {
    taskName: preview(taskName, 'name'),
    leadsName: preview(leadsName, 'name'),
    remark: preview(remark, 'remark'),
  };
}
