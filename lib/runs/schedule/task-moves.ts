import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import { type Actor, type OrgId, systemActor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { asCode, asInterest, NAMED_FOLLOW_UP } from '@/lib/db/columns';
import { isLockTimeout, refusalOf } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import type { Wish } from './schedule-repository';

/** `task_type`, see TASK_STATES (lib/tasks/schemas.ts). */
const CALLING = 2;
const CALLS_FINISHED = 3;
const FOLLOW_UP_FINISHED = 4;

/** Every row's call is over; a row without a job still waits to be called. */
const ALL_FINAL = sql`exists (select from leads_task_list t where t.task_id = c.id)
  and not exists (select from leads_task_list t where t.task_id = c.id
    and coalesce(t.call_status::text, '') not in ('Succeeded', 'Failed', 'Cancelled'))`;
/** Every lead that was reached has been followed up, or is not interested. */
const ALL_FOLLOWED_UP = sql`${ALL_FINAL} and not exists (
  select from leads_task_list t left join leads_follow f on ${NAMED_FOLLOW_UP}
  where t.task_id = c.id and t.call_status::text = 'Succeeded' and f.id is null
    and ${asInterest(sql`t.is_interested`)} is distinct from 2)`;

/**
 * Moves `task_type` on where the organization wants it: 2 to 3 when every job is final, 3 to 4 when every lead that was
 * reached has its follow-up or is not interested. Noted in the task's history and the audit log, in the same transaction.
 * A move that somebody took back is not made again; one that the installation's table refuses, or that another program holds, is left alone.
 */
export async function moveTaskOn(orgId: OrgId, db: Db, taskId: DbId, { movesTaskType }: Wish): Promise<void> {
  if (!movesTaskType) return;
  try {
    const moved = await move(orgId, db, taskId, [CALLING, CALLS_FINISHED], ALL_FINAL);
    if (!moved) await move(orgId, db, taskId, [CALLS_FINISHED, FOLLOW_UP_FINISHED], ALL_FOLLOWED_UP);
  } catch (error) {
    // The next time that the schedule comes to rest it is tried again.
    if (!refusalOf(error) && !isLockTimeout(error)) throw error;
  }
}

async function move(
  orgId: OrgId,
  db: Db,
  taskId: DbId,
  [from, to]: [from: number, to: number],
  condition: SQL,
): Promise<boolean> {
  const moved = await db.execute(sql`
    with moved as (
      update call_tasks c set task_type = callboard.code_like(${to}::int, 0, c.task_type)
      where c.id = ${taskId}::bigint and c.organization_id = ${orgId} and ${asCode(sql`c.task_type`)} = ${from}
        and not exists (
          select from callboard.task_moves m where m.organization_id = ${orgId} and m.task_id = ${taskId}::bigint
            and m.from_type = ${from} and m.to_type = ${to} and m.taken_back_at is not null)
        and ${condition}
      returning c.id),
    noted as (
      insert into callboard.task_moves (organization_id, task_id, from_type, to_type)
      select ${orgId}, id, ${from}, ${to} from moved)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${orgId}, ${systemActor(orgId).userId}::uuid, 'task.moved',
      jsonb_build_object('task_id', id, 'from', ${from}::int, 'to', ${to}::int) from moved
    returning id`);
  return moved.length > 0;
}

/**
 * Takes a move back: the task has the state that it had. It stays so until somebody or another program moves it.
 *
 * @throws AppError `not_found`: there is no such move of the task, it was taken back already, or the task has moved on
 */
export async function takeMoveBack(actor: Actor, db: Db, taskId: DbId, moveId: number): Promise<void> {
  const taken = await db.execute(sql`
    with meant as (
      select m.* from callboard.task_moves m
      where m.id = ${moveId}::bigint and m.task_id = ${taskId}::bigint and m.organization_id = ${actor.orgId}
        and m.taken_back_at is null for update),
    moved as (
      update call_tasks c set task_type = callboard.code_like(meant.from_type, 0, c.task_type)
      from meant where c.id = meant.task_id and c.organization_id = ${actor.orgId} and ${asCode(sql`c.task_type`)} = meant.to_type
      returning meant.id),
    noted as (
      update callboard.task_moves m set taken_back_at = clock_timestamp(), taken_back_by = ${actor.userName}
      from moved where m.id = moved.id returning m.*)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, 'task.move-taken-back',
      jsonb_build_object('task_id', task_id, 'from', to_type, 'to', from_type) from noted
    returning id`);
  if (taken.length === 0) throw new AppError('not_found');
}
