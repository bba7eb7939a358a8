import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

import { keepOn, type Step, takeTurns } from '../job-index/keeping';
import { beginAnew, noteWordsFilled, readWordsState, type WordsState } from './state';
import { WORDS_READ_AS } from './words-of';
import { writeWords } from './write-words';

/** Whoever refreshes one of these rows waits for the step. */
const FILLED_AT_ONCE = 100;
const READ_AT_ONCE = 100;

/**
 * Does the next bit of what keeps the words in step, in one short transaction: those that are due, else the filling, and
 * now and then PostgreSQL's counts of the grams. One program at a time does; killed anywhere, the next one goes on.
 */
export async function stepWords(db: Db): Promise<Step> {
  let isToCount = false;
  const step = await takeTurns(db, 'callboard.job_words', async (tx) => {
    await beginAnew(tx);
    const state = await readWordsState(tx);
    if (state.readsAs > WORDS_READ_AS) return 'unfit';
    const read = await readDue(tx);
    if (!state.isFilled && state.isIndexed) return fill(tx, state);
    if (read > 0) return 'worked';
    isToCount = await claimCounting(tx, state);
    return isToCount ? 'worked' : 'idle';
  });
  // Without new counts the old ones, or walking, do: no reason to fail, or to try again and again.
  if (isToCount)
    await db.execute(sql`analyze callboard.job_words (customer_grams, rest_grams)`).catch(() => {});
  return step;
}

/** Writes what is due, the oldest first, and tells how many rows that were. */
async function readDue(tx: Tx): Promise<number> {
  const due = await tx.execute<{ rowId: DbId }>(sql`
    delete from callboard.job_words_due where id = any(array(
      select id from callboard.job_words_due order by id limit ${READ_AT_ONCE} for update skip locked))
    returning row_id as "rowId"`);
  await writeWords(
    tx,
    due.map(({ rowId }) => rowId),
  );
  return due.length;
}

async function fill(tx: Tx, { filledTo }: WordsState): Promise<Step> {
  const rows = await tx.execute<{ rowId: DbId }>(sql`
    select row_id as "rowId" from callboard.job_index where row_id > ${filledTo}::bigint
    order by row_id limit ${FILLED_AT_ONCE}`);
  const ids = rows.map(({ rowId }) => rowId);
  await writeWords(tx, ids);
  await noteWordsFilled(tx, ids.at(-1) ?? null);
  return 'filled';
}

/** As many conversations more than when the grams were last counted. */
const GROWN = 1.2;

/**
 * Whether PostgreSQL is to count the grams of a sample, as there are many more conversations by now; said once. Autovacuum
 * has it counted too, but not at once, and not where it is off; where ANALYZE is not allowed it only warns.
 */
async function claimCounting(tx: Tx, { analyzedRows }: WordsState): Promise<boolean> {
  const [known] = await tx.execute<{ rows: number }>(sql`
    select greatest(0, c.reltuples, s.n_live_tup)::bigint as rows
    from pg_class c left join pg_stat_all_tables s on s.relid = c.oid where c.oid = 'callboard.job_words'::regclass`);
  const rows = known?.rows ?? 0;
  if (rows < 1_000 || rows < analyzedRows * GROWN) return false;
  await tx.execute(sql`update callboard.job_words_state set analyzed_rows = ${rows}`);
  return true;
}

/** Keeps the words until `signal`; what fails is told once and tried again later. */
export function keepWords(
  db: Db,
  options: { signal: AbortSignal; onError: (error: unknown) => void },
): Promise<void> {
  return keepOn(() => stepWords(db), options);
}
