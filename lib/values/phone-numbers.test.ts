import { describe, expect, it } from 'vitest';

import { cover, findNumbers, maskNumber } from './phone-numbers';

/** A telephone number alone, and what is shown of it. */
const NUMBERS: [number: string, shown: string][] = [
  // Mobile numbers of the mainland.
  ['13812348000', '138****8000'],
  [' 13812348000 ', '138****8000'],
  ['138 1234 8000', '138****8000'],
  ['138-1234-8000', '138****8000'],
  ['138 0013 8000', '138****8000'],
  ['138.1234.8000', '138****8000'],
  ['138·1234·8000', '138****8000'],
  ['138—1234—8000', '138****8000'],
  ['138_1234_8000', '138****8000'],
  ['138/1234/8000', '138****8000'],
  ['138\u00a01234\u00a08000', '138****8000'],
  ['138\u200b1234\u200b8000', '138****8000'],
  ['1 3 8 1 2 3 4 8 0 0 0', '138****8000'],
  ['138*1234*8000', '138****8000'],
  ['１３８１２３４８０００', '１３８****８０００'],
  ['138１２３４8000', '138****8000'],
  ['٠١٣٨١٢٣٤٨٠٠', '٠١٣****٤٨٠٠'],
  ['幺三八一二三四八零零零', '幺三八****八零零零'],
  // With the country's code.
  ['+8613812348000', '+86138****8000'],
  ['+86 13812348000', '+86 138****8000'],
  ['+86-138-1234-8000', '+86138****8000'],
  ['86 13812348000', '86 138****8000'],
  ['8613812348000', '86138****8000'],
  ['008613812348000', '138****8000'],
  ['0086 13812348000', '0086 138****8000'],
  ['(+86)13812348000', '+86138****8000'],
  // Landlines.
  ['057126883106', '0571****3106'],
  ['0571-26883106', '0571-26****06'],
  ['0571 2688 3106', '0571****3106'],
  ['(0571)26883106', '057126****06'],
  ['０５７１－２６８８３１０６', '０５７１－２６****０６'],
  ['01088886666', '010****6666'],
  ['010-88886666', '010-88****66'],
  ['010-8888-6666', '010****6666'],
  ['02188886666', '021****6666'],
  ['0755-8888666', '0755-****'],
  ['+86-21-88886666', '+86-21-88****66'],
  ['+862188886666', '+86218****666'],
  // Without an area code.
  ['88886666', '88****66'],
  ['8888-6666', '88****66'],
  ['6688321', '****'],
  ['668-8321', '****'],
  // 400, 800 and 95 numbers.
  ['4008123123', '400****123'],
  ['400-820-8820', '400****820'],
  ['400 8208 820', '400****820'],
  ['8008208820', '800****820'],
  ['95588', '****'],
  ['955881', '****'],
  ['95013123', '95****23'],
  ['95013123456', '950****3456'],
  // Hong Kong, Macau, Taiwan, elsewhere.
  ['+85291234567', '+85291****67'],
  ['+852 91234567', '+852 91****67'],
  ['+852 9123 4567', '+85291****67'],
  ['0085291234567', '91****67'],
  ['+85366881234', '+85366****34'],
  ['+853 6688 1234', '+85366****34'],
  ['+886912345678', '+88691****678'],
  ['+1 (415) 555-0132', '+141****0132'],
  // Extensions.
  ['13812348000*123', '138****8000'],
  ['13812348000#123', '138****8000'],
  ['010-88886666-8001', '010-88****66'],
  ['010-88886666转8001', '010-88****66'],
  ['88886666 ext. 12', '88****66'],
  ['88886666x12', '88****66'],
  // Glued to letters, more than one, masked by another program.
  ['wx13912345678', '139****5678'],
  ['tel:13912345678abc', '139****5678'],
  ['13812348000,13912345678', '138****8000'],
  ['13812348000/13912345678', '138****8000'],
  ['138****8000', '138****8000'],
  ['1381234****', '****'],
  ['138123480*00', '13****480'],
  ['12345', '****'],
  ['unknown', '****'],
];

describe('a number alone', () => {
  it.each(NUMBERS)('shows %s as %s', (number, shown) => {
    expect(maskNumber(number)).toBe(shown);
    expect(maskNumber(shown)).toBe(shown);
  });
});

const digitsOf = (text: string) => text.match(/\p{Nd}/gu)?.length ?? 0;

/** Numbers that look the same whenever they are run: a test that fails once fails again. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it('loses four digits at least of every number, however it is spelled', () => {
  const random = numbersFrom(9);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)]!;
  for (let round = 0; round < 600; round += 1) {
    const length = 7 + Math.floor(random() * 9);
    const number = Array.from({ length }, () => String(Math.floor(random() * 10))).join('');
    const gap = pick(['', '-', ' ', '.', ' - ', '·', '，', '*']);
    // A date and a time of day are no number; four digits and then two and two are spelled like one.
    const spelled = number.replace(/(.{3})(.{4})/, `$1${gap}$2${gap}`);
    const text = `${pick(['', '电话', 'wx', '+', '(', '请打 '])}${spelled}${pick(['', '。', 'x', ' 找王老师', ')'])}`;
    const shown = hidden(text);
    expect(digitsOf(shown), `${text} → ${shown}`).toBeLessThanOrEqual(length - 4);
    expect(shown).not.toContain(number);
  }
});

it.each([
  ['𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟖𝟎𝟎𝟎', '𝟏𝟑𝟖****𝟖𝟎𝟎𝟎'],
  // Half a character before a digit, and between two.
  ['\uD8351381234', '\uD835****'],
  ['1\uD83538123458', '1\uD83538****58'],
  // Six characters between two digits are one number, seven are two; one that takes two code units is one.
  ['138------1234------800', '138****800'],
  ['138-------1234', '138-------1234'],
  ['138\u{E0001}\u{E0001}\u{E0001}\u{E0001}12348000', '138\u{E0001}\u{E0001}\u{E0001}\u{E0001}12****00'],
  ['一点二十分到三点四十分，五个人六个', '一点二十分到三点四十分，五个人六个'],
])('finds in %j what is shown as %j', (text, shown) => {
  expect(hidden(text)).toBe(shown);
});

it('finds nothing more in what it has hidden, and makes nothing longer but by its own four stars', () => {
  const random = numbersFrom(5);
  const letters = [
    ...'0123456789013５８一幺-- .*+#/:，,()转x年月号\n',
    '****',
    '2026-11-29',
    '14:03',
    '13812348000',
    '1,500',
    '元',
  ];
  for (let round = 0; round < 800; round += 1) {
    const length = 1 + Math.floor(random() * 30);
    const text = Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
    const shown = hidden(text);
    expect(hidden(shown), JSON.stringify(text)).toBe(shown);
    expect(shown.length).toBeLessThanOrEqual(text.length);
  }
});

it('takes no long time over a long text', () => {
  for (const text of [
    '1 '.repeat(50_000),
    '1'.repeat(100_000),
    '****'.repeat(25_000),
    '2026-'.repeat(20_000),
    'a.'.repeat(50_000),
  ]) {
    expect(hidden(text).length).toBeLessThanOrEqual(text.length);
  }
});

function hidden(text: string): string {
  return cover(text, findNumbers(text));
}
