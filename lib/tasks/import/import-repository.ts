import 'server-only';

import { randomUUID } from 'node:crypto';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { isoUtc, texts } from '@/lib/db/columns';
import type { ListedJobGroup } from '@/lib/outboundbot/types';
import type { DbId } from '@/lib/values/db-id';

import { ownersParam } from './import-owners';
import type { TaskImport } from './schemas';

export type GroupStanding = {
  groupId: string;
  /** Another organization's task or import names it. */
  foreign: boolean;
  /** A task of ours that names it. */
  taskId: DbId | null;
  importId: string | null;
};

/** What is known of the groups: whose they are, and which task is made of them. Groups that nobody names are left out. */
export async function findStandings(
  orgId: OrgId,
  db: Db,
  groupIds: readonly string[],
): Promise<Map<string, GroupStanding>> {
  const rows = await db.execute<GroupStanding>(sql`
    with named as (
      select job_group_id::text as id, organization_id::text as org, id as task_id, null::uuid as import_id
      from call_tasks where job_group_id::text = any(${texts(groupIds)})
      union all
      select job_group_id, organization_id, null, id
      from callboard.task_imports where job_group_id = any(${texts(groupIds)}))
    select id as "groupId", bool_or(org <> ${orgId}) as foreign,
      min(task_id) filter (where org = ${orgId}) as "taskId",
      (array_agg(import_id) filter (where import_id is not null and org = ${orgId}))[1] as "importId"
    from named group by id`);
  return new Map(rows.map((row) => [row.groupId, row]));
}

/**
 * An import that is over and whose task was deleted begins as if it had never been: it makes a task anew, with all its
 * rows.
 */
async function forgetDeletedTask(orgId: OrgId, tx: Tx, which: SQL): Promise<void> {
  await tx.execute(sql`
    with gone as (
      update callboard.task_imports i set task_id = null, known_jobs = 0
      where ${which} and i.organization_id = ${orgId} and i.state in ('done', 'failed', 'cancelled')
        and i.task_id is not null
        and not exists (select from call_tasks t where t.id = i.task_id and t.organization_id = ${orgId})
      returning i.id)
    delete from callboard.imported_jobs j using gone where j.import_id = gone.id`);
}

/**
 * Begins to bring a group in, or begins another round of one that is over. What is under way is left as it is.
 *
 * @returns its id, or null: it is under way, or another organization was quicker
 */
export function insertImport(
  actor: Actor,
  db: Db,
  group: ListedJobGroup,
  { everyMinutes, owners }: { everyMinutes: number | null; owners: readonly string[] | undefined },
): Promise<string | null> {
  return db.transaction(async (tx) => {
    await forgetDeletedTask(actor.orgId, tx, sql`i.job_group_id = ${group.id}`);
    const [begun] = await tx.execute<{ id: string }>(sql`
    with begun as (
      insert into callboard.task_imports as i (id, organization_id, job_group_id, name, script_id, group_status,
        group_created_at, total, every_minutes, owner_ids, started_by, started_by_name)
      values (${randomUUID()}::uuid, ${actor.orgId}, ${group.id}, ${group.name ?? group.id}, ${group.scriptId},
        ${group.status}, ${group.createdAt}::timestamptz, ${group.totalJobs}::int, ${everyMinutes}::int,
        ${ownersParam(owners)}, ${actor.userId}::uuid, ${actor.userName})
      on conflict (job_group_id) do update set ${NEXT_ROUND}, total = excluded.total,
        every_minutes = coalesce(excluded.every_minutes, i.every_minutes),
        owner_ids = coalesce(excluded.owner_ids, i.owner_ids),
        started_by = excluded.started_by, started_by_name = excluded.started_by_name
        where i.organization_id = excluded.organization_id and i.state in ('done', 'failed', 'cancelled')
      returning id, owner_ids),
    noted as (
      insert into callboard.audit_log (organization_id, user_id, action, subject)
      select ${actor.orgId}, ${actor.userId}::uuid, 'import.started',
        jsonb_build_object('import_id', id, 'job_group_id', ${group.id}::text, 'owner_ids', owner_ids) from begun)
    select id from begun`);
    return begun?.id ?? null;
  });
}

/** A round from its beginning. What the rounds before have made rows of stays known. */
export const NEXT_ROUND: SQL = sql`state = 'pending', pass = 1, next_page = 1, read_jobs = 0, added_rows = 0,
  refused_rows = 0, tries = 0, not_before = null, waiting = null, error = null, next_at = null, finished_at = null`;

function selectImports(orgId: OrgId, db: Db, where: SQL): Promise<TaskImport[]> {
  return db.execute<TaskImport>(sql`
    select id, source, name, file_name as "fileName", task_id as "taskId", state, started_by_name as by, every_minutes as "everyMinutes",
      to_jsonb(array(select u.name from unnest(owner_ids) with ordinality o(id, place)
        join callboard.memberships m on m.user_id = o.id and m.organization_id = ${orgId}
        join callboard.users u on u.id = o.id and u.disabled_at is null order by o.place)) as owners,
      ${isoUtc(sql`next_at`)} as "nextAt", total, read_jobs as "readJobs", added_rows as "addedRows",
      refused_rows as "refusedRows", known_jobs as "knownJobs", waiting, error,
      ${isoUtc(sql`created_at`)} as "createdAt", ${isoUtc(sql`finished_at`)} as "finishedAt"
    from callboard.task_imports where organization_id = ${orgId} and state <> 'draft' and ${where}
    order by (state in ('pending', 'running')) desc, coalesce(finished_at, created_at) desc limit 100`);
}

/** The newest imports, those under way first. */
export function listImports(orgId: OrgId, db: Db): Promise<TaskImport[]> {
  return selectImports(orgId, db, sql`true`);
}

export function findImports(orgId: OrgId, db: Db, ids: readonly string[]): Promise<TaskImport[]> {
  return selectImports(orgId, db, sql`id = any(${sql.param([...ids])}::uuid[])`);
}

/** Ends an import that is under way: what it has not yet written is not written any more. Noted in the audit log. */
export async function cancelImport(actor: Actor, db: Db, importId: string): Promise<boolean> {
  const cancelled = await db.execute(sql`
    with ended as (
      update callboard.task_imports set state = 'cancelled', fence = fence + 1, owner = null, lease_until = null,
        waiting = null, every_minutes = null, next_at = null, finished_at = clock_timestamp()
      where id = ${importId}::uuid and organization_id = ${actor.orgId} and state in ('pending', 'running')
      returning id, task_id)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, 'import.cancelled',
      jsonb_build_object('import_id', id, 'task_id', task_id) from ended returning id`);
  return cancelled.length > 0;
}

/** Begins another round at once; of a table, where it failed and its rows are still kept. @returns whether it has */
export function repeatImport(actor: Actor, db: Db, importId: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    await forgetDeletedTask(actor.orgId, tx, sql`i.id = ${importId}::uuid`);
    const begun = await tx.execute(sql`
    with begun as (
      update callboard.task_imports set ${NEXT_ROUND}
      where id = ${importId}::uuid and organization_id = ${actor.orgId} and state in ('done', 'failed', 'cancelled')
        and (source = 'provider' or (state = 'failed'
          and exists (select from callboard.import_rows r where r.import_id = task_imports.id)))
      returning id, task_id)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, 'import.started',
      jsonb_build_object('import_id', id, 'task_id', task_id) from begun returning id`);
    return begun.length > 0;
  });
}

/** How often newer jobs of a group are looked for from now on; null: never. A table has none. */
export async function scheduleImport(
  actor: Actor,
  db: Db,
  importId: string,
  everyMinutes: number | null,
): Promise<void> {
  await db.execute(sql`
    with changed as (
      update callboard.task_imports set every_minutes = ${everyMinutes}::int,
        next_at = case when state in ('done', 'failed')
          then clock_timestamp() + make_interval(mins => ${everyMinutes}::int) end
      where id = ${importId}::uuid and organization_id = ${actor.orgId} and source = 'provider'
        and every_minutes is distinct from ${everyMinutes}::int returning id)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, 'import.scheduled',
      jsonb_build_object('import_id', id, 'every_minutes', ${everyMinutes}::int) from changed`);
}
