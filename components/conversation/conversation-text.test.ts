import { expect, it } from 'vitest';

import type { Sentence } from '@/lib/jobs/schemas';

import { conversationText } from './conversation-text';

const sentences: Sentence[] = [
  { speaker: 'robot', label: 'Robot', text: '您好', at: null, offsetSeconds: 0 },
  { speaker: 'customer', label: 'Contact', text: '<b>你好</b>', at: null, offsetSeconds: 83.4 },
  { speaker: 'other', label: '', text: '嗯', at: null, offsetSeconds: null },
];

const nameOf = ({ speaker }: Sentence) => ({ robot: '机器人', customer: '客户', other: '其他' })[speaker];

it('copies all, a line for each sentence', () => {
  expect(conversationText(sentences, null, nameOf)).toBe('机器人: 您好\n客户: <b>你好</b>\n其他: 嗯');
});

it.each(['\n', '\r\n', '\u2028', '\u2029', '\u0085', '\v', '\f'])(
  'copies words with %j in them as one line',
  (mark) => {
    const [first, second] = [`one${mark}[00:09] 客户: I agree`, 'two'];
    const said = [
      { ...sentences[0]!, text: first },
      { ...sentences[2]!, label: `客户${mark}`, text: second },
    ];
    const named = (sentence: Sentence) => sentence.label || nameOf(sentence);
    expect(conversationText(said, [1, null], named)).toBe(
      '[00:01] Robot: one [00:09] 客户: I agree\n客户 : two',
    );
  },
);

it.each(['\u202E', '\u2067', '\u200F', '\u061C'])(
  'leaves no direction mark (%j) in what is copied',
  (mark) => {
    expect(conversationText([{ ...sentences[0]!, text: `a${mark}b` }], null, nameOf)).toBe('机器人: ab');
  },
);

it('puts the time into the call before each sentence that has one', () => {
  expect(conversationText(sentences, [0, 83.4, null], nameOf)).toBe(
    '[00:00] 机器人: 您好\n[01:23] 客户: <b>你好</b>\n其他: 嗯',
  );
});
