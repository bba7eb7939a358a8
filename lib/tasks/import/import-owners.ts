import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { bigints } from '@/lib/db/columns';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

/** People as a column has them; null: nobody was named. */
export const ownersParam = (ids: readonly string[] | undefined): SQL =>
  sql`${sql.param(ids === undefined ? null : [...ids])}::uuid[]`;

/** Who of `ids`, in their order, works in the organization at this moment. */
const working = (orgId: OrgId, ids: SQL): SQL => sql`
  select p.id, row_number() over (order by p.place) - 1 as n, count(*) over () as all
  from unnest(${ids}) with ordinality p(id, place)
  join callboard.memberships m on m.user_id = p.id and m.organization_id = ${orgId}
  join callboard.users u on u.id = p.id and u.disabled_at is null`;

/** @throws AppError `not_found`: one of them does not work in the organization */
export async function requireOwners(orgId: OrgId, db: Db, ids: readonly string[] | undefined): Promise<void> {
  if (ids === undefined || ids.length === 0) return;
  const found = await withinDatabaseDeadline(() => db.execute(working(orgId, ownersParam(ids))));
  if (found.length !== ids.length) throw new AppError('not_found', { field: 'owners' });
}

/**
 * Gives new rows of an import to its people in turn, going on where its last page ended; who has left since is passed
 * over. In the transaction that adds the rows.
 *
 * @param given how many rows it has added before
 */
export async function giveNewRows(
  orgId: OrgId,
  tx: Tx,
  { id, startedBy }: { id: string; startedBy: string },
  { taskId, rowIds, given }: { taskId: DbId; rowIds: readonly DbId[]; given: number },
): Promise<void> {
  if (rowIds.length === 0) return;
  await tx.execute(sql`
    with people as materialized (${working(
      orgId,
      sql`(select owner_ids from callboard.task_imports where id = ${id}::uuid and organization_id = ${orgId})`,
    )})
    insert into callboard.lead_owners (row_id, organization_id, task_id, user_id, assigned_by)
    select r.id, ${orgId}, ${taskId}::bigint, p.id, ${startedBy}::uuid
    from unnest(${bigints(rowIds)}) with ordinality r(id, place)
    join people p on p.n = (${given}::bigint + r.place - 1) % p.all
    on conflict (row_id) do nothing`);
}
