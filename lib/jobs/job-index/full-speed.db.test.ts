import { afterAll, beforeAll, expect, it } from 'vitest';

import { migrateDatabase } from '@/lib/db/migrate';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { indexJobs } from './index-jobs';
import { settle, wrongs } from './testing';
import { createOrganization, createTask } from '../testing/world';

import { writeAtFullSpeed } from '../testing/full-speed-writer';

const SECONDS = 3;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const actor = await createOrganization(database);
  const tasks = [await createTask(database, actor), await createTask(database, actor)];
  await database.sql`
    insert into leads_task_list (task_id, leads_id, call_job_id, call_status)
    select case when n % 3 = 0 then ${tasks[0]!}::int else ${tasks[1]!}::int end, 'lead-' || n, 'job-' || n, 'Scheduling'
    from generate_series(1, 3000) n`;
  await database.sql`
    with added as (
      insert into leads_follow (leads_id, next_follow_time) select leads_id, now() from leads_task_list where id % 4 = 0
      returning id, leads_id)
    update leads_task_list t set leads_follow_id = a.id from added a where a.leads_id = t.leads_id`;
  await settle(database);
});
afterAll(() => database.drop());

/** Refreshes of ours write the same rows meanwhile, in overlapping lots. */
async function refreshUntil(ended: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  void ended.then(end, end);
  for (let n = 0; !over.signal.aborted; n += 1) {
    const ids = Array.from({ length: 20 }, (_, place) => 1 + ((n * 13 + place) % 3000));
    // oxlint-disable-next-line no-await-in-loop -- one refresh after another
    await database.db.transaction(async (tx) => {
      await tx.execute(`select from leads_task_list where id in (${ids.join(',')}) order by id for update`);
      await tx.execute(`update leads_task_list set call_status = 'Succeeded' where id = ${ids[n % 20]}`);
      await indexJobs(tx, ids);
    });
  }
}

it.each([true, false])(
  'counts every row right after others wrote at full speed; told by triggers: %s',
  async (watch) => {
    await migrateDatabase(database.url, './drizzle', { watch });
    const writing = writeAtFullSpeed(database.url, database.db, SECONDS);
    const [written] = await Promise.all([writing, refreshUntil(writing)]);
    expect(written.statements).toBeGreaterThan(0);
    // What no trigger tells of is found by the next comparison.
    if (!watch)
      await database.sql`update callboard.job_index_state set compared_at = compared_at - interval '1 day'`;
    await settle(database);
    expect(await wrongs(database)).toEqual([]);
  },
);
