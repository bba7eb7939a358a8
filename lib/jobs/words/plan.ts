import 'server-only';

import { sql } from 'drizzle-orm';

import type { Db } from '@/lib/db/client';

import type { JobFilter, Selection } from '../selection';
import { termGrams } from './match-words';

/** Fewer conversations than this are sooner found by the index of grams than met by walking. */
export const FEW_CONVERSATIONS = 6_000;

type GramCounts = {
  conversations: number;
  /** The share of conversations that have a gram, of those that are common; by side. */
  customer: ReadonlyMap<number, number>;
  rest: ReadonlyMap<number, number>;
};

/** So long they are good enough: PostgreSQL counts them anew much less often. */
const KNOWN_MS = 60_000;
const known = new WeakMap<Db, { at: number; counts: Promise<GramCounts> }>();

/** What PostgreSQL counted at its last ANALYZE: the grams that more than about one conversation of a thousand has. */
async function readGramCounts(db: Db): Promise<GramCounts> {
  type Row = { name: string; conversations: number; grams: number[] | null; shares: number[] | null };
  const rows = await db.execute<Row>(sql`
    select a.attname as name, greatest(0, c.reltuples)::bigint as conversations,
      to_jsonb(s.most_common_elems::text::int4[]) as grams, to_jsonb(s.most_common_elem_freqs) as shares
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('customer_grams', 'rest_grams')
    left join pg_stats s on s.schemaname = 'callboard' and s.tablename = 'job_words' and s.attname = a.attname
    where c.oid = 'callboard.job_words'::regclass`);
  const sharesOf = (name: string) => {
    const row = rows.find((one) => one.name === name);
    return new Map(row?.grams?.map((gram, index) => [gram, row.shares?.[index] ?? 1]));
  };
  return {
    conversations: rows[0]?.conversations ?? 0,
    customer: sharesOf('customer_grams'),
    rest: sharesOf('rest_grams'),
  };
}

async function gramCounts(db: Db): Promise<GramCounts> {
  const before = known.get(db);
  if (before && Date.now() - before.at < KNOWN_MS) return before.counts;
  const counts = readGramCounts(db);
  known.set(db, { at: Date.now(), counts });
  counts.catch(() => known.delete(db));
  return counts;
}

/** How common what a search looks for is, as far as it is known. */
export type Rarity = {
  /** About so many conversations have the rarest way in; 0: fewer than PostgreSQL names. */
  estimate: number;
  conversations: number;
  /** Grams of which a conversation has one set at least. */
  sets: readonly (readonly number[])[];
};

/** By the rarest gram of each term; null: not by grams, or PostgreSQL has not counted them yet. */
export async function rarityOf(db: Db, { words, by, match = 'all' }: JobFilter): Promise<Rarity | null> {
  if (!words || match === 'none') return null;
  const sets = termGrams(words.terms);
  if (sets.some((grams) => grams.length === 0)) return null;
  const counts = await gramCounts(db).catch(() => null);
  if (!counts || counts.customer.size + counts.rest.size === 0) return null;
  const { conversations } = counts;
  const most = (grams: readonly number[], side: 'customer' | 'rest') =>
    Math.min(...grams.map((gram) => counts[side].get(gram) ?? 0)) * conversations;
  const estimates = sets.map((grams) =>
    by === undefined
      ? most(grams, 'customer') + most(grams, 'rest')
      : most(grams, by === 'customer' ? 'customer' : 'rest'),
  );
  if (match === 'any') return { estimate: estimates.reduce((sum, one) => sum + one, 0), conversations, sets };
  const estimate = Math.min(...estimates);
  return { estimate, conversations, sets: sets.slice(estimates.indexOf(estimate)).slice(0, 1) };
}

/** What one conversation costs, in microseconds: met by walking in id order, or fetched by the index of grams. */
const WALKED_US = 1;
const FETCHED_US = 4;

export type Way = { by: 'walk'; rows: number } | { by: 'grams' };

/**
 * Whether conversations are walked in the order of their ids, and about how many until enough match, or found by their
 * grams. PostgreSQL's own choice between the two is wrong by hundreds of times where few calls have a word.
 *
 * @param wanted so many matches are enough
 * @param inScope so many conversations are walked at most
 */
export function chooseWay(rarity: Rarity | null, wanted: number, inScope: number): Way {
  if (!rarity) return { by: 'walk', rows: inScope };
  const { estimate, conversations } = rarity;
  const rows = Math.min(inScope, (wanted * conversations) / Math.max(estimate, 1));
  return rows * WALKED_US <= estimate * FETCHED_US ? { by: 'walk', rows } : { by: 'grams' };
}

/**
 * A selection that knows whether what it looks for is rare, for the statements that read it row by row: see
 * `rowSaysWords`.
 */
export async function withWordPlan<S extends Selection>(db: Db, selection: S): Promise<S> {
  const { words } = selection.filter;
  if (!words) return selection;
  const rarity = await rarityOf(db, selection.filter);
  if (!rarity || rarity.estimate >= FEW_CONVERSATIONS) return selection;
  return { ...selection, filter: { ...selection.filter, words: { ...words, rare: rarity.sets } } };
}
