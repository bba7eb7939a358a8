import 'server-only';

import { randomUUID } from 'node:crypto';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';
import type { Db, Tx } from '@/lib/db/client';
import { beginning, isoUtc } from '@/lib/db/columns';
import { AppError } from '@/lib/errors';
import { maskNumberOrNull } from '@/lib/values/masking';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import { forgetCandidates, WITHOUT_JOB } from './drive-repository';
import { type Match, MATCHES_A_PAGE, type Matching, type MatchingState } from './schemas';

const isOpen = sql`state in ('pending', 'running', 'ready')`;

export type TaskToMatch = { jobGroupId: string | null; hasRows: boolean };

/** What a search of the task would have to do; null: not ours. */
export async function findTaskToMatch(orgId: OrgId, db: Db, taskId: DbId): Promise<TaskToMatch | null> {
  const [task] = await db.execute<TaskToMatch>(sql`
    select nullif(trim(c.job_group_id::text), '') as "jobGroupId",
      exists (select from leads_task_list t where t.task_id = c.id and ${WITHOUT_JOB}) as "hasRows"
    from call_tasks c where c.id = ${taskId}::bigint and c.organization_id = ${orgId} limit 1`);
  return task ?? null;
}

/** A proposal is theirs to give up who may apply it. */
const mayDiscard = (actor: Actor): boolean => can(actor.role, 'tasks.steer');

/**
 * Begins a search unless one of the task is under way. A proposal that nobody has applied gives way to a new one where the
 * actor may apply it, which is noted in the audit log; else it stays.
 */
export async function insertMatching(
  actor: Actor,
  db: Db,
  { taskId, jobGroupId }: { taskId: DbId; jobGroupId: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    if (mayDiscard(actor)) {
      const [proposal] = await tx.execute<{ id: string }>(sql`
        update callboard.job_matchings set state = 'discarded', finished_at = clock_timestamp()
        where organization_id = ${actor.orgId} and task_id = ${taskId}::bigint and state = 'ready' returning id`);
      if (proposal) await noteDiscarded(actor, tx, taskId, proposal.id);
    }
    await tx.execute(sql`
      insert into callboard.job_matchings (id, organization_id, task_id, job_group_id, started_by, started_by_name)
      values (${randomUUID()}::uuid, ${actor.orgId}, ${taskId}::bigint, ${jobGroupId}, ${actor.userId}::uuid,
        ${actor.userName})
      on conflict (organization_id, task_id) where ${isOpen} do nothing`);
  });
}

/** The newest search of a task. */
export async function findMatching(orgId: OrgId, db: Db, taskId: DbId): Promise<Matching | null> {
  const counted = (where: SQL) => sql`count(*) filter (where ${where})`;
  const sure = (confidence: string) => counted(sql`m.confidence = ${confidence}`);
  const found = (outcome: string) => counted(sql`m.outcome = ${outcome}`);
  const [matching] = await db.execute<Matching>(sql`
    select g.id, g.state, g.started_by_name as by, g.applied_by_name as "appliedBy", g.total, g.read_jobs as "readJobs",
      g.rows, g.more_rows as "moreRows", g.applied_rows as "appliedRows", g.undone_rows as "undoneRows", g.waiting, g.error,
      (select jsonb_build_object('match', ${found('match')}, 'ambiguous', ${found('ambiguous')},
          'taken', ${found('taken')}, 'none', ${found('none')}, 'certain', ${sure('certain')},
          'likely', ${sure('likely')}, 'doubtful', ${sure('doubtful')})
        from callboard.job_matches m where m.matching_id = g.id) as counts,
      ${isoUtc(sql`g.created_at`)} as "createdAt", ${isoUtc(sql`g.finished_at`)} as "finishedAt"
    from callboard.job_matchings g
    where g.organization_id = ${orgId} and g.task_id = ${taskId}::bigint
      and exists (select from call_tasks c where c.id = g.task_id and c.organization_id = ${orgId})
    order by g.created_at desc limit 1`);
  return matching ?? null;
}

/** A page of what was found, matches first, the surest first, with what the rows say now. */
export async function selectMatches(
  orgId: OrgId,
  db: Db,
  matchingId: string,
  page: number,
): Promise<Match[]> {
  const rows = await db.execute<Omit<Match, 'phoneMasked'> & { phone: string | null }>(sql`
    with page as materialized (
      select m.*, row_number() over () as position from (
        select m.*, g.task_id from callboard.job_matches m
        join callboard.job_matchings g on g.id = m.matching_id and g.organization_id = ${orgId}
        where m.matching_id = ${matchingId}::uuid and m.outcome <> 'none'
        order by array_position(array['match', 'ambiguous', 'taken'], m.outcome),
          array_position(array['certain', 'likely', 'doubtful'], m.confidence), m.row_id
        limit ${MATCHES_A_PAGE} offset ${(page - 1) * MATCHES_A_PAGE}) m)
    select m.row_id as "rowId", m.outcome, m.job_id as "jobId", m.jobs, m.reason, m.confidence, m.state,
      (select coalesce(jsonb_agg(jsonb_build_object('jobId', job_id)), '[]') from unnest(m.candidates) as job_id)
        as candidates,
      t.name as "leadsName", t.phone, t.reference as "referenceId"
    from page m
    left join lateral (
      select ${beginning(sql`t.leads_name`)} as name, ${beginning(sql`t.leads_phone`)} as phone,
        ${beginning(sql`t.reference_id`)} as reference
      from leads_task_list t join call_tasks c on c.id = t.task_id and c.organization_id = ${orgId}
      where t.id = m.row_id and t.task_id = m.task_id limit 1) t on true
    order by m.position`);
  return rows.map(({ phone, leadsName, ...row }) => ({
    ...row,
    leadsName: preview(leadsName, 'name'),
    phoneMasked: maskNumberOrNull(phone),
  }));
}

/**
 * Gives up a search that is under way, or its proposal, which is noted in the audit log.
 *
 * @returns whether there was one that is open
 * @throws AppError `forbidden`: it is a proposal, and the actor may not apply it
 */
export function discardMatching(actor: Actor, db: Db, taskId: DbId, matchingId: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [found] = await tx.execute<{ state: MatchingState }>(sql`
      select state from callboard.job_matchings
      where id = ${matchingId}::uuid and task_id = ${taskId}::bigint and organization_id = ${actor.orgId} and ${isOpen}
      for update`);
    if (!found) return false;
    if (found.state === 'ready' && !mayDiscard(actor)) throw new AppError('forbidden');
    await tx.execute(sql`
      update callboard.job_matchings set state = 'discarded', fence = fence + 1, owner = null, lease_until = null,
        waiting = null, finished_at = clock_timestamp()
      where id = ${matchingId}::uuid and organization_id = ${actor.orgId}`);
    await forgetCandidates(tx, matchingId);
    if (found.state === 'ready') await noteDiscarded(actor, tx, taskId, matchingId);
    return true;
  });
}

async function noteDiscarded(actor: Actor, tx: Tx, taskId: DbId, matchingId: string): Promise<void> {
  await tx.execute(sql`
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, 'matches.discarded', jsonb_build_object('matching_id', id,
      'task_id', ${taskId}::bigint, 'rows', (select count(*) from callboard.job_matches m
        where m.matching_id = g.id and m.outcome = 'match'))
    from callboard.job_matchings g where g.id = ${matchingId}::uuid and g.organization_id = ${actor.orgId}`);
}
