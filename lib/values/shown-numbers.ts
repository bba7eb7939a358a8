import { HIDDEN_DIGITS, maskNumber } from './phone-numbers';

/** So many hidden digits can four stars stand for. */
const HIDDEN_COUNTS = Array.from({ length: 13 }, (_, index) => index + 4);
/** Digits that decide what is shown of the others (a country's code behind 00, a mobile number's beginning), and 0. */
const FILLS = ['0', '2', '3', '6', '8'];
/** Beginnings that are not shown where they stand before a whole number. */
const LEFT_OUT = ['', '0086', '00852', '00853', '00886'];
/** China's code, shown before a number of which just the same is shown without it. */
const OF_CHINA = ['0086 ', '0086-', '0086', '+86 ', '+86-', '+86', '86 ', '86-', '86'];
const MOST_CHARACTERS = 32;
/** What stands between the digits of a number whose pieces are too short to be numbers themselves. */
const GAP = String.raw`[\s()-]{0,2}`;

const literal = (text: string): string => text.replaceAll(/[^\p{L}\p{N}\s]/gu, String.raw`\$&`);

/** How many digits may be hidden so that no more and no less is shown of them than this. */
function hiddenCounts(head: string, tail: string, shown: string): number[] {
  return HIDDEN_COUNTS.filter((count) =>
    FILLS.every((fill) => maskNumber(head + fill.repeat(count) + tail) === shown),
  );
}

/**
 * The numbers of which exactly `shown` is shown (`0571****3106`), as the source of a regular expression of PostgreSQL and
 * of JavaScript; null where `maskNumber` shows no number so. With one digit more than is shown anyway, a number could be
 * learned by asking ten times for each of its digits: spellings count too, since `0571-26****06` shows others than
 * `0571****3106`.
 */
export function shownNumberPattern(shown: string): string | null {
  const [head, tail, ...more] = shown.split(HIDDEN_DIGITS);
  if (head === undefined || tail === undefined || more.length > 0) return null;
  if (shown.length > MOST_CHARACTERS || !/\d/.test(shown)) return null;
  const isPlain = /^\d*$/.test(head + tail);
  const spellings = (isPlain ? LEFT_OUT : ['']).flatMap((before) =>
    hiddenCounts(before + head, tail, shown).map(
      (count) => String.raw`${before}${literal(head)}\d{${count}}${literal(tail)}`,
    ),
  );
  if (spellings.length === 0) return null;
  for (const before of isPlain ? OF_CHINA : []) {
    for (const count of hiddenCounts(before + head, tail, before + shown))
      spellings.push(String.raw`${literal(before)}${head}\d{${count}}${tail}`);
  }
  if (isPlain) {
    // In pieces of up to six digits, all of which are masked as one.
    const digits = (text: string) => [...text].map((digit) => digit + GAP).join('');
    for (const count of hiddenCounts(head, tail, shown)) {
      spellings.push(
        String.raw`(?!.*\d{7})\(?${digits(head)}(?:\d${GAP}){${count - 1}}\d${[...tail].map((digit) => GAP + digit).join('')}`,
      );
    }
  }
  return String.raw`^\s*(?:${spellings.join('|')})\s*$`;
}

/**
 * What is shown of a number where equal ones are to be one: `+86 0571****3106` is `0571****3106`. Made of what is shown of
 * it as it is written, because another spelling would show other digits.
 */
export function shownNumber(number: string): string {
  const shown = maskNumber(number);
  const before = OF_CHINA.find((code) => shown.startsWith(code) && number.trim().startsWith(code));
  if (before === undefined) return shown;
  const local = shown.slice(before.length);
  return maskNumber(number.trim().slice(before.length)) === local ? local : shown;
}
