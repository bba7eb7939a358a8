import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';
import { isoUtc } from '@/lib/db/columns';
import type { DbId } from '@/lib/values/db-id';

import { READS_AS } from './facts';
import { readNoted } from './read-again';

/** Notes that a reader reads itself, so that it sees what was written before it came; more are left to the keeper. */
const READ_BY_READER = 500;
/** A reader waits no longer for others that write the same entries. */
const LOCK_MS = 250;

export type OpenIndex = {
  /** As of when finding and counting is true, ISO UTC; null: it is true. */
  asOf: string | null;
};

type Looked = OpenIndex & { ready: boolean; noted: boolean };

/** Whether a reader needs what is true at this moment: rows that others have just written are among them. */
type Reading = { exact?: boolean };
export const EXACT: Reading = { exact: true };

/** A row `looked` with the columns of `Looked`, for a statement that uses the index in the same breath. */
export function looked(taskId?: DbId, { exact = false }: Reading = {}): SQL {
  const concerns = taskId === undefined ? sql`true` : sql`(task_id = ${taskId}::bigint or task_id is null)`;
  return sql`looked as materialized (
    select s.filled_at is not null and s.reads_as = ${sql.raw(String(READS_AS))} and s.unfit is null
        and (s.watched or ${sql.raw(String(!exact))}) as ready,
      noted_at is not null as noted, case when s.watched then ${isoUtc(sql`noted_at`)} else ${isoUtc(sql`s.compared_at`)} end as as_of
    from callboard.job_index_state s
    left join lateral (select noted_at from callboard.job_index_dirty where ${concerns} order by id limit 1) n on true
    where s.id = 1)`;
}

export const LOOKED = sql.raw('looked.ready, looked.noted, looked.as_of as "asOf"');

/**
 * What a statement on the index answers, which tells LOOKED too. What has been noted as written is read first, and the
 * statement run again. Null: the index cannot answer now, and the old way has to; nothing that goes wrong here is the
 * reader's fault or loss.
 *
 * @param taskId whose rows are asked for; absent: all tasks'
 */
export async function throughIndex<T extends object>(
  db: Db,
  taskId: DbId | undefined,
  read: () => Promise<(T & Looked) | undefined>,
  { exact = false }: Reading = {},
): Promise<(T & OpenIndex) | null> {
  try {
    const first = await read();
    if (!first?.ready) return null;
    if (!first.noted) return first;
    await db
      .transaction(async (tx) => {
        await tx.execute(sql`select set_config('lock_timeout', ${String(LOCK_MS)}, true)`);
        await readNoted(tx, READ_BY_READER, taskId);
      })
      .catch(() => {});
    const second = await read();
    return second && !(exact && second.asOf !== null) ? second : null;
  } catch {
    return null;
  }
}

/** `throughIndex` for a reader whose statements come later. */
export function openIndex(db: Db, taskId?: DbId, reading: Reading = {}): Promise<OpenIndex | null> {
  const read = async () => {
    const [found] = await db.execute<Looked>(
      sql`with ${looked(taskId, reading)} select ${LOOKED} from looked`,
    );
    return found;
  };
  return throughIndex(db, taskId, read, reading);
}
