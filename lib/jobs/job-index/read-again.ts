import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Tx } from '@/lib/db/client';
import { bigints, NAMED_FOLLOW_UP } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { indexJobs } from './index-jobs';
import { beginComparison } from './state';

/**
 * Reads again what others have noted as written, the oldest first, and tells how many notes there were. A note and what
 * it tells of were committed together, so whoever sees the one reads the other.
 *
 * @param taskId only what may concern this task; absent: everything
 */
export async function readNoted(tx: Tx, limit: number, taskId?: DbId): Promise<number> {
  const wanted = taskId === undefined ? sql`true` : sql`(task_id = ${taskId} or task_id is null)`;
  const noted = await tx.execute<{ rowId: DbId | null; followId: DbId | null }>(sql`
    delete from callboard.job_index_dirty where id = any(array(
      select id from callboard.job_index_dirty where ${wanted} order by id limit ${limit} for update skip locked))
    returning row_id as "rowId", follow_id as "followId"`);
  if (noted.length === 0) return 0;
  const rowIds = noted.flatMap(({ rowId }) => (rowId === null ? [] : [rowId]));
  const followIds = noted.flatMap(({ followId }) => (followId === null ? [] : [followId]));
  if (noted.length > rowIds.length + followIds.length) await beginComparison(tx);
  await indexJobs(tx, [...rowIds, ...(await rowsNaming(tx, followIds))]);
  return noted.length;
}

async function rowsNaming(tx: Tx, followIds: DbId[]): Promise<DbId[]> {
  if (followIds.length === 0) return [];
  const rows = await tx.execute<{ rowId: DbId }>(
    sql`select row_id as "rowId" from callboard.job_index where follow_id = any(${bigints(followIds)})`,
  );
  return rows.map(({ rowId }) => rowId);
}

/** Where an entry is not what it would be if it were read now. */
const DIFFERS = sql`i.row_id is null or t.id is null or i.version <> t.version or i.task_id <> t.task_id
  or i.follow_version is distinct from f.xmin::text::bigint
  or (i.due_at is not null and i.organization_id is distinct from c.organization_id::text)`;

const rowsAsTheyAre = (rows: SQL, entries: SQL) => sql`
  (select t.id, t.task_id, t.leads_id, t.leads_follow_id, t.xmin::text::bigint as version ${rows}) t
  full join (select * from callboard.job_index ${entries}) i on i.row_id = t.id
  left join leads_follow f on ${NAMED_FOLLOW_UP}
  left join call_tasks c on c.id = t.task_id`;

/**
 * Compares the next entries behind an id with the rows' versions, and reads again those that differ: what other
 * programs wrote where no trigger tells of it.
 *
 * @returns the last id compared, null at the end; and how many entries differed
 */
export async function compareNext(
  tx: Tx,
  after: DbId,
  limit: number,
): Promise<{ last: DbId | null; differed: number }> {
  const [batch] = await tx.execute<{ last: DbId | null; differing: DbId[] }>(sql`
    with upto as materialized (
      select id from leads_task_list where id > ${after}::bigint order by id offset ${limit - 1} limit 1),
    until as materialized (select coalesce((select id::bigint from upto), 9223372036854775807) as id)
    select (select id from upto) as last, coalesce(array_agg(coalesce(t.id::bigint, i.row_id)), '{}') as differing
    from ${rowsAsTheyAre(
      sql`from leads_task_list t where t.task_id is not null and t.id > ${after}::bigint and t.id <= (select id from until)`,
      sql`where row_id > ${after}::bigint and row_id <= (select id from until)`,
    )} where ${DIFFERS}`);
  const differing = batch?.differing ?? [];
  for (let at = 0; at < differing.length; at += CHUNK) {
    // oxlint-disable-next-line no-await-in-loop -- one transaction, one after another
    await indexJobs(tx, differing.slice(at, at + CHUNK));
  }
  return { last: batch?.last ?? null, differed: differing.length };
}

const CHUNK = 500;
