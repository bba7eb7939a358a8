declare const past: unique symbol;

/**
 * An id of a row of the three tables that are not ours: a number, as far as JavaScript tells it apart from its neighbours;
 * past 2^53 its decimal text, in memory as in JSON. One id has one form, so that `===`, Map and Set tell two ids apart.
 * What is larger or comes first says `compareDbIds`: `<` takes two texts by their letters.
 */
export type DbId = number | (string & { readonly [past]: 'an id past 2^53' });

const MOST = 2n ** 63n - 1n;

/** A bigint of the database in that form. */
export function dbId(value: string | number | bigint): DbId {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : (String(value) as DbId);
}

/** An id as it stands in an address; null for what no row can have as its id, and for every other spelling of one. */
export function readDbId(text: string): DbId | null {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= MOST ? dbId(text) : null;
}

/** Whether a JSON value is an id past 2^53 in its one form. */
export function isPastNumbers(value: unknown): value is DbId {
  return typeof value === 'string' && typeof readDbId(value) === 'string';
}

/** The order of the database. */
export function compareDbIds(a: DbId, b: DbId): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
