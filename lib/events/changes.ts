import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { bigints } from '@/lib/db/columns';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import type { DbId } from '@/lib/values/db-id';

/** Which rows of a task one commit changed. Numbers of a task are committed in their order. */
export type TaskChange = {
  taskId: DbId;
  number: number;
  organizationId: string;
  /** Epoch ms of the database's clock. */
  at: number;
  rowIds: DbId[];
};

/**
 * Notes which rows a transaction changes, as the task's next change; in that very transaction. The row with the task's
 * number stays locked until the commit, so that whoever has seen a number has seen all below it.
 */
export async function noteTaskChange(
  orgId: OrgId,
  tx: Tx,
  { taskId, receiptId, rowIds }: { taskId: DbId; receiptId: string; rowIds: DbId[] },
): Promise<void> {
  if (rowIds.length === 0) return;
  await tx.execute(sql`
    with next as (
      insert into callboard.task_change_numbers as n (task_id, organization_id, number)
      values (${taskId}::bigint, ${orgId}, 1)
      on conflict (task_id) do update set number = n.number + 1, organization_id = excluded.organization_id
      returning number)
    insert into callboard.task_changes (task_id, number, organization_id, receipt_id, row_ids)
    select ${taskId}::bigint, number, ${orgId}, ${receiptId}::uuid, ${bigints(rowIds)} from next`);
}

const COLUMNS = sql`select task_id as "taskId", number, organization_id as "organizationId",
  (extract(epoch from at) * 1000)::float8 as at, row_ids as "rowIds" from callboard.task_changes`;

async function select(db: Db, rest: SQL): Promise<TaskChange[]> {
  return [...(await db.execute<TaskChange>(sql`${COLUMNS} ${rest}`))];
}

/** The changes of a task behind a number, oldest first. For the hub, which sends to each organization its own. */
export function changesBehind(db: Db, taskId: DbId, number: number): Promise<TaskChange[]> {
  return select(
    db,
    sql`where task_id = ${taskId}::bigint and number > ${number}::bigint order by number limit ${MOST + 1}`,
  );
}

/** The number of a task's newest change; 0: it has had none. */
export async function newestNumber(db: Db, taskId: DbId): Promise<number> {
  const [row] = await db.execute<{ number: number }>(
    sql`select number from callboard.task_change_numbers where task_id = ${taskId}::bigint`,
  );
  return row?.number ?? 0;
}

/** More changes than this are told as "read everything anew". */
export const MOST = 500;

/**
 * The organization's changes since a time, epoch ms, oldest first: what a page that was not connected has missed.
 *
 * @returns null: more than are worth telling one by one
 */
export async function changesSince(orgId: OrgId, db: Db, since: number): Promise<TaskChange[] | null> {
  const changes = await select(
    db,
    sql`where organization_id = ${orgId} and at > to_timestamp(${since / 1000}::float8)
      order by at, number limit ${MOST + 1}`,
  );
  return changes.length > MOST ? null : changes;
}

/** Changes that one statement deletes. */
const SLICE = 2_000;

/** Deletes what no page can ask for any more. */
export async function forgetOldChanges(db: Db): Promise<void> {
  for (let gone = SLICE; gone === SLICE;) gone = await withinDatabaseDeadline(() => forgetSome(db));
}

async function forgetSome(db: Db): Promise<number> {
  const gone = await db.execute(sql`
    delete from callboard.task_changes where (task_id, number) in (
      select task_id, number from callboard.task_changes where at < now() - interval '1 day' limit ${SLICE})
    returning 1`);
  return gone.length;
}
