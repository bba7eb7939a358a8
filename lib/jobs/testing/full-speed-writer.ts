import postgres from 'postgres';

import type { Db } from '@/lib/db/client';
import { keepIndex, stepIndex } from '../job-index/keep-index';
import { wrongEntries } from '../job-index/wrong-entries';

/** What another program may do to the tables: single rows, many rows, new ones, and deleting. */
export const WRITES: ((sql: postgres.Sql, n: number, last: number) => Promise<unknown>)[] = [
  (sql, n, last) =>
    sql`update leads_task_list set call_status = (array['Executing', 'Succeeded', 'Failed'])[1 + ${n}::int % 3]
      where id = ${1 + ((n * 7919) % last)}`,
  (sql, n, last) => {
    const from = (n * 104_729) % last;
    return sql`update leads_task_list set call_status = 'Paused', call_job_id = case when id % 5 > 0 then 'job-' || id end
      where id between ${from} and ${from + 50}`;
  },
  (sql, n) =>
    sql`insert into leads_task_list (task_id, leads_id, call_job_id, call_status)
      select id, 'written', 'written-' || ${n}::int || '-' || id, 'Scheduling' from call_tasks order by id % 7, id limit 20`,
  (sql, n, last) => sql`delete from leads_task_list where id = ${1 + ((n * 15_485_863) % last)}`,
  (sql, n) =>
    sql`update leads_follow set next_follow_time = now() + make_interval(hours => ${n % 50}::int) where id % 997 = ${n % 997}`,
];

/** Two programs that write the same rows in different orders may meet; the one that PostgreSQL stops goes on. */
function unlessDeadlocked(error: unknown): void {
  if (!(error instanceof postgres.PostgresError) || error.code !== '40P01') throw error;
}

/**
 * Lets two programs write at full speed for so many seconds while the index is kept, and says whether every count was
 * right afterwards, how much was written, and how long the index took to follow.
 */
export async function writeAtFullSpeed(
  url: string,
  db: Db,
  seconds: number,
): Promise<{ text: string; wrongs: number; statements: number }> {
  const sql = postgres(url, { max: 2, onnotice: () => {} });
  const [{ last }] = await sql<[{ last: number }]>`select max(id) as last from leads_task_list`;
  const stop = new AbortController();
  const errors: unknown[] = [];
  const keeping = keepIndex(db, { signal: stop.signal, onError: (error) => errors.push(error) });
  const until = Date.now() + seconds * 1000;
  let statements = 0;
  const write = async (from: number) => {
    for (let n = from; Date.now() < until; n += 2) {
      // oxlint-disable-next-line no-await-in-loop -- a program that writes one statement after another
      await WRITES[n % WRITES.length]!(sql, n, last).catch(unlessDeadlocked);
      statements += 1;
    }
  };
  await Promise.all([write(1), write(2)]);
  const endedAt = Date.now();
  stop.abort();
  await keeping;
  // oxlint-disable-next-line no-await-in-loop -- one step after another
  while ((await stepIndex(db)) !== 'idle');
  const followed = (Date.now() - endedAt) / 1000;
  await sql.end();
  const wrongs = (await wrongEntries(db)).length;
  const failed = errors.length > 0 ? `, ${errors.length} steps failed and were done again` : '';
  return {
    wrongs,
    statements,
    text:
      `${wrongs === 0 ? 'PASS' : 'FAIL'} another program wrote for ${seconds} s: ${statements} statements, ` +
      `the index followed ${followed.toFixed(1)} s later${failed}; ${wrongs} counts wrong`,
  };
}
