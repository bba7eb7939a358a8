declare const door: unique symbol;

/**
 * A function that only its door makes: without the mark, a bare function in its place does not compile. Only the doors
 * of this folder may put the mark on; lint refuses this module to everybody else.
 */
export type Closed<Kind extends string, F> = F & { readonly [door]: Kind };

/** For doors: marks a function that asks who is there, or says in its name that it asks nobody. */
export function closed<Kind extends string, F>(_kind: Kind, work: F): Closed<Kind, F> {
  return work as Closed<Kind, F>;
}
