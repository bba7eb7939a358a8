import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { OFF, type Policy, type TaskSchedule } from './schemas';

/** `task_schedules.task_id` of what holds for all tasks that have no row of their own. */
const WHOLE_ORGANIZATION = 0;

/** Final jobs of a task are sampled so long after its last change. */
const SAMPLED_FOR = sql`interval '30 days'`;

const POLICY = (
  alias: SQL,
) => sql`jsonb_build_object('mode', ${alias}.mode, 'withinMinutes', ${alias}.within_minutes,
  'fromHour', ${alias}.from_hour, 'untilHour', ${alias}.until_hour, 'weekdays', to_jsonb(${alias}.weekdays),
  'recordings', ${alias}.recordings)`;

/** The wish that holds for a task, and the clock by which it does. */
export type Wish = { policy: Policy; timeZone: string; movesTaskType: boolean };

/** Null: a foreign or missing task. */
export async function findWish(orgId: OrgId, db: Db | Tx, taskId: DbId): Promise<Wish | null> {
  const [row] = await db.execute<{ policy: Policy | null; timeZone: string; movesTaskType: boolean }>(sql`
    select o.time_zone as "timeZone", o.moves_task_type as "movesTaskType", (
      select ${POLICY(sql`w`)} from callboard.task_schedules w
      where w.organization_id = ${orgId} and w.task_id in (${taskId}::bigint, ${WHOLE_ORGANIZATION})
      order by w.task_id desc limit 1) as policy
    from call_tasks c join callboard.organizations o on o.id = ${orgId}
    where c.id = ${taskId}::bigint and c.organization_id = ${orgId} limit 1`);
  return row ? { ...row, policy: row.policy ?? OFF } : null;
}

/** How a task is kept true, and what came of it; null: a foreign or missing task. */
export async function findSchedule(orgId: OrgId, db: Db, taskId: DbId): Promise<TaskSchedule | null> {
  const task = sql`${taskId}::bigint`;
  const wish = (of: SQL) => sql`(select ${POLICY(sql`w`)} from callboard.task_schedules w
    where w.organization_id = ${orgId} and w.task_id = ${of})`;
  type Raw = Omit<TaskSchedule, 'organization'> & { organization: Policy | null };
  const [row] = await db.execute<Raw>(sql`
    select o.time_zone as "timeZone", o.moves_task_type as "movesTaskType", ${wish(task)} as own,
      ${wish(sql`${WHOLE_ORGANIZATION}`)} as organization, r.id as "runId",
      ${isoUtc(sql`case when checks.first is not null then greatest(checks.first, r.wake_at) end`)} as "nextAt",
      checks.n as waiting,
      (select jsonb_build_object('night', s.night, 'asked', s.asked, 'differed', s.differed, 'runId', s.run_id)
        from callboard.final_samples s where s.task_id = ${task} and s.organization_id = ${orgId} and s.asked > 0
        order by s.night desc limit 1) as sample,
      (select coalesce(jsonb_agg(told.move order by told.id desc), '[]') from (
        select m.id, jsonb_build_object('id', m.id, 'from', m.from_type, 'to', m.to_type, 'at', ${isoUtc(sql`m.at`)},
          'takenBack', case when m.taken_back_at is not null
            then jsonb_build_object('at', ${isoUtc(sql`m.taken_back_at`)}, 'by', m.taken_back_by) end) as move
        from callboard.task_moves m where m.organization_id = ${orgId} and m.task_id = ${task}
        order by m.id desc limit 10) told) as moves
    from call_tasks c join callboard.organizations o on o.id = ${orgId}
    left join callboard.refresh_runs r on r.organization_id = ${orgId} and r.task_id = ${task} and r.via = 'schedule'
      and r.state in ('pending', 'running', 'paused')
    cross join lateral (
      select count(*)::bigint as n, min(k.next_at) as first from callboard.job_checks k where k.task_id = ${task}) checks
    where c.id = ${task} and c.organization_id = ${orgId} limit 1`);
  return row ? { ...row, organization: row.organization ?? OFF } : null;
}

/**
 * Keeps a wish for one task, or (null) for all that have none of their own; a policy of null lets the organization's hold.
 * Noted in the audit log. What was planned by the old one is planned anew, at once.
 *
 * @returns false: a foreign or missing task
 */
export function savePolicy(
  actor: Actor,
  db: Db,
  taskId: DbId | null,
  policy: Policy | null,
): Promise<boolean> {
  const key = taskId ?? WHOLE_ORGANIZATION;
  return db.transaction(async (tx) => {
    if (taskId !== null) {
      const found = await tx.execute(
        sql`select from call_tasks where id = ${taskId}::bigint and organization_id = ${actor.orgId} limit 1`,
      );
      if (found.length === 0) return false;
    }
    await (policy === null
      ? tx.execute(sql`
          delete from callboard.task_schedules where organization_id = ${actor.orgId} and task_id = ${key}::bigint`)
      : tx.execute(sql`
          insert into callboard.task_schedules (organization_id, task_id, mode, within_minutes, from_hour, until_hour,
            weekdays, recordings, updated_by)
          values (${actor.orgId}, ${key}::bigint, ${policy.mode}, ${policy.withinMinutes}, ${policy.fromHour},
            ${policy.untilHour}, ${sql.param(policy.weekdays)}::smallint[], ${policy.recordings}, ${actor.userId}::uuid)
          on conflict (organization_id, task_id) do update set mode = excluded.mode,
            within_minutes = excluded.within_minutes, from_hour = excluded.from_hour, until_hour = excluded.until_hour,
            weekdays = excluded.weekdays, recordings = excluded.recordings, updated_by = excluded.updated_by,
            updated_at = clock_timestamp()`));
    await planAnew(actor.orgId, tx, taskId);
    const subject = { task_id: taskId, policy };
    await tx.execute(sql`
      insert into callboard.audit_log (organization_id, user_id, action, subject)
      values (${actor.orgId}, ${actor.userId}::uuid, 'schedule.changed', ${JSON.stringify(subject)}::text::jsonb)`);
    return true;
  });
}

/** Every job is looked at again by the wish that holds now, and whatever rests is woken. */
async function planAnew(orgId: OrgId, tx: Tx, taskId: DbId | null): Promise<void> {
  const concerned = taskId === null ? sql`true` : sql`task_id = ${taskId}::bigint`;
  await tx.execute(sql`
    update callboard.task_plans set planned_to = 0, swept_at = null, look_at = null
    where organization_id = ${orgId} and ${concerned}`);
  await tx.execute(sql`
    update callboard.refresh_runs set wake_at = null
    where organization_id = ${orgId} and ${concerned} and via = 'schedule' and state in ('pending', 'running')`);
}

/** Whether `task_type` follows the jobs. Noted in the audit log. */
export async function saveMovesTaskType(actor: Actor, db: Db, moves: boolean): Promise<void> {
  await db.execute(sql`
    with changed as (
      update callboard.organizations set moves_task_type = ${moves}
      where id = ${actor.orgId} and moves_task_type <> ${moves} returning id)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select id, ${actor.userId}::uuid, 'schedule.moves-task-type', jsonb_build_object('on', ${moves}::boolean) from changed`);
}

/**
 * Begins today's run of every task that is kept true and has none, where something may be to do; a task without anything
 * is looked at again later. For the worker, which works for every organization.
 *
 * @param systemUser by whom: nobody's account
 * @returns how many were begun
 */
export async function beginDays(db: Db, systemUser: { userId: string; userName: string }): Promise<number> {
  const begun = await db.execute(sql`
    with candidates as materialized (
      select c.id, c.organization_id, p.task_id is null as is_new, p.planned_to
      from callboard.task_schedules any_wish
      join call_tasks c on c.organization_id = any_wish.organization_id
        and any_wish.task_id in (c.id, ${WHOLE_ORGANIZATION})
      left join callboard.task_plans p on p.task_id = c.id
      where any_wish.mode = 'within' and (p.look_at is null or p.look_at <= clock_timestamp())
        and (any_wish.task_id <> ${WHOLE_ORGANIZATION} or not exists (
          select from callboard.task_schedules own
          where own.organization_id = c.organization_id and own.task_id = c.id))
        and not exists (
          select from callboard.refresh_runs r where r.organization_id = c.organization_id and r.task_id = c.id
            and r.via = 'schedule' and r.state in ('pending', 'running', 'paused'))
      order by c.id desc limit 200),
    judged as materialized (
      select k.*, k.is_new or k.planned_to = 0
        or exists (select from callboard.job_checks j where j.task_id = k.id)
        or exists (select from leads_task_list t where t.task_id = k.id and t.id > k.planned_to)
        or exists (select from callboard.job_states s
          where s.task_id = k.id and s.changed_at > clock_timestamp() - ${SAMPLED_FOR}) as is_wanted
      from candidates k),
    noted as (
      insert into callboard.task_plans as p (task_id, organization_id, look_at)
      select id, organization_id, clock_timestamp() + interval '10 minutes' from judged
      on conflict (task_id) do update set look_at = excluded.look_at)
    insert into callboard.refresh_runs (id, organization_id, task_id, skip_recording, batch_size, started_by,
      started_by_name, via, total_rows, through_id)
    select gen_random_uuid(), organization_id, id, true, 99, ${systemUser.userId}::uuid, ${systemUser.userName}, 'schedule', 0, 0
    from judged where is_wanted
    on conflict (organization_id, task_id) where state in ('pending', 'running', 'paused') and via = 'schedule' do nothing
    returning id`);
  return begun.length;
}
