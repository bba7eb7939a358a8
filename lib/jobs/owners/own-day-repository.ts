import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asTime, beginning, HAS_JOB_ID, isoUtc, NAMED_FOLLOW_UP } from '@/lib/db/columns';
import { maskNumberOrNull } from '@/lib/values/masking';

import { TODAY } from '../row-facts';
import type { OpenedTask, OwnLead } from './deeds';
import { shown } from './deeds-repository';
import { ownedRows, TOMORROW } from './workload-repository';

type RawLead = Omit<OwnLead, 'phoneMasked'> & { phone: string | null };

/** The person's leads that are due by the end of this day, the earliest first, and then those that nobody has followed up. */
export async function selectNext(orgId: OrgId, db: Db, userId: string, limit: number): Promise<OwnLead[]> {
  const rows = await db.execute<RawLead>(sql`
    with ${ownedRows(orgId, userId)}
    select t.id as "rowId", t.task_id as "taskId", ${beginning(sql`c.task_name`)} as "taskName",
      ${beginning(sql`t.leads_name`)} as "leadsName", t.leads_phone::text as phone,
      ${beginning(sql`f.leads_remark`)} as remark, ${isoUtc(sql`f.next_follow_time`)} as due,
      case when f.id is null then 'fresh' when ${asTime(sql`f.next_follow_time`)} < ${TODAY} then 'overdue'
        else 'today' end as part
    from owned w
    join leads_task_list t on t.id = w.row_id and ${HAS_JOB_ID}
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    left join leads_follow f on ${NAMED_FOLLOW_UP}
    where (w.follow_id is null or f.id = w.follow_id)
      and (f.id is null or ${asTime(sql`f.next_follow_time`)} < ${TOMORROW})
    order by ${asTime(sql`f.next_follow_time`)} nulls last, t.id limit ${limit}`);
  return rows.map(({ phone, ...row }) => ({ ...row, ...shown(row), phoneMasked: maskNumberOrNull(phone) }));
}

/** The tasks that a person has looked at, the last one first. */
export async function selectOpened({ orgId, userId }: Actor, db: Db, limit: number): Promise<OpenedTask[]> {
  const rows = await db.execute<OpenedTask>(sql`
    select c.id, ${beginning(sql`c.task_name`)} as name, ${isoUtc(sql`v.at`)} as "openedAt"
    from (
      select task_id, max(seen_at) as at from callboard.task_views where user_id = ${userId}::uuid group by task_id) v
    join call_tasks c on c.id = v.task_id and c.organization_id = ${orgId}
    order by v.at desc, c.id desc limit ${limit}`);
  return rows.map((row) => ({
    ...row,
    name: shown({ taskName: row.name, leadsName: null, remark: null }).taskName,
  }));
}
