import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { bigints, HAS_JOB_ID } from '@/lib/db/columns';
import { refusalOf } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import { WITHOUT_JOB } from './drive-repository';
import type { Confidence, MatchingState } from './schemas';

/** Whoever applies comes after whoever does so already: what the one has written the other sees. */
const ONE_AT_A_TIME = sql`select pg_advisory_xact_lock(hashtextextended('callboard.job_matches', 0))`;

async function lockMatching(
  { orgId }: Actor,
  tx: Tx,
  taskId: DbId,
  matchingId: string,
): Promise<MatchingState> {
  const [locked] = await tx.execute<{ state: MatchingState }>(sql`
    select state from callboard.job_matchings g
    where id = ${matchingId}::uuid and task_id = ${taskId}::bigint and organization_id = ${orgId}
      and exists (select from call_tasks c where c.id = g.task_id and c.organization_id = ${orgId}) for update`);
  if (!locked) throw new AppError('not_found');
  return locked.state;
}

/**
 * Writes the proposed job ids into their rows, in one transaction. A row that has one by now, or whose job another row has,
 * of whatever task, is left as it is; so is one whose value the installation's table refuses. Noted in the audit log.
 *
 * @param confidences those that are wanted
 * @returns how many rows were written
 * @throws AppError `not_found`; `run_over`: it has been applied, or given up
 */
export function applyMatches(
  actor: Actor,
  db: Db,
  taskId: DbId,
  { matchingId, confidences }: { matchingId: string; confidences: readonly Confidence[] },
): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(ONE_AT_A_TIME);
    if ((await lockMatching(actor, tx, taskId, matchingId)) !== 'ready') throw new AppError('run_over');
    const wanted = sql`m.matching_id = ${matchingId}::uuid and m.outcome = 'match'
      and m.confidence = any(${sql.param([...confidences])}::text[])`;
    // The lock comes first, so that what the next statement reads is what it overwrites.
    await tx.execute(sql`
      select t.id from leads_task_list t join callboard.job_matches m on m.row_id = t.id
      where ${wanted} and t.task_id = ${taskId}::bigint order by t.id for update of t`);
    await tx.execute(sql`
      update callboard.job_matches m set state = 'skipped'
      where ${wanted} and (
        m.job_id in (select t.call_job_id::text from leads_task_list t where ${HAS_JOB_ID} and t.call_job_id::text in (
          select m.job_id from callboard.job_matches m where ${wanted}))
        or not exists (select from leads_task_list t
          where t.id = m.row_id and t.task_id = ${taskId}::bigint and ${WITHOUT_JOB}))`);
    const open = sql`${wanted} and m.state = 'proposed'`;
    await tx.execute(sql`
      update callboard.job_matches m set before = t.call_job_id::text,
        check_number = (select s.check_number from callboard.job_states s where s.row_id = m.row_id)
      from leads_task_list t where ${open} and t.id = m.row_id and t.task_id = ${taskId}::bigint`);
    await writeJobs(actor, tx, taskId, open);
    const [done] = await tx.execute<{ rows: number }>(sql`
      with applied as (
        update callboard.job_matchings g set state = 'applied', applied_by_name = ${actor.userName},
          applied_at = clock_timestamp(), finished_at = clock_timestamp(),
          applied_rows = (select count(*) from callboard.job_matches m
            where m.matching_id = g.id and m.state = 'applied')
        where g.id = ${matchingId}::uuid and g.organization_id = ${actor.orgId} returning g.id, g.applied_rows),
      noted as (
        insert into callboard.audit_log (organization_id, user_id, action, subject)
        select ${actor.orgId}, ${actor.userId}::uuid, 'matches.applied', jsonb_build_object('matching_id', id,
          'task_id', ${taskId}::bigint, 'rows', applied_rows) from applied)
      select applied_rows as rows from applied`);
    return done?.rows ?? 0;
  });
}

/** All at once; where the table refuses a value, row by row, and what it refuses is left. */
async function writeJobs(actor: Actor, tx: Tx, taskId: DbId, open: SQL): Promise<void> {
  try {
    await tx.transaction((savepoint) => write(actor, savepoint, taskId, open));
    return;
  } catch (error) {
    if (!refusalOf(error)) throw error;
  }
  const rows = await tx.execute<{ rowId: DbId }>(sql`
    select m.row_id as "rowId" from callboard.job_matches m where ${open} order by m.row_id`);
  const refused: DbId[] = [];
  for (const { rowId } of rows) {
    try {
      const only = sql`${open} and m.row_id = ${rowId}::bigint`;
      await tx.transaction((savepoint) => write(actor, savepoint, taskId, only));
    } catch (error) {
      if (!refusalOf(error)) throw error;
      refused.push(rowId);
    }
  }
  await tx.execute(sql`
    update callboard.job_matches m set state = 'refused' where ${open} and m.row_id = any(${bigints(refused)})`);
}

async function write({ orgId }: Actor, tx: Tx, taskId: DbId, open: SQL): Promise<void> {
  await tx.execute(sql`
    with written as (
      update leads_task_list t set call_job_id = callboard.text_if(true, m.job_id, t.call_job_id)
      from callboard.job_matches m, call_tasks c
      where ${open} and t.id = m.row_id and t.task_id = ${taskId}::bigint and ${WITHOUT_JOB}
        and c.id = t.task_id and c.organization_id = ${orgId}
      returning m.matching_id, t.id, t.call_job_id::text as job_id, md5(t::text) as digest)
    update callboard.job_matches m set written = w.digest,
      state = case when m.job_id = rtrim(w.job_id) then 'applied' else 'refused' end
    from written w where m.matching_id = w.matching_id and m.row_id = w.id`);
  // What an installation checks only at the end of a transaction is checked here, while these rows are to blame.
  await tx.execute(sql`set constraints all immediate`);
}

/**
 * Takes applied job ids back from the rows that are still as they were written: what has changed since, or been refreshed,
 * keeps its job, and is told. Noted in the audit log.
 *
 * @returns how many rows are without a job id again
 * @throws AppError `not_found`; `run_over`: it is not applied, or has been taken back
 */
export function undoMatches(actor: Actor, db: Db, taskId: DbId, matchingId: string): Promise<number> {
  return db.transaction(async (tx) => {
    if ((await lockMatching(actor, tx, taskId, matchingId)) !== 'applied') throw new AppError('run_over');
    const applied = sql`m.matching_id = ${matchingId}::uuid and m.state = 'applied'`;
    await tx.execute(sql`
      select t.id from leads_task_list t join callboard.job_matches m on m.row_id = t.id
      where ${applied} and t.task_id = ${taskId}::bigint order by t.id for update of t`);
    await tx.execute(sql`
      update callboard.job_matches m set state = case
        when (select s.check_number from callboard.job_states s where s.row_id = m.row_id)
          is distinct from m.check_number then 'refreshed'
        when not exists (select from leads_task_list t where t.id = m.row_id and t.task_id = ${taskId}::bigint
          and md5(t::text) = m.written) then 'changed'
        else 'undone' end
      where ${applied}`);
    await tx.execute(sql`
      update leads_task_list t set call_job_id = callboard.text_if(true, m.before, t.call_job_id)
      from callboard.job_matches m, call_tasks c
      where m.matching_id = ${matchingId}::uuid and m.state = 'undone' and t.id = m.row_id
        and t.task_id = ${taskId}::bigint and c.id = t.task_id and c.organization_id = ${actor.orgId}`);
    const [done] = await tx.execute<{ rows: number }>(sql`
      with undone as (
        update callboard.job_matchings g set state = 'undone', applied_by_name = ${actor.userName},
          finished_at = clock_timestamp(), undone_rows = (select count(*) from callboard.job_matches m
            where m.matching_id = g.id and m.state = 'undone')
        where g.id = ${matchingId}::uuid and g.organization_id = ${actor.orgId} returning g.id, g.undone_rows),
      noted as (
        insert into callboard.audit_log (organization_id, user_id, action, subject)
        select ${actor.orgId}, ${actor.userId}::uuid, 'matches.undone', jsonb_build_object('matching_id', id,
          'task_id', ${taskId}::bigint, 'rows', undone_rows) from undone)
      select undone_rows as rows from undone`);
    return done?.rows ?? 0;
  });
}
