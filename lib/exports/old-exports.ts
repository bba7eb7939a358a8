import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

const KEPT_DAYS = 90;
/** Pieces of a file, of 1 MiB each, that one transaction deletes. */
const SLICE = 50;

/**
 * Deletes what exports have written that are over and have no file to give: failed, cancelled, past their time; and
 * what is known of exports that ended long ago. Of any organization.
 */
export async function deleteOldExports(db: Db): Promise<void> {
  const over = await db.execute<{ id: string }>(sql`
    select id from callboard.exports e where (e.state in ('failed', 'cancelled') or e.expires_at <= now())
      and (exists (select from callboard.export_chunks k where k.export_id = e.id)
        or exists (select from callboard.export_parts p where p.export_id = e.id))
    order by e.finished_at`);
  for (const { id } of over) {
    for (let more = true; more;) more = await dropPieces(db, id);
    for (let more = true; more;) more = await dropParts(db, id);
  }
  await db.execute(sql`
    with old as (
      delete from callboard.exports e where e.finished_at < now() - make_interval(days => ${KEPT_DAYS})
        and not exists (select from callboard.export_chunks k where k.export_id = e.id) returning id)
    delete from callboard.export_takings k using old where k.export_id = old.id`);
}

/** Deletes some of a file; answers whether there was any. */
async function dropPieces(db: Db, id: string): Promise<boolean> {
  const gone = await withinDatabaseDeadline(() =>
    db.execute(sql`
      delete from callboard.export_chunks where export_id = ${id}::uuid and (part, piece) in (
        select part, piece from callboard.export_chunks where export_id = ${id}::uuid limit ${SLICE})
      returning part`),
  );
  return gone.length > 0;
}

/** Deletes some of the rows that a file was to have; answers whether there were any. */
async function dropParts(db: Db, id: string): Promise<boolean> {
  const gone = await withinDatabaseDeadline(() =>
    db.execute(sql`
      delete from callboard.export_parts where export_id = ${id}::uuid and number in (
        select number from callboard.export_parts where export_id = ${id}::uuid limit ${SLICE})
      returning number`),
  );
  return gone.length > 0;
}
