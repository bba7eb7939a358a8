import 'server-only';

import { sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import { asTime, NAMED_FOLLOW_UP } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import type { FollowUpEvent } from './save-follow-up';
import type { UndoFollowUpInput } from './schemas';

/** So long a follow-up can be taken back. */
const LATEST = sql`interval '15 minutes'`;
/** Between the time that a new follow-up is given and that of its first event; some installations keep whole seconds. */
const SAME_TIME = sql`interval '2 seconds'`;

/** How a follow-up began: what was written then, what the row named before it, and how the interest changed with it. */
export type Beginning = Required<Pick<FollowUpEvent['details'], 'follow_up' | 'before'>> &
  Pick<FollowUpEvent['details'], 'interest'>;

/**
 * How the follow-up that a locked row names was begun: by this person, in Callboard, a moment ago, for this row alone,
 * and nothing noted of it since. Null: it was not so, and may not be taken back; one of another program, or of another
 * day, is theirs.
 */
export async function freshBeginning(
  actor: Actor,
  tx: Tx,
  { rowId, followUpId }: UndoFollowUpInput,
): Promise<Beginning | null> {
  const [row] = await tx.execute<{ details: Beginning }>(sql`
    select begun.details
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${actor.orgId}
    join leads_follow f on ${NAMED_FOLLOW_UP}
    cross join lateral (
      select e.at, e.user_id, e.details, count(*) over () as saves from callboard.job_events e
      where e.organization_id = ${actor.orgId} and e.row_id = t.id and e.kind = 'follow_up'
        and e.details #>> '{follow_up,id}' = f.id::text
      order by e.id limit 1) begun
    where t.id = ${rowId}::bigint and f.id = ${followUpId}::bigint
      and begun.saves = 1 and begun.user_id = ${actor.userId} and begun.details ? 'before'
      and begun.at > clock_timestamp() - ${LATEST} and ${asTime(sql`f.follow_time`)} >= begun.at - ${SAME_TIME}
      and not exists (select from leads_task_list o
        where o.leads_id = t.leads_id and o.leads_follow_id = f.id and o.id <> t.id)
      and (begun.details #>> '{before,id}' is null or exists (
        select from leads_follow p
        where p.id = (begun.details #>> '{before,id}')::bigint and p.leads_id::text = t.leads_id::text))
    limit 1`);
  return row?.details ?? null;
}

/** Names the follow-up before it again, and takes the new one and what we noted of it away. */
export async function takeBack(
  orgId: OrgId,
  tx: Tx,
  { rowId, followUpId, previousId }: { rowId: DbId; followUpId: DbId; previousId: DbId | null },
): Promise<void> {
  await tx.execute(sql`
    update leads_task_list t set leads_follow_id = ${previousId} from call_tasks c
    where c.id = t.task_id and c.organization_id = ${orgId} and t.id = ${rowId}::bigint`);
  await tx.execute(sql`
    delete from leads_follow f using leads_task_list t, call_tasks c
    where f.id = ${followUpId}::bigint and f.leads_id::text = t.leads_id::text and t.id = ${rowId}::bigint
      and c.id = t.task_id and c.organization_id = ${orgId}`);
  await tx.execute(sql`
    delete from callboard.follow_up_authors where organization_id = ${orgId} and follow_id = ${followUpId}::bigint`);
  await tx.execute(sql`
    delete from callboard.due_follow_ups where organization_id = ${orgId} and row_id = ${rowId}::bigint`);
  await tx.execute(sql`
    insert into callboard.due_follow_ups (row_id, organization_id, due_at, noted_at)
    select t.id, ${orgId}, ${asTime(sql`f.next_follow_time`)}, clock_timestamp()
    from leads_task_list t
    join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
    join leads_follow f on ${NAMED_FOLLOW_UP}
    where t.id = ${rowId}::bigint and ${asTime(sql`f.next_follow_time`)} is not null limit 1
    on conflict (row_id) do nothing`);
}
