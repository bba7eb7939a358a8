import 'server-only';

import { randomUUID } from 'node:crypto';

import { type SQL, sql } from 'drizzle-orm';

import type { Actor, OrgId } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { beginning, isoUtc, texts } from '@/lib/db/columns';
import { maskText } from '@/lib/values/masking';
import { preview } from '@/lib/values/previews';
import type { DbId } from '@/lib/values/db-id';

import type { Export, ExportColumn, ExportFormat } from './schemas';

export type NewExport = {
  taskId: DbId | null;
  query: string;
  format: ExportFormat;
  columns: readonly ExportColumn[];
  locale: string;
};

/** How much of a person's and an organization's is under way or kept. */
export type ExportUse = { own: number; organization: number; bytes: number };

/** Files and work of an organization; locks both against another request of the same until the transaction's end. */
export async function lockUse(actor: Actor, tx: Tx): Promise<ExportUse> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`exports:${actor.orgId}`}, 0))`);
  const [use] = await tx.execute<ExportUse>(sql`
    select count(*) filter (where state in ('queued', 'running') and asked_by = ${actor.userId}::uuid)::int as own,
      count(*) filter (where state in ('queued', 'running'))::int as organization,
      coalesce(sum(bytes) filter (where expires_at > now() or state = 'running'), 0)::bigint as bytes
    from callboard.exports
    where organization_id = ${actor.orgId} and created_at > now() - interval '30 days'`);
  return use ?? { own: 0, organization: 0, bytes: 0 };
}

export const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whose leads a query asks for, by that person's id. */
function ownerOf(query: string): { userId: string } | null {
  const userId = new URLSearchParams(query).get('owner');
  return userId !== null && UUID.test(userId) ? { userId } : null;
}

/** A query as people may see it: a whole number that was searched for is nobody else's to read; a person's id is none. */
function maskQuery(query: string): [name: string, value: string][] {
  const owner = ownerOf(query);
  return [...new URLSearchParams(query)].map(([name, value]) => [
    name,
    name === 'owner' && value === owner?.userId ? value : maskText(value),
  ]);
}

/** Queues an export, and notes in the audit log who asked for it. Null: a foreign or missing task. */
export async function insertExport(actor: Actor, tx: Tx, asked: NewExport): Promise<string | null> {
  const { taskId, query, format, columns, locale } = asked;
  const subject = {
    task_id: taskId,
    format,
    query: maskQuery(query)
      .map((part) => part.join('='))
      .join(' '),
  };
  const isKnown =
    taskId === null
      ? sql`true`
      : sql`exists (select from call_tasks where id = ${taskId}::bigint and organization_id = ${actor.orgId})`;
  const [row] = await tx.execute<{ id: string }>(sql`
    with begun as (
      insert into callboard.exports (id, organization_id, task_id, query, format, columns, locale, asked_by,
        asked_by_name, via)
      select ${randomUUID()}::uuid, ${actor.orgId}, ${taskId}::bigint, ${query}, ${format}, ${texts(columns)}, ${locale},
        ${actor.userId}::uuid, ${actor.userName}, ${actor.via}
      where ${isKnown} returning id),
    noted as (
      insert into callboard.audit_log (organization_id, user_id, action, subject)
      select ${actor.orgId}, ${actor.userId}::uuid, 'export.started',
        jsonb_build_object('export_id', id) || ${JSON.stringify(subject)}::text::jsonb from begun)
    select id from begun`);
  return row?.id ?? null;
}

type RawExport = Omit<Export, 'percent' | 'taskName' | 'owner'> & {
  taskName: string | null;
  parts: number;
  doneParts: number;
};

async function selectExports(orgId: OrgId, db: Db, where: SQL, limit: number): Promise<Export[]> {
  const rows = await db.execute<RawExport>(sql`
    select e.id, e.task_id, (select ${beginning(sql`c.task_name`)} from call_tasks c
        where c.id = e.task_id and c.organization_id = ${orgId} limit 1) as "taskName",
      e.query, e.format, to_jsonb(e.columns) as columns, e.state as status, e.asked_by_name as by, e.via, e.rows,
      e.total_rows as "totalRows", e.missing, e.bytes, e.error->>'code' as error, e.parts, e.done_parts as "doneParts",
      ${isoUtc(sql`e.created_at`)} as "createdAt", ${isoUtc(sql`e.picked_at`)} as "pickedAt",
      ${isoUtc(sql`e.finished_at`)} as "finishedAt", ${isoUtc(sql`e.expires_at`)} as "expiresAt",
      coalesce(e.expires_at <= now(), false) as expired,
      (select coalesce(jsonb_agg(jsonb_build_object('by', k.user_name, 'at', ${isoUtc(sql`k.at`)}) order by k.at desc), '[]')
        from (select * from callboard.export_takings k where k.export_id = e.id order by k.at desc limit 20) k) as taken
    from callboard.exports e where e.organization_id = ${orgId} and ${where}
    order by e.created_at desc, e.id limit ${limit}`);
  return rows.map(({ parts, doneParts, ...row }) => ({
    ...row,
    taskName: preview(row.taskName, 'name'),
    query: new URLSearchParams(maskQuery(row.query)).toString(),
    owner: ownerOf(row.query),
    percent:
      row.status === 'done' ? 100 : row.totalRows === null ? 0 : Math.floor((doneParts / (parts + 1)) * 100),
  }));
}

export async function findExport(orgId: OrgId, db: Db, id: string): Promise<Export | null> {
  const [found] = await selectExports(orgId, db, sql`e.id = ${id}::uuid`, 1);
  return found ?? null;
}

/** The newest exports of the organization. */
export function listExports(orgId: OrgId, db: Db, limit: number): Promise<Export[]> {
  return selectExports(orgId, db, sql`true`, limit);
}

/** What an export was asked with, to be asked once more. */
export async function findAsked(orgId: OrgId, db: Db, id: string): Promise<NewExport | null> {
  const [row] = await db.execute<NewExport>(sql`
    select task_id as "taskId", query, format, to_jsonb(columns) as columns, locale
    from callboard.exports where id = ${id}::uuid and organization_id = ${orgId}`);
  return row ?? null;
}

/**
 * Ends an export that is under way; whoever writes it loses the fence. What it has written is deleted later
 * (`old-exports`): so much takes longer than whoever cancels waits.
 */
export async function cancelExport(actor: Actor, db: Db, id: string): Promise<boolean> {
  const moved = await db.execute(sql`
    with moved as (
      update callboard.exports set state = 'cancelled', fence = fence + 1, owner = null, lease_until = null,
        finished_at = clock_timestamp(), bytes = 0
      where id = ${id}::uuid and organization_id = ${actor.orgId} and state in ('queued', 'running')
      returning id, task_id)
    insert into callboard.audit_log (organization_id, user_id, action, subject)
    select ${actor.orgId}, ${actor.userId}::uuid, 'export.cancelled',
      jsonb_build_object('export_id', id, 'task_id', task_id) from moved
    returning id`);
  return moved.length > 0;
}

/** Notes who takes an export's file, for the list and in the audit log. */
export async function noteTaken(actor: Actor, db: Db, id: string, address: string): Promise<void> {
  await db.execute(sql`
    with taken as (
      insert into callboard.export_takings (export_id, user_id, user_name, via)
      select id, ${actor.userId}::uuid, ${actor.userName}, ${actor.via} from callboard.exports
      where id = ${id}::uuid and organization_id = ${actor.orgId} returning export_id)
    insert into callboard.audit_log (organization_id, user_id, action, subject, address)
    select ${actor.orgId}, ${actor.userId}::uuid, 'export.taken', jsonb_build_object('export_id', e.id, 'task_id', e.task_id,
      'format', e.format, 'rows', e.rows), ${address}
    from taken join callboard.exports e on e.id = taken.export_id`);
}

export type FileChunk = { part: number; piece: number; packed: boolean; bytes: Uint8Array };

/** The piece of a file behind another one; null behind the last. */
export async function nextChunk(
  orgId: OrgId,
  db: Db,
  id: string,
  behind: Pick<FileChunk, 'part' | 'piece'>,
): Promise<FileChunk | null> {
  const [chunk] = await db.execute<FileChunk>(sql`
    select k.part, k.piece, k.packed, k.bytes from callboard.export_chunks k
    where k.export_id = ${id}::uuid and (k.part, k.piece) > (${behind.part}::int, ${behind.piece}::int)
      and exists (select from callboard.exports e where e.id = k.export_id and e.organization_id = ${orgId})
    order by k.part, k.piece limit 1`);
  return chunk ?? null;
}
