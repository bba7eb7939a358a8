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

it('puts the time into the call before each sentence that has one', () => {
  expect(conversationText(sentences, [0, 83.4, null], nameOf)).toBe(
    '[00:00] 机器人: 您好\n[01:23] 客户: <b>你好</b>\n其他: 嗯',
  );
});
