import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { selectRows } from '@/lib/jobs/select-rows';
import type { Selection } from '@/lib/jobs/selection';
import { LEASE, LeaseLostError } from '@/lib/queue/lease';
import type { DbId } from '@/lib/values/db-id';

import type { PartResult } from './formats/types';
import type { ExportColumn, ExportFailure, ExportFormat, ExportState } from './schemas';

/** An export of which this process holds the lease. */
export type LeasedExport = {
  id: string;
  organizationId: string;
  taskId: DbId | null;
  query: string;
  format: ExportFormat;
  columns: ExportColumn[];
  locale: 'zh' | 'en';
  askedBy: string;
  createdAt: string;
  fence: number;
  /** Null: its rows are not picked yet. */
  totalRows: number | null;
  parts: number;
};

/** How long a file is kept. */
const KEPT = sql`interval '72 hours'`;

const LEASED = sql`id, organization_id as "organizationId", task_id as "taskId", query, format, to_jsonb(columns) as columns,
  locale, asked_by as "askedBy", created_at::text as "createdAt", fence, total_rows as "totalRows", parts`;

/**
 * Takes the lease of an export that nobody writes, with a new fence: one of the organization that has the fewest under
 * way, the oldest first. For the worker, which works for every organization.
 */
export async function takeExport(db: Db, owner: string): Promise<LeasedExport | null> {
  const [taken] = await db.execute<LeasedExport>(sql`
    update callboard.exports set owner = ${owner}, fence = fence + 1, state = 'running',
      lease_until = clock_timestamp() + ${LEASE}, started_at = coalesce(started_at, clock_timestamp())
    where id = (
      select f.id from callboard.exports f
      where f.state in ('queued', 'running') and (f.lease_until is null or f.lease_until < clock_timestamp())
      order by (select count(*) from callboard.exports o where o.organization_id = f.organization_id
          and o.state = 'running' and o.lease_until > clock_timestamp()), f.created_at
      limit 1 for update skip locked)
    returning ${LEASED}`);
  return taken ?? null;
}

/** Keeps the lease; answers the export's state, or null when it is another's. */
export async function renewLease(
  orgId: OrgId,
  db: Db,
  { id, fence }: LeasedExport,
): Promise<ExportState | null> {
  const [row] = await db.execute<{ state: ExportState }>(sql`
    update callboard.exports set lease_until = clock_timestamp() + ${LEASE}
    where ${ours(orgId, id, fence)} returning state`);
  return row?.state ?? null;
}

/** Gives the lease back, so that another may go on at once. */
export async function releaseLease(orgId: OrgId, db: Db, { id, fence }: LeasedExport): Promise<void> {
  await db.execute(
    sql`update callboard.exports set owner = null, lease_until = null where ${ours(orgId, id, fence)}`,
  );
}

const ours = (orgId: OrgId, id: string, fence: number): SQL =>
  sql`id = ${id}::uuid and organization_id = ${orgId} and fence = ${fence}`;

/**
 * Fixes which rows the file has, and in which order, by one statement: so it is one picture, whatever changes meanwhile
 * and whoever goes on with it. Writes the file's head with it.
 *
 * @returns how many rows there are, and in how many parts
 * @throws LeaseLostError
 */
export function pickRows(
  orgId: OrgId,
  db: Db,
  { id, fence }: LeasedExport,
  selection: Selection,
  { partRows, head }: { partRows: number; head: (rows: number) => Written },
): Promise<{ totalRows: number; parts: number }> {
  const { from, where, order } = selectRows(orgId, selection);
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into callboard.export_parts (export_id, number, row_ids)
      select ${id}::uuid, part, array_agg(id order by nth)
      from (
        select id, nth, ((nth - 1) / ${partRows}::int + 1)::int as part
        from (select t.id, row_number() over (${order}) as nth from ${from} where ${where}) ordered) picked
      group by part`);
    const [counted] = await tx.execute<{ totalRows: number; parts: number }>(sql`
      select coalesce(sum(cardinality(row_ids)), 0)::int as "totalRows", count(*)::int as parts
      from callboard.export_parts where export_id = ${id}::uuid`);
    const picked = counted ?? { totalRows: 0, parts: 0 };
    const written = head(picked.totalRows);
    await insertPieces(tx, id, 0, written.pieces);
    const moved = await tx.execute(sql`
      update callboard.exports set total_rows = ${picked.totalRows}::int, parts = ${picked.parts}::int,
        picked_at = transaction_timestamp(), bytes = ${sizeOf(written)}::bigint
      where ${ours(orgId, id, fence)} and state = 'running' and total_rows is null returning id`);
    if (moved.length === 0) throw new LeaseLostError();
    return picked;
  });
}

export type Part = { number: number; rowIds: DbId[] };

/** The next parts that are not written yet, in their order, behind one of them. */
export async function unwrittenParts(
  orgId: OrgId,
  db: Db,
  { id }: LeasedExport,
  { behind, limit }: { behind: number; limit: number },
): Promise<Part[]> {
  const parts = await db.execute<Part>(sql`
    select p.number, p.row_ids as "rowIds" from callboard.export_parts p
    join callboard.exports e on e.id = p.export_id and e.organization_id = ${orgId}
    where p.export_id = ${id}::uuid and p.result is null and p.number > ${behind}::int
    order by p.number limit ${limit}`);
  return [...parts];
}

/** What the newest written part left for the one behind it. */
export async function lastResult(orgId: OrgId, db: Db, { id }: LeasedExport): Promise<PartResult | null> {
  const [row] = await db.execute<{ result: PartResult }>(sql`
    select p.result from callboard.export_parts p
    join callboard.exports e on e.id = p.export_id and e.organization_id = ${orgId}
    where p.export_id = ${id}::uuid and p.result is not null order by p.number desc limit 1`);
  return row?.result ?? null;
}

/** The results of parts, in order, some at a time: the end of a file tells of all. */
export async function readResults(
  orgId: OrgId,
  db: Db,
  { id }: LeasedExport,
  { behind, limit }: { behind: number; limit: number },
): Promise<PartResult[]> {
  const rows = await db.execute<{ result: PartResult }>(sql`
    select p.result from callboard.export_parts p
    join callboard.exports e on e.id = p.export_id and e.organization_id = ${orgId}
    where p.export_id = ${id}::uuid and p.number > ${behind}::int order by p.number limit ${limit}`);
  return rows.map(({ result }) => result);
}

/** A piece of the file, `packed` when it is gzip of what is sent. */
export type FilePiece = { bytes: Buffer; packed: boolean; sentBytes: number };
export type Written = { pieces: FilePiece[] };

const sizeOf = ({ pieces }: Written): number => pieces.reduce((sum, { sentBytes }) => sum + sentBytes, 0);

async function insertPieces(tx: Tx, id: string, part: number, pieces: readonly FilePiece[]): Promise<void> {
  for (const [piece, { bytes, packed }] of pieces.entries()) {
    await tx.execute(sql`
      insert into callboard.export_chunks (export_id, part, piece, packed, bytes)
      values (${id}::uuid, ${part}, ${piece}, ${packed}, decode(${bytes.toString('base64')}, 'base64'))`);
  }
}

/**
 * Enters a part with its bytes, in one transaction and under the fence.
 *
 * @throws LeaseLostError: the export is another's, or the part has been entered already
 */
export function enterPart(
  orgId: OrgId,
  db: Db,
  { id, fence }: LeasedExport,
  { number }: Part,
  written: Written & { result: PartResult },
): Promise<{ bytes: number }> {
  const { result } = written;
  return db.transaction(async (tx) => {
    const [entered] = await tx.execute<{ bytes: number }>(sql`
      with file as (
        update callboard.exports set done_parts = done_parts + 1, rows = rows + ${result.rows}::int,
          missing = missing + ${result.missing}::int, bytes = bytes + ${sizeOf(written)}::bigint
        where ${ours(orgId, id, fence)} and state = 'running' returning id, bytes),
      part as (
        update callboard.export_parts p set result = ${JSON.stringify(result)}::text::jsonb
        from file where p.export_id = file.id and p.number = ${number}::int and p.result is null returning p.number)
      select file.bytes from file, part`);
    if (!entered) throw new LeaseLostError();
    await insertPieces(tx, id, number, written.pieces);
    return entered;
  });
}

/**
 * Ends an export: with the file's end it is done, with a reason it has failed and nothing of it stays. What a failed one
 * has written is deleted later (`old-exports`): that takes too long for the state to wait for it.
 *
 * @throws LeaseLostError
 */
export function finishExport(
  orgId: OrgId,
  db: Db,
  { id, fence, parts }: LeasedExport,
  end: { written: Written } | { error: ExportFailure },
): Promise<void> {
  const failed = 'error' in end;
  return db.transaction(async (tx) => {
    const moved = await tx.execute(sql`
      update callboard.exports set state = ${failed ? 'failed' : 'done'},
        error = ${failed ? JSON.stringify({ code: end.error }) : null}::text::jsonb, owner = null, lease_until = null,
        bytes = ${failed ? sql`0` : sql`bytes + ${sizeOf(end.written)}::bigint`}, finished_at = clock_timestamp(),
        expires_at = ${failed ? sql`null` : sql`clock_timestamp() + ${KEPT}`}
      where ${ours(orgId, id, fence)} and state = 'running' returning id`);
    if (moved.length === 0) throw new LeaseLostError();
    if (failed) return;
    await insertPieces(tx, id, parts + 1, end.written.pieces);
    await tx.execute(sql`delete from callboard.export_parts where export_id = ${id}::uuid`);
  });
}
