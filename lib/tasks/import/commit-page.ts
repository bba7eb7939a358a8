import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { texts } from '@/lib/db/columns';
import type { GroupJob } from '@/lib/outboundbot/types';
import { LEASE, LeaseLostError } from '@/lib/queue/lease';
import type { DbId } from '@/lib/values/db-id';

import { held, type LeasedImport } from './drive-repository';
import { giveNewRows } from './import-owners';
import { insertRows, insertTask, type NewRow } from './write-rows';

/** What is read of a source at once. */
export type ReadPage = {
  /** `key`: by which a row is known to be in already. */
  items: { key: string; row: NewRow }[];
  totalCount: number | null;
  /** Rows that were left out before. */
  leftOut?: number;
};

/** How the import stands after a page. */
export type Committed = {
  taskId: DbId;
  /** Rows added by this page. */
  added: number;
  addedInRound: number;
  refusedInRound: number;
  readJobs: number;
  knownJobs: number;
  total: number | null;
  pass: number;
  nextPage: number;
};

/** The task is not there any more. */
export class TaskGoneError extends Error {
  override readonly name = 'TaskGoneError';
}

type LockedImport = {
  taskId: DbId | null;
  total: number | null;
  scriptId: string | null;
  groupStatus: string | null;
  groupCreatedAt: string | null;
  page: number;
  knownJobs: number;
  hasOwners: boolean;
};

/**
 * Writes what is new of a page of jobs: the task where it is the first one, a row for each job that has none, the counts
 * and the next page, in one transaction that checks the fence.
 *
 * @throws LeaseLostError; TaskGoneError; NotInsertedError
 */
export function commitPage(
  orgId: OrgId,
  db: Db,
  leased: LeasedImport,
  { items, totalCount, leftOut = 0 }: ReadPage,
): Promise<Committed> {
  return db.transaction(async (tx) => {
    const [found] = await tx.execute<LockedImport>(sql`
      select task_id as "taskId", total, script_id as "scriptId", group_status as "groupStatus",
        group_created_at::text as "groupCreatedAt", next_page as page,
        known_jobs as "knownJobs", coalesce(cardinality(owner_ids), 0) > 0 as "hasOwners"
      from callboard.task_imports where ${held(orgId, leased)} for update`);
    if (!found) throw new LeaseLostError();
    const taskId = found.taskId ?? (await addTask(orgId, tx, leased, found, totalCount));
    if (found.taskId !== null && !(await isThere(orgId, tx, taskId))) throw new TaskGoneError();

    const byKey = [...new Map(items.map((item) => [item.key, item])).values()];
    const news = await tx.execute<{ key: string }>(sql`
      insert into callboard.imported_jobs (import_id, job_id)
      select ${leased.id}::uuid, unnest(${texts(byKey.map(({ key }) => key))}) on conflict do nothing
      returning job_id as key`);
    const isNew = new Set(news.map(({ key }) => key));
    const fresh = byKey.filter(({ key }) => isNew.has(key));
    const rows = fresh.map(({ row }) => row);
    const { refused, ids } = await insertRows(orgId, tx, taskId, rows);
    if (found.hasOwners) {
      await giveNewRows(orgId, tx, leased, { taskId, rowIds: ids, given: found.knownJobs });
    }
    if (refused.size > 0) {
      // What makes room for them is done in the installation: the next round tries again.
      const keys = fresh.flatMap(({ key }, place) => (refused.has(place) ? [key] : []));
      await tx.execute(sql`
        delete from callboard.imported_jobs where import_id = ${leased.id}::uuid and job_id = any(${texts(keys)})`);
    }
    const added = rows.length - refused.size;
    const [counted] = await tx.execute<Omit<Committed, 'taskId' | 'added'>>(sql`
      update callboard.task_imports set task_id = ${taskId}::bigint, next_page = next_page + 1,
        total = coalesce(${totalCount}::int, total), read_jobs = read_jobs + ${items.length + leftOut}::int,
        added_rows = added_rows + ${added}::int, refused_rows = refused_rows + ${refused.size + leftOut}::int,
        known_jobs = known_jobs + ${added}::int, tries = 0, waiting = null, lease_until = clock_timestamp() + ${LEASE}
      where ${held(orgId, leased)}
      returning added_rows as "addedInRound", refused_rows as "refusedInRound", read_jobs as "readJobs",
        known_jobs as "knownJobs", total, pass, next_page as "nextPage"`);
    if (!counted) throw new LeaseLostError();
    return { taskId, added, ...counted };
  });
}

/** Begins to read all pages once more: some jobs were on pages that moved while they were read. */
export async function beginPass(orgId: OrgId, db: Db, leased: LeasedImport): Promise<void> {
  const begun = await db.execute(sql`
    update callboard.task_imports set pass = pass + 1, next_page = 1, read_jobs = 0, refused_rows = 0
    where ${held(orgId, leased)} returning id`);
  if (begun.length === 0) throw new LeaseLostError();
}

async function isThere(orgId: OrgId, tx: Tx, taskId: DbId): Promise<boolean> {
  const rows = await tx.execute(sql`
    select from call_tasks where id = ${taskId}::bigint and organization_id = ${orgId} limit 1`);
  return rows.length > 0;
}

/** `task_type` by the group's state; a group that still has to call is being called. */
const TYPE_OF: Readonly<Record<string, number>> = {
  Draft: 1,
  Initializing: 1,
  Paused: 5,
  Completed: 3,
  Failed: 3,
  Cancelled: 3,
};
const CALLING = 2;

function addTask(
  orgId: OrgId,
  tx: Tx,
  { name, jobGroupId, startedBy, startedByName }: LeasedImport,
  { total, scriptId, groupStatus, groupCreatedAt }: LockedImport,
  totalCount: number | null,
): Promise<DbId> {
  return insertTask(orgId, tx, {
    name,
    createdBy: { id: startedBy, name: startedByName },
    createdAt: groupCreatedAt,
    leads: totalCount ?? total,
    scriptId,
    jobGroupId,
    type: TYPE_OF[groupStatus ?? ''] ?? CALLING,
  });
}

/**
 * The lead is whoever the caller's own system says it is: its id of the contact, else of the job, and only then the
 * provider's.
 */
export function toRow({ jobId, referenceId, status, contact }: GroupJob): NewRow {
  return {
    leadsId: contact?.referenceId ?? referenceId ?? contact?.id ?? jobId,
    name: contact?.name ?? null,
    phone: contact?.phone ?? null,
    jobId,
    referenceId,
    status,
    callTime: null,
  };
}
