import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

const KEPT_DAYS = 90;

/** Deletes runs that ended long ago with their batches and those batches' receipts, of any organization. */
export async function deleteOldRuns(db: Db): Promise<void> {
  for (let more = true; more;) more = await withinDatabaseDeadline(() => deleteOldest(db));
}

/** One run at a time: it may have a thousand receipts. Answers whether there was one. */
async function deleteOldest(db: Db): Promise<boolean> {
  const gone = await db.execute(sql`
    with old as (
      select id, organization_id from callboard.refresh_runs
      where finished_at < now() - make_interval(days => ${KEPT_DAYS}) order by finished_at limit 1),
    batches as (
      delete from callboard.refresh_run_batches b using old where b.run_id = old.id returning b.receipt_id),
    receipts as (
      delete from callboard.refresh_receipts r using batches, old
      where r.id = batches.receipt_id and r.organization_id = old.organization_id)
    delete from callboard.refresh_runs r using old where r.id = old.id returning r.id`);
  return gone.length > 0;
}
