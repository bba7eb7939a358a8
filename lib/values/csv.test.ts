import { expect, it } from 'vitest';

import { csvLine, toCsv, toTabbed } from './csv';

it('quotes what has to be, and gives no program a formula', () => {
  expect(toCsv([['a', '1,5', 'say "x"', 'two\nlines', '=1+1', '-3', '王芳']])).toBe(
    `\uFEFFa,"1,5","say ""x""","two\nlines",'=1+1,'-3,王芳\r\n`,
  );
});

it('leaves a long number all its digits', () => {
  expect(csvLine(['13800138000123', '007', '12345', '138****8000', 42, null])).toBe(
    '"\t13800138000123","\t007",12345,138****8000,42,\r\n',
  );
  expect(csvLine(['＝1+1', '\u0000=1'])).toBe("'＝1+1,'\u0000=1\r\n");
});

it('keeps a row in one line where it is pasted', () => {
  expect(
    toTabbed([
      ['a', 'two\nlines\tmore'],
      ['b', ''],
    ]),
  ).toBe('a\ttwo lines more\nb\t');
});
