/** The digits of a number in this country's way, and its stars: what is compared. */
export function bareNumber(phone: string | null): string {
  const kept = (phone ?? '').normalize('NFKC').replaceAll(/[^\d*]/g, '');
  return kept.length > 11 ? kept.replace(/^(?:00)?86/, '') : kept;
}

const FEWEST_DIGITS = 5;

/** By what numbers are looked up, whatever is hidden in their middle; null: too short to be one. */
export function numberKey(phone: string | null): string | null {
  const number = bareNumber(phone);
  if (number.length < FEWEST_DIGITS) return null;
  return `${number.length}:${number.slice(0, 3)}:${number.slice(-4)}`;
}

/** Whether two numbers can be one; `maybe`: digits are hidden. Null: one of them is not known. */
export function compareNumbers(one: string | null, other: string | null): 'same' | 'maybe' | 'other' | null {
  const [a, b] = [bareNumber(one), bareNumber(other)];
  if (a.length < FEWEST_DIGITS || b.length < FEWEST_DIGITS) return null;
  if (a.length !== b.length) return 'other';
  if (a === b && !a.includes('*')) return 'same';
  const fits = [...a].every((digit, place) => digit === '*' || b[place] === '*' || digit === b[place]);
  return fits ? 'maybe' : 'other';
}
