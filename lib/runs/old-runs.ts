import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';

const KEPT_DAYS = 90;

/** Deletes runs that ended long ago with their batches and those batches' receipts, one run at a time, of any organization. */
export async function deleteOldRuns(db: Db): Promise<void> {
  await db.execute(sql`
    with old as (
      select id, organization_id from callboard.refresh_runs
      where finished_at < now() - make_interval(days => ${KEPT_DAYS}) order by finished_at limit 1),
    batches as (
      delete from callboard.refresh_run_batches b using old where b.run_id = old.id returning b.receipt_id),
    receipts as (
      delete from callboard.refresh_receipts r using batches, old
      where r.id = batches.receipt_id and r.organization_id = old.organization_id)
    delete from callboard.refresh_runs r using old where r.id = old.id`);
}
