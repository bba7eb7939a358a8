/** Where two texts differ: what both begin and end with, and what each has between. */
export function changedSpan(a: string, b: string): { start: string; a: string; b: string; end: string } {
  const one = [...a];
  const other = [...b];
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return {
    start: one.slice(0, start).join(''),
    a: one.slice(start, one.length - end).join(''),
    b: other.slice(start, other.length - end).join(''),
    end: one.slice(one.length - end).join(''),
  };
}
