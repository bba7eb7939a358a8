import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db, Tx } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';

import { READS_AS } from './facts';

/** Below every id. */
export const BEFORE_ALL = Number.MIN_SAFE_INTEGER;

export type IndexState = {
  /** What the entries were read as; above READS_AS: a newer build keeps the index, and this one leaves it alone. */
  readsAs: number;
  filledTo: DbId;
  isFilled: boolean;
  watched: boolean;
  unfit: string | null;
  comparedTo: DbId;
  isComparing: boolean;
  /** Since the last whole comparison, or the first filling, began; null: there was none. */
  comparedAgoMs: number | null;
  compareMs: number;
};

export async function readState(db: Db | Tx): Promise<IndexState> {
  const [state] = await db.execute<IndexState>(sql`
    select reads_as as "readsAs", filled_to as "filledTo", filled_at is not null as "isFilled", watched, unfit,
      compared_to as "comparedTo", compare_began_at is not null as "isComparing", compare_ms as "compareMs",
      (extract(epoch from clock_timestamp() - compared_at) * 1000)::bigint as "comparedAgoMs"
    from callboard.job_index_state where id = 1`);
  if (!state) throw new Error('callboard.job_index_state has lost its row');
  return state;
}

/** The four triggers of each of the two tables, as lib/db/foreign/triggers.ts makes them. */
const TRIGGERS = sql`(select count(*) from pg_trigger where tgenabled in ('O', 'A') and tgname like 'callboard\\_notes\\_%'
  and tgrelid in (to_regclass('leads_task_list'), to_regclass('leads_follow'))) = 8`;

const UNFIT = sql`case when not exists (
    select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = to_regclass('leads_task_list') and a.attname = 'id' and i.indisunique and i.indisvalid
      and i.indnkeyatts = 1 and i.indpred is null) then 'leads_task_list has no unique index on id' end`;

/**
 * Looks whether the installation's tables can have an index and still tell of their writes; and has every row read anew
 * where an older build has read them otherwise.
 */
export async function lookAtState(tx: Tx): Promise<IndexState> {
  await tx.execute(sql`
    with found as (select ${TRIGGERS} as told, ${UNFIT} as unfit)
    update callboard.job_index_state s
    set watched = s.watched and f.told, began_watched = s.began_watched and f.told, unfit = f.unfit from found f
    where (s.watched and not f.told) or (s.began_watched and not f.told) or s.unfit is distinct from f.unfit`);
  await tx.execute(sql`
    update callboard.job_index_state set reads_as = ${READS_AS}, filled_at = null, filled_to = ${BEFORE_ALL}, watched = false,
      compared_to = ${BEFORE_ALL}, compare_began_at = clock_timestamp(), compared_at = null, began_watched = ${TRIGGERS}
    where reads_as < ${READS_AS}`);
  return readState(tx);
}

/** Notes how far the filling has come; at its end every row has been read since it began. */
export async function noteFilled(tx: Tx, filledTo: DbId | null): Promise<void> {
  await (filledTo === null
    ? tx.execute(sql`update callboard.job_index_state set filled_at = clock_timestamp(), watched = began_watched,
        compared_at = compare_began_at, compare_began_at = null`)
    : tx.execute(sql`update callboard.job_index_state set filled_to = ${filledTo}`));
}

/** Begins a comparison with all rows from the first one on. */
export async function beginComparison(tx: Tx): Promise<void> {
  await tx.execute(sql`update callboard.job_index_state
    set compare_began_at = clock_timestamp(), compared_to = ${BEFORE_ALL}, began_watched = ${TRIGGERS}`);
}

/** Notes how far the comparison has come; null: to the end. */
export async function noteCompared(tx: Tx, comparedTo: DbId | null): Promise<void> {
  await (comparedTo === null
    ? tx.execute(sql`update callboard.job_index_state set compared_at = compare_began_at, compare_began_at = null,
        compared_to = ${BEFORE_ALL}, watched = began_watched and ${TRIGGERS},
        compare_ms = least(2147483647, extract(epoch from clock_timestamp() - compare_began_at) * 1000)`)
    : tx.execute(sql`update callboard.job_index_state set compared_to = ${comparedTo}`));
}
