import 'server-only';

import { randomUUID } from 'node:crypto';

import { sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { recordset } from '@/lib/db/columns';

import { ownersParam } from '../import-owners';
import type { NewRow } from '../write-rows';
import type { BeginTable, TableRows } from './table-input';

/** A table whose rows are on their way: nothing of it is in the installation's tables yet. */
export async function insertTable(actor: Actor, db: Db, input: BeginTable): Promise<string> {
  const id = randomUUID();
  await db.execute(sql`
    insert into callboard.task_imports (id, organization_id, source, name, file_name, file_hash, group_status, state,
      total, owner_ids, started_by, started_by_name)
    values (${id}::uuid, ${actor.orgId}, 'table', ${input.name}, ${input.file_name}, ${input.file_hash || null},
      ${input.has_jobs ? null : 'Draft'}, 'draft', ${input.rows}, ${ownersParam(input.owners)}, ${actor.userId}::uuid, ${actor.userName})`);
  return id;
}

/** An import of the very same file that is in, or on its way. */
export async function findSameFile(orgId: OrgId, db: Db, hash: string): Promise<string | null> {
  const [same] = await db.execute<{ id: string }>(sql`
    select id from callboard.task_imports
    where organization_id = ${orgId} and file_hash = ${hash} and state in ('pending', 'running', 'done')
    order by created_at desc limit 1`);
  return same?.id ?? null;
}

/** Keeps rows of a table that has not begun; those that are there already stay as they are. @returns false: it has */
export async function insertStagedRows(
  orgId: OrgId,
  db: Db,
  importId: string,
  { from, rows }: TableRows,
): Promise<boolean> {
  const sent = recordset(rows.map((row, index) => ({ place: from + index, data: JSON.stringify(row) })));
  return db.transaction(async (tx) => {
    const draft = await tx.execute(sql`
      select from callboard.task_imports
      where id = ${importId}::uuid and organization_id = ${orgId} and state = 'draft' and total >= ${from + rows.length - 1}
      for share`);
    if (draft.length === 0) return false;
    await tx.execute(sql`
      insert into callboard.import_rows (import_id, place, data)
      select ${importId}::uuid, place, data::jsonb from ${sent} as v(place int, data text) on conflict do nothing`);
    return true;
  });
}

/** Hands a table whose rows are all there to the worker. Noted in the audit log. @returns whether it did */
export async function beginStaged(actor: Actor, db: Db, importId: string): Promise<boolean> {
  const begun = await db.execute(sql`
    with begun as (
      update callboard.task_imports i set state = 'pending'
      where id = ${importId}::uuid and organization_id = ${actor.orgId} and state = 'draft'
        and total = (select count(*) from callboard.import_rows r where r.import_id = i.id)
      returning id, file_name, total, owner_ids)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, 'import.started',
      jsonb_build_object('import_id', id, 'file_name', file_name, 'rows', total, 'owner_ids', owner_ids) from begun returning id`);
  return begun.length > 0;
}

/**
 * Takes out the rows whose job some row of the installation has already: one job is one row. Read once, because nothing
 * there finds a row by its job.
 *
 * @returns how many
 */
export async function leaveOutKnownJobs(db: Db, importId: string): Promise<number> {
  const gone = await db.execute(sql`
    delete from callboard.import_rows r
    where r.import_id = ${importId}::uuid and r.data->>'jobId' in (
      select t.call_job_id::text from leads_task_list t
      where t.call_job_id::text in (
        select o.data->>'jobId' from callboard.import_rows o
        where o.import_id = ${importId}::uuid and o.data->>'jobId' is not null))
    returning r.place`);
  return gone.length;
}

export type StagedRow = { place: number; data: TableRows['rows'][number] };

export function readStaged(db: Db, importId: string, from: number, to: number): Promise<StagedRow[]> {
  return db.execute<StagedRow>(sql`
    select place, data from callboard.import_rows
    where import_id = ${importId}::uuid and place between ${from}::int and ${to}::int order by place`);
}

/** Forgets the rows of a table: they are in, or nobody wants them. */
export async function deleteStaged(db: Db, importId: string): Promise<void> {
  await db.execute(sql`delete from callboard.import_rows where import_id = ${importId}::uuid`);
}

/** Tables that nobody has begun for a day, and what is left of those that were cancelled, or failed a day ago. */
export async function deleteOldDrafts(db: Db): Promise<void> {
  await db.execute(sql`
    delete from callboard.task_imports where state = 'draft' and created_at < now() - interval '1 day'`);
  await db.execute(sql`
    delete from callboard.import_rows r where not exists (
      select from callboard.task_imports i where i.id = r.import_id and (i.state in ('draft', 'pending', 'running')
        or i.state = 'failed' and i.finished_at > now() - interval '1 day'))`);
}

/** Without a lead's id of the file's own a follow-up could not be told to whom it belongs. */
export function toNewRow(importId: string, { place, data }: StagedRow): NewRow {
  const { phone, name, leadsId, referenceId, jobId, callTime } = data;
  return {
    leadsId: leadsId ?? referenceId ?? jobId ?? `${importId}-${place}`,
    name,
    phone,
    jobId,
    referenceId,
    status: null,
    callTime,
  };
}
