import { describe, expect, it } from 'vitest';

import type { FollowUpValues } from '@/lib/follow-ups/schemas';

import { afterKey, type OneKey } from './one-key';

const NOTHING: FollowUpValues = { remark: '', nextFollowTime: null, isArrive: null, interest: 1 };
// 14:00 in Shanghai.
const NOW = Date.parse('2026-11-23T06:00:00.000Z');
const PHRASES = { noAnswer: '未接，明天再打', done: '跟进完成', join: '；' };

const after = (key: OneKey, remark = '', planned: string | null = null, isNew = true) => {
  const { remark: written, nextFollowTime } = afterKey(
    key,
    { values: { ...NOTHING, remark, nextFollowTime: planned }, planned, isNew },
    PHRASES,
    NOW,
  );
  return [written, nextFollowTime];
};

describe('one key', () => {
  it('puts a lead off by whole days from now, at the time that was planned, or at ten', () => {
    expect(after('tomorrow')).toEqual(['', '2026-11-24T02:00:00.000Z']);
    expect(after('nextWeek')).toEqual(['', '2026-11-30T02:00:00.000Z']);
    // Overdue since three days, planned for 15:30.
    expect(after('tomorrow', '', '2026-11-20T07:30:00.000Z')).toEqual(['', '2026-11-24T07:30:00.000Z']);
    expect(after('nextWeek', '写了一半', '2026-11-20T07:30:00.000Z')).toEqual([
      '写了一半',
      '2026-11-30T07:30:00.000Z',
    ]);
  });

  it('takes the day of Shanghai, also after its midnight', () => {
    const values = { ...NOTHING };
    const late = Date.parse('2026-11-23T17:00:00.000Z');
    expect(afterKey('tomorrow', { values, planned: null, isNew: true }, PHRASES, late).nextFollowTime).toBe(
      '2026-11-25T02:00:00.000Z',
    );
  });

  it('notes that nobody answered behind what was written, and not twice', () => {
    expect(after('noAnswer')[0]).toBe('未接，明天再打');
    expect(after('noAnswer', '先打了座机')[0]).toBe('先打了座机；未接，明天再打');
    expect(after('noAnswer', '先打了座机；未接，明天再打')[0]).toBe('先打了座机；未接，明天再打');
  });

  it('finishes a lead with words of its own or those that were written', () => {
    const due = '2026-11-20T07:30:00.000Z';
    expect(after('done', '', due)).toEqual(['跟进完成', null]);
    expect(after('done', '已签约', due)).toEqual(['已签约', null]);
    // The follow-up that holds already says what it has to say.
    expect(after('done', '', due, false)).toEqual(['', null]);
  });
});
