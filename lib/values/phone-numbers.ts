// Where a telephone number can stand in a text, and what of it may be shown. Nothing here is compared with what is
// stored: whoever could see the difference would learn the number by guessing.

/** What is shown in place of hidden digits. */
export const HIDDEN_DIGITS = '****';

/** So few digits are no telephone number that reaches a person. */
const FEWEST_DIGITS = 7;

// Digits of every script, and the numerals in which speech recognition writes a number that is read out.
const DIGIT = String.raw`[\p{Nd}〇零一二三四五六七八九幺]`;
// What people and programs put between the digits of one number. Four stars are not among them: they hide digits.
const BETWEEN = String.raw`(?:(?!\*{4})[\s\p{Pd}\p{Cf}.．·•・_/／\\|()（）[\]【】+＋*＊#＃,，、。:：;；~～%])`;
const RUN = new RegExp(`${DIGIT}(?:${BETWEEN}{0,6}${DIGIT})*`, 'gu');
const CHUNK = new RegExp(`${DIGIT}+`, 'gu');

const MONTH = '(?:0?[1-9]|1[0-2])';
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const DATE = String.raw`(?:(?:19|20)\d\d(?<s>[-/.])${MONTH}\k<s>${DAY}|${DAY}(?<t>[/.])${MONTH}\k<t>(?:19|20)\d\d)`;
const CLOCK = String.raw`(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d(?:[.,]\d{1,9})?)?`;
const ZONE = String.raw`(?:\s?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d))?`;
const TILL = String.raw`\s?[-–—~～至到]\s?`;
const AMOUNT = String.raw`(?:\d{1,3}(?:,\d{3}){1,2}(?:\.\d{1,2})?|\d{1,6}\.\d{1,2})`;
const ALONE_FROM = String.raw`(?<!\p{Nd}[-./,:：]?)`;
const ALONE_TO = String.raw`(?![-./,:：]?\p{Nd})`;
// Digits that stay: dates and times of day, amounts of money, and what is left beside digits that are hidden already.
const KEPT = new RegExp(
  [
    `${ALONE_FROM}${DATE}(?:[T\\s]\\s?${CLOCK}${ZONE}(?:${TILL}${CLOCK})?)?${ALONE_TO}`,
    `${ALONE_FROM}${CLOCK}(?:${TILL}${CLOCK})?${ALONE_TO}`,
    `(?<=(?:[¥￥$€£]|RMB|CNY|USD)\\s?)${AMOUNT}${ALONE_TO}`,
    `${ALONE_FROM}${AMOUNT}(?=\\s?(?:元|块|万|亿|美元|港币|RMB|CNY|USD))`,
    `(?:(?<!${DIGIT})${DIGIT}{1,6})?\\*{4,}(?:${DIGIT}{1,4}(?!${DIGIT}))?`,
  ].join('|'),
  'gu',
);

/** What is left of a number where it is hidden, with a country's or area code before it. */
const SHOWN = new RegExp(
  `\\+?(?:${DIGIT}{1,4}${BETWEEN}{1,2}){0,2}${DIGIT}{0,6}\\*{4}(?:${DIGIT}{1,4}(?!${DIGIT}))?`,
  'u',
);
const ONE = '[0-9０-９]';
const GAP = String.raw`[\s.·\p{Pd}]?`;
const SHAPES = new RegExp(
  `(?<!${ONE})(?:(?:[+＋]|00)?(?:86|８６)${GAP})?(?:[1１][3-9３-９]${ONE}${GAP}${ONE}{4}${GAP}${ONE}{4}` +
    `|[0０]${ONE}{2,3}${GAP}${ONE}{7,8}|[48][0０]{2}${GAP}${ONE}{3,4}${GAP}${ONE}{3,4})(?!${ONE})` +
    `|(?:[+＋]|(?<!${ONE})00)${ONE}{1,3}${GAP}${ONE}{4}${GAP}${ONE}{4,}`,
  'gu',
);

/**
 * Replaces what has the very shape of a telephone number and leaves every other row of digits: for ids and log lines,
 * which are full of digits that tell something.
 */
export function replaceTelephones(text: string, by: string): string {
  return text.replace(SHAPES, by);
}

export function hasTelephone(text: string): boolean {
  return replaceTelephones(text, '') !== text;
}

const OPEN_END = new RegExp(`(?:${DIGIT}|${BETWEEN}|\\*)+$`, 'u');

/** A text that was cut off somewhere, without what may be the beginning of a number at its end. */
export function withoutOpenNumber(text: string): string {
  // No number is longer, and a backtracking search for the end of a long text is not free.
  const tail = text.slice(-200);
  const open = OPEN_END.exec(tail)?.[0].length ?? 0;
  return text.slice(0, text.length - open);
}

/** A part of a text that is hidden. `from` and `to` are positions in the text, `shown` takes its place. */
export type HiddenSpan = { from: number; to: number; shown: string };

/** The text as it is shown. */
export function cover(text: string, spans: readonly HiddenSpan[]): string {
  if (spans.length === 0) return text;
  let shown = '';
  let from = 0;
  for (const span of spans) {
    shown += text.slice(from, span.from) + span.shown;
    from = span.to;
  }
  return shown + text.slice(from);
}

/** Every part of a text that can be a telephone number, in order. The text with all of them hidden has none. */
export function findNumbers(text: string): HiddenSpan[] {
  let spans = findOnce(text);
  // What is a date beside a number need not be one beside four stars: such neighbours are hidden together.
  for (let round = 0; spans.length > 0 && round < 5; round += 1) {
    const more = findOnce(cover(text, spans));
    if (more.length === 0) return spans;
    spans = unite(text, spans, more);
  }
  return spans;
}

/** Most of what is looked at: such a time is kept as it is (KEPT), and need not be looked at twice. */
const ISO_TIME =
  /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
const ONE_DIGIT = new RegExp(`^${DIGIT}`, 'u');
const ONE_BETWEEN = new RegExp(`^${BETWEEN}`, 'u');
/** As many of BETWEEN as RUN allows between two digits. */
const WIDEST_GAP = 6;

/** What a character is to a number; 0: not asked yet. */
const [OTHER, IS_DIGIT, IS_BETWEEN] = [1, 2, 3];

/** The kind of every character below U+10000 that has been met: asking two regular expressions costs fifty times as much. */
const kinds = new Uint8Array(0x1_00_00);

function kindAt(text: string, at: number, code: number): number {
  const known = kinds[code];
  if (known) return known;
  // Half of a pair says nothing without the other half.
  const isHalf = code >= 0xd8_00 && code < 0xe0_00;
  const one = String.fromCodePoint(text.codePointAt(at) ?? code);
  const kind = ONE_DIGIT.test(one) ? IS_DIGIT : ONE_BETWEEN.test(one) ? IS_BETWEEN : OTHER;
  if (!isHalf) kinds[code] = kind;
  return kind;
}

/** Whether RUN can match enough digits anywhere: most texts are words. */
function hasEnoughDigits(text: string): boolean {
  let [digits, gap] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = kindAt(text, at, code);
    if (kind === IS_DIGIT) {
      digits += 1;
      gap = 0;
      if (digits >= FEWEST_DIGITS) return true;
    } else if (kind === IS_BETWEEN && gap < WIDEST_GAP) {
      gap += 1;
    } else {
      digits = 0;
      gap = 0;
    }
    // Both halves of a pair are one character.
    if (code >= 0xd8_00 && code < 0xdc_00 && (text.codePointAt(at) ?? 0) > 0xff_ff) at += 1;
  }
  return false;
}

function findOnce(text: string): HiddenSpan[] {
  if (!hasEnoughDigits(text) || ISO_TIME.test(text)) return [];
  const spans: HiddenSpan[] = [];
  let from = 0;
  for (const kept of text.matchAll(KEPT)) {
    findIn(text, from, kept.index, spans);
    from = kept.index + kept[0].length;
  }
  findIn(text, from, text.length, spans);
  return spans;
}

/** The spans of a text, and those that were found in what is shown of it, as spans of the text. */
function unite(text: string, spans: readonly HiddenSpan[], more: readonly HiddenSpan[]): HiddenSpan[] {
  const shown = cover(text, spans);
  const united: HiddenSpan[] = [];
  const rest = [...spans];
  // How much further left the text is than what is shown of it.
  let shift = 0;
  const take = (span: HiddenSpan) => {
    rest.shift();
    shift += span.to - span.from - span.shown.length;
  };
  for (const found of more) {
    let [span] = rest;
    for (; span && span.from - shift + span.shown.length <= found.from; [span] = rest) {
      united.push(span);
      take(span);
    }
    const start = span ? Math.min(found.from, span.from - shift) : found.from;
    const from = start + shift;
    let end = found.to;
    for (; span && span.from - shift < found.to; [span] = rest) {
      end = Math.max(end, span.from - shift + span.shown.length);
      take(span);
    }
    const middle = shown.slice(start, found.from) + found.shown + shown.slice(found.to, end);
    united.push({ from, to: end + shift, shown: middle });
  }
  return [...united, ...rest];
}

function findIn(text: string, from: number, to: number, spans: HiddenSpan[]): void {
  if (to - from < FEWEST_DIGITS) return;
  for (const { 0: run, index } of text.slice(from, to).matchAll(RUN)) {
    if (countDigits(run) < FEWEST_DIGITS) continue;
    const at = from + index;
    for (const span of hideRun(run, at > 0 && text[at - 1] === '+'))
      spans.push({ from: span.from + at, to: span.to + at, shown: span.shown });
  }
}

const MOBILE = /^1[3-9]\d{9}$/;

/**
 * What is shown of a value that is a telephone number: `13812348000` -> `138****8000`, `+85291234567` ->
 * `+85291****67`. A short one is hidden whole, whatever else the value holds is left out.
 */
export function maskNumber(value: string): string {
  const text = value.trim();
  // Most of them, and what the rules below make of it.
  if (MOBILE.test(text)) return text.slice(0, 3) + HIDDEN_DIGITS + text.slice(7);
  const spans = findNumbers(text);
  const shown = SHOWN.exec(cover(text, spans))?.[0];
  // Masked already: with more digits than this module leaves, it is none of its own making.
  const isMasked = spans.length > 0 || (shown === text && countDigits(text) <= 12);
  return shown !== undefined && isMasked ? shown.replaceAll(/[()（）]/g, '') : HIDDEN_DIGITS;
}

function countDigits(text: string): number {
  let count = 0;
  for (const { 0: chunk } of text.matchAll(CHUNK)) count += [...chunk].length;
  return count;
}

/** Of one run of digits and what stands between them: each number that is written in one piece, else all of it. */
function hideRun(run: string, plus: boolean): HiddenSpan[] {
  const chunks = [...run.matchAll(CHUNK)].map(({ 0: chunk, index }) => ({
    digits: [...chunk],
    chunk,
    index,
  }));
  const whole = chunks.filter(({ digits }) => digits.length >= FEWEST_DIGITS);
  const spans =
    whole.length > 0
      ? whole.map(({ digits, chunk, index }) => ({
          from: index,
          to: index + chunk.length,
          shown: hideDigits(digits, index === 0 ? plus : run[index - 1] === '+'),
        }))
      : [
          {
            from: 0,
            to: run.length,
            shown: hideDigits(
              chunks.flatMap(({ digits }) => digits),
              plus,
            ),
          },
        ];
  // Pieces beside a number may add up to one again.
  if (findOnce(cover(run, spans)).length === 0) return spans;
  return [{ from: 0, to: run.length, shown: HIDDEN_DIGITS }];
}

/** The digits of one number without at least four of them. */
function hideDigits(digits: readonly string[], plus: boolean): string {
  const plain = digits.map(plainDigit).join('');
  const prefix = countryCode(plain, plus);
  const local = digits.slice(prefix);
  const [head, tail] = shownEnds(local.length, plain[prefix] === '0');
  const shown = `${local.slice(0, head).join('')}${HIDDEN_DIGITS}${local.slice(local.length - tail).join('')}`;
  return prefix + head > 6 ? shown : digits.slice(0, prefix).join('') + shown;
}

/** How many digits are shown of a number at its beginning and at its end. */
function shownEnds(length: number, isTrunk: boolean): [head: number, tail: number] {
  if (length >= 12 && isTrunk) return [4, 4];
  if (length >= 11) return [3, 4];
  if (length === 10) return [3, 3];
  if (length === 9) return [2, 3];
  return length === 8 ? [2, 2] : [0, 0];
}

/** How many digits at the beginning are those of a country: China's before a mobile number, or any of these after `+`. */
function countryCode(digits: string, plus: boolean): number {
  const mobile = /^(?:00)?86(?=1[3-9]\d{9}$)/.exec(digits)?.[0];
  if (mobile) return mobile.length;
  return (
    /^(?:00)?(?:86|852|853|886)(?=\d{8,})/.exec(plus || digits.startsWith('00') ? digits : '')?.[0].length ??
    0
  );
}

const SPOKEN = '零一二三四五六七八九';

/** A digit as one of ASCII, as far as its script is one that numbers are written in here; else `?`. */
function plainDigit(digit: string): string {
  if (digit === '〇') return '0';
  if (digit === '幺') return '1';
  const spoken = SPOKEN.indexOf(digit);
  if (spoken >= 0) return String(spoken);
  const code = digit.codePointAt(0) ?? 0;
  // ASCII, Arabic-Indic, extended Arabic-Indic, full width.
  const zero = [0x30, 0x660, 0x6f0, 0xff10].find((first) => code >= first && code < first + 10);
  return zero === undefined ? '?' : String(code - zero);
}
