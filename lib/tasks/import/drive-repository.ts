import 'server-only';

import { sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { LEASE } from '@/lib/queue/lease';

import { NEXT_ROUND } from './import-repository';
import type { ImportState, TaskImport } from './schemas';

/** An import of which this process holds the lease. */
export type LeasedImport = {
  id: string;
  organizationId: string;
  /** Null: rows of a table, which are kept beside the import. */
  jobGroupId: string | null;
  name: string;
  startedBy: string;
  startedByName: string;
  pass: number;
  nextPage: number;
  tries: number;
  fence: number;
};

/** The import is ours to write: in the WHERE of everything that is written of it. */
export const held = (orgId: OrgId, { id, fence }: Pick<LeasedImport, 'id' | 'fence'>) =>
  sql`id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence} and state = 'running'`;

/** Begins the next round of imports whose time has come. */
export async function beginDueRounds(db: Db): Promise<void> {
  await db.execute(sql`
    update callboard.task_imports set ${NEXT_ROUND}
    where next_at <= clock_timestamp() and state in ('done', 'failed') and every_minutes is not null`);
}

/**
 * Takes the lease of an import that nobody drives and whose time has come, with a new fence; of the organization that has
 * the fewest under way, the oldest first. For the worker, which works for every organization.
 */
export async function takeImport(db: Db, owner: string): Promise<LeasedImport | null> {
  const [taken] = await db.execute<LeasedImport>(sql`
    update callboard.task_imports i set owner = ${owner}, fence = i.fence + 1, state = 'running', not_before = null,
      lease_until = clock_timestamp() + ${LEASE}, started_at = coalesce(i.started_at, clock_timestamp())
    where i.id = (
      select f.id from callboard.task_imports f
      where f.state in ('pending', 'running') and (f.lease_until is null or f.lease_until < clock_timestamp())
        and (f.not_before is null or f.not_before <= clock_timestamp())
      order by (select count(*) from callboard.task_imports o where o.organization_id = f.organization_id
          and o.state = 'running' and o.lease_until > clock_timestamp()), f.created_at
      limit 1 for update skip locked)
    returning i.id, i.organization_id as "organizationId", i.job_group_id as "jobGroupId", i.name,
      i.started_by as "startedBy", i.started_by_name as "startedByName", i.pass, i.next_page as "nextPage",
      i.tries, i.fence`);
  return taken ?? null;
}

/** Keeps the lease; answers whether the import still is ours. */
export async function renewImport(orgId: OrgId, db: Db, leased: LeasedImport): Promise<boolean> {
  const rows = await db.execute(sql`
    update callboard.task_imports set lease_until = clock_timestamp() + ${LEASE}
    where ${held(orgId, leased)} returning id`);
  return rows.length > 0;
}

/** Gives the lease back: at once, or for whoever comes after a pause, whose reason is told. */
export async function releaseImport(
  orgId: OrgId,
  db: Db,
  leased: LeasedImport,
  pause: {
    ms: number;
    reason: NonNullable<TaskImport['waiting']>['reason'];
    code: string | null;
    tries: number;
  } | null,
): Promise<void> {
  const until = sql`(clock_timestamp() + make_interval(secs => ${(pause?.ms ?? 0) / 1000}::float8))`;
  await db.execute(sql`
    update callboard.task_imports set owner = null, lease_until = null
      ${
        pause
          ? sql`, not_before = ${until}, tries = ${pause.tries}, waiting = jsonb_build_object('reason', ${pause.reason}::text,
              'code', ${pause.code}::text, 'until',
              to_char(${until} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
          : sql``
      }
    where ${held(orgId, leased)}`);
}

/** Ends a round: done, unless `error` says why it failed. The next one comes by its schedule. */
export async function finishImport(
  orgId: OrgId,
  db: Db,
  leased: LeasedImport,
  error: { code: string; message: string } | null,
): Promise<void> {
  const state: ImportState = error ? 'failed' : 'done';
  await db.execute(sql`
    update callboard.task_imports set state = ${state}, error = ${error && JSON.stringify(error)}::text::jsonb,
      waiting = null, owner = null, lease_until = null, finished_at = clock_timestamp(),
      next_at = clock_timestamp() + make_interval(mins => every_minutes)
    where ${held(orgId, leased)}`);
}
