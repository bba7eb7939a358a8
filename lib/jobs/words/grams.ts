// Pairs of UTF-16 units, packed into the 32 bits of an int4: no hash, no locale, no collation.

/** What sentences and thirds are parted by, and blanks between words: no term is looked for across one. */
const isBlank = (code: number) => code <= 0x20;

/** The distinct grams of a folded text, in no order that means anything. */
export function gramsOf(...texts: readonly string[]): number[] {
  const grams = new Set<number>();
  for (const text of texts) {
    for (let at = 1; at < text.length; at += 1) {
      const [first, second] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
      // oxlint-disable-next-line no-bitwise -- two halves of one number
      if (!isBlank(first) && !isBlank(second)) grams.add((first << 16) | second);
    }
  }
  return [...grams];
}
