import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';

import { dropFile } from './export-repository';

const KEPT_DAYS = 90;

/** Deletes the files that are past their time, and what is known of exports that ended long ago, of any organization. */
export async function deleteOldExports(db: Db): Promise<void> {
  const expired = await db.execute<{ id: string }>(sql`
    select id from callboard.exports e where e.expires_at <= now()
      and exists (select from callboard.export_chunks k where k.export_id = e.id) order by e.expires_at limit 20`);
  for (const { id } of expired) await db.transaction((tx) => dropFile(tx, id));
  await db.execute(sql`
    with old as (
      delete from callboard.exports e where e.finished_at < now() - make_interval(days => ${KEPT_DAYS})
        and not exists (select from callboard.export_chunks k where k.export_id = e.id) returning id)
    delete from callboard.export_takings k using old where k.export_id = old.id`);
}
