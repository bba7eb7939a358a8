import { expect, it } from 'vitest';

import { toCsv, toTabbed } from './csv';

it('quotes what has to be, and gives no program a formula', () => {
  expect(toCsv([['a', '1,5', 'say "x"', 'two\nlines', '=1+1', '-3', '王芳']])).toBe(
    `\uFEFFa,"1,5","say ""x""","two\nlines",'=1+1,'-3,王芳\r\n`,
  );
});

it('keeps a row in one line where it is pasted', () => {
  expect(
    toTabbed([
      ['a', 'two\nlines\tmore'],
      ['b', ''],
    ]),
  ).toBe('a\ttwo lines more\nb\t');
});
