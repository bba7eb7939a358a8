import { describe, expect, it } from 'vitest';

import { maskNumber } from './phone-numbers';
import { shownNumber, shownNumberPattern } from './shown-numbers';

const NUMBERS = [
  '057126883106',
  '+86 057126883106',
  '0571-26883106',
  '0571-2688310',
  '0571 2688 3106',
  '(0571) 2688 3106',
  '02188886666',
  '021-88886666',
  '13812348000',
  '138 1234 8000',
  '8613812348000',
  '+8613812348000',
  '008613812348000',
  '4008208820',
  '400-820-8820',
  '95588123',
  '+85291234567',
  '85291234567',
  '0085291234567',
  '860571268831',
  '86057126883106',
  '0086057126883106',
];

const isFound = (shown: string, number: string) =>
  new RegExp(shownNumberPattern(shown) ?? '^$a').test(number);

describe('a number by what is shown of it', () => {
  it.each(NUMBERS)('%s is found by it', (number) => {
    const shown = [maskNumber(number), shownNumber(number)];
    expect(shown.map((one) => [one, isFound(one, number)])).toEqual(shown.map((one) => [one, true]));
  });

  it('is found by nothing else: no other spelling tells a digit more', () => {
    const asked = new Set(NUMBERS.map(maskNumber));
    // What somebody would try who sees `852****4567`, `0571****3106` or `860****3106`, and has guessed right.
    for (const tried of ['+85291****67', '0571-26****06', '057126****06', '0571****83106', '860571****3106'])
      asked.add(tried);
    const told = [...asked].flatMap((shown) => {
      const source = shownNumberPattern(shown);
      const pattern = source === null ? null : new RegExp(source);
      return NUMBERS.filter(
        (number) => pattern?.test(number) && ![maskNumber(number), shownNumber(number)].includes(shown),
      );
    });
    expect(told).toEqual([]);
  });

  it.each([
    '05718****3106',
    '05718*',
    '0571*3106',
    '057126883106',
    '0571',
    '0571****3106****',
    '0571****13106',
    '****',
    '',
    '.*****',
    `0571****3106${' '.repeat(40)}`,
  ])('%j is shown of no number', (shown) => {
    expect(shownNumberPattern(shown)).toBeNull();
  });
});
