/** The digits of a number in this country's way, and its stars: what is compared. */
export function bareNumber(phone: string | null): string {
  const kept = (phone ?? '').normalize('NFKC').replaceAll(/[^\d*]/g, '');
  return kept.length > 11 ? kept.replace(/^(?:00)?86/, '') : kept;
}

/** What is shorter is no number. */
export const FEWEST_DIGITS = 5;

/** By what numbers are looked up, whatever is hidden in their middle; null: too short to be one. */
export const numberKey = (phone: string | null): string | null => keyOfBare(bareNumber(phone));

/** `numberKey` of what `bareNumber` gave. */
export function keyOfBare(number: string): string | null {
  if (number.length < FEWEST_DIGITS) return null;
  return `${number.length}:${number.slice(0, 3)}:${number.slice(-4)}`;
}

export type NumberAgreement = 'same' | 'maybe' | 'other' | null;

/** Whether two numbers of `bareNumber` can be one; `maybe`: digits are hidden. Null: one of them is not known. */
export function compareBareNumbers(a: string, b: string): NumberAgreement {
  if (a.length < FEWEST_DIGITS || b.length < FEWEST_DIGITS) return null;
  if (a.length !== b.length) return 'other';
  if (a === b && !a.includes('*')) return 'same';
  for (let place = 0; place < a.length; place += 1) {
    if (a[place] !== '*' && b[place] !== '*' && a[place] !== b[place]) return 'other';
  }
  return 'maybe';
}
