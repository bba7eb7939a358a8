import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { JobFilter } from '../selection';
import { gramsOf } from './grams';
import type { PartChoice } from './terms';

// What is looked for as conditions on rows `w` of `callboard.job_words`.

const THIRDS: Record<PartChoice, number> = { first: 1, last: 3 };

/** The texts that a search looks in. */
function textsOf({ by, part }: JobFilter): SQL[] {
  const columns = by === undefined ? ['customer', 'robot', 'other'] : [by];
  return columns.map((column) => {
    const text = sql.raw(`w.${column}`);
    return part === undefined ? text : sql`split_part(${text}, chr(12), ${sql.raw(String(THIRDS[part]))})`;
  });
}

/** Whether a conversation has what is looked for; exact, by its text. Always true where nothing is. */
export function saysWords(filter: JobFilter): SQL {
  const { words, match = 'all' } = filter;
  if (!words) return sql`true`;
  const texts = textsOf(filter);
  const said = words.terms.map((term) => {
    const each = texts.map((text) => sql`strpos(${text}, ${term}) > 0`);
    return sql`(${sql.join(each, sql` or `)})`;
  });
  return match === 'all'
    ? sql.join(said, sql` and `)
    : sql`${match === 'none' ? sql`not ` : sql``}(${sql.join(said, sql` or `)})`;
}

/** Conversations that may have one of these sets of grams, by the indexes of the grams. */
export function hasGrams({ by }: JobFilter, sets: readonly (readonly number[])[]): SQL {
  const columns =
    by === undefined
      ? ['customer_grams', 'rest_grams']
      : [by === 'customer' ? 'customer_grams' : 'rest_grams'];
  const each = sets.flatMap((grams) =>
    columns.map((column) => sql`${sql.raw(`w.${column}`)} @> ${sql.param([...grams])}::int4[]`),
  );
  return sql`(${sql.join(each, sql` or `)})`;
}

/** The grams of each of a search's terms. */
export function termGrams(terms: readonly string[]): number[][] {
  return terms.map((term) => gramsOf(term));
}

/**
 * Whether a row `t` of `leads_task_list` has what is looked for. With a rare way in, the few conversations are found first
 * (the fence keeps PostgreSQL from walking the rows and looking each of them up).
 */
export function rowSaysWords(filter: JobFilter): SQL {
  const rare = filter.words?.rare;
  return rare
    ? sql`t.id = any(array(select w.row_id from callboard.job_words w where ${hasGrams(filter, rare)} and ${saysWords(filter)}))`
    : sql`exists (select from callboard.job_words w where w.row_id = t.id and ${saysWords(filter)})`;
}
