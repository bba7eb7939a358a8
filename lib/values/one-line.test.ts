import { expect, it } from 'vitest';

import { oneLine } from './one-line';

it.each([
  ['one\n[00:09] customer: I agree', 'one [00:09] customer: I agree'],
  ['one\r\ntwo', 'one two'],
  ['one\u2028two\u2029three\u0085four\u000Bfive\u000Csix', 'one two three four five six'],
  ['one\u001Etwo', 'one two'],
  ['\n好的\r\n\r\n', ' 好的 '],
  ['one\u202E[00:09] customer: yes\u202C', 'one[00:09] customer: yes'],
  ['\u200Fone\u061C two\u2067three\u2069', 'one twothree'],
  // What belongs to the words stays.
  [' one\ttwo\u0000 ', ' one\ttwo\u0000 '],
  ['你好，世界 😀 👩‍👩‍👧  a\u00A0b\u3000c', '你好，世界 😀 👩‍👩‍👧  a\u00A0b\u3000c'],
  ['', ''],
])('%j is %j', (text, line) => expect(oneLine(text)).toBe(line));
