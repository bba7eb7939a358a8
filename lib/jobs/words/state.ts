import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

import { BEFORE_ALL } from '../job-index/state';
import { WORDS_READ_AS } from './words-of';

export type WordsState = {
  readsAs: number;
  filledTo: DbId;
  isFilled: boolean;
  analyzedRows: number;
  /** Whether every row has an entry in the index, in whose order the words are filled. */
  isIndexed: boolean;
};

export async function readWordsState(db: Db | Tx): Promise<WordsState> {
  const [state] = await db.execute<WordsState>(sql`
    select w.reads_as as "readsAs", w.filled_to as "filledTo", w.filled_at is not null as "isFilled",
      w.analyzed_rows as "analyzedRows", i.filled_at is not null and i.unfit is null as "isIndexed"
    from callboard.job_words_state w cross join callboard.job_index_state i where w.id = 1 and i.id = 1`);
  if (!state) throw new Error('callboard.job_words_state has lost its row');
  return state;
}

/** Has all words read anew where an older build has read them otherwise. */
export async function beginAnew(tx: Tx): Promise<void> {
  await tx.execute(sql`
    update callboard.job_words_state set reads_as = ${WORDS_READ_AS}, filled_to = ${BEFORE_ALL}, filled_at = null
    where reads_as < ${WORDS_READ_AS}`);
}

/** Notes how far the filling has come; null: to the end. */
export async function noteWordsFilled(tx: Tx, filledTo: DbId | null): Promise<void> {
  await (filledTo === null
    ? tx.execute(sql`update callboard.job_words_state set filled_at = clock_timestamp()`)
    : tx.execute(sql`update callboard.job_words_state set filled_to = ${filledTo}`));
}
