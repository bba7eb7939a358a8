import { describe, expect, it } from 'vitest';

import type { FollowUpEntry } from '@/lib/follow-ups/schemas';

import { changedSpan } from '../autosave/changed-span';
import { begin, type Held, modeAt, NOTHING, overTheirs, sameHeld } from '../autosave/draft';
import { fromPicker, quickDates, toPicker } from './shanghai-time';

/** 14:03 on a Monday in Shanghai. */
const NOW = Date.parse('2026-11-23T06:03:00Z');

const entry = (part: Partial<FollowUpEntry> = {}): FollowUpEntry => ({
  id: 7,
  leads_id: 'l',
  follow_time: '2026-11-22T16:00:00.000Z',
  leads_remark: '约了',
  new_follow_time: null,
  next_follow_time: null,
  is_arrive: null,
  by: null,
  ...part,
});
const HELD: Held = { followUp: entry(), interest: 1 };

describe('where a writing begins', () => {
  it('goes on with a follow-up of today, and leaves one of another day as it is', () => {
    expect(modeAt(HELD, NOW)).toBe('current');
    expect(modeAt({ ...HELD, followUp: entry({ follow_time: '2026-11-22T15:59:59.999Z' }) }, NOW)).toBe(
      'new',
    );
    expect(modeAt({ followUp: null, interest: null }, NOW)).toBe('new');
  });

  it('keeps the row’s interest in a new one, and nothing else of the one before', () => {
    expect(begin(HELD, 'new')).toEqual({
      followUpId: null,
      base: { currentId: 7, values: { ...NOTHING, interest: 1 } },
      unconfirmed: null,
    });
    expect(begin(HELD, 'current')).toMatchObject({ followUpId: 7, base: { values: { remark: '约了' } } });
  });

  it('puts mine over theirs in the same follow-up, beside theirs in another', () => {
    const theirs = { ...HELD, followUp: entry({ leads_remark: '改了' }), byMe: false, savedAt: null };
    expect(overTheirs(begin(HELD, 'current'), theirs)).toMatchObject({
      followUpId: 7,
      base: { values: { remark: '改了' } },
    });
    const newer = { ...theirs, followUp: entry({ id: 8 }) };
    expect(overTheirs(begin(HELD, 'current'), newer)).toMatchObject({
      followUpId: null,
      base: { currentId: 8 },
    });
  });

  it('sees when a row holds something else', () => {
    expect(sameHeld(HELD, { ...HELD, followUp: entry({ by: '李雷' }) })).toBe(true);
    expect(sameHeld(HELD, { ...HELD, followUp: entry({ is_arrive: 1 }) })).toBe(false);
    expect(sameHeld(HELD, { ...HELD, interest: 2 })).toBe(false);
  });
});

it.each([
  ['约了周五', '约了周六', { start: '约了周', a: '五', b: '六', end: '' }],
  ['约了', '约了，到店', { start: '约了', a: '', b: '，到店', end: '' }],
  ['aa', 'aaa', { start: 'aa', a: '', b: 'a', end: '' }],
  ['甲😀乙', '甲😁乙', { start: '甲', a: '😀', b: '😁', end: '乙' }],
  ['', '新', { start: '', a: '', b: '新', end: '' }],
])('%j and %j differ in the middle', (a, b, span) => {
  expect(changedSpan(a, b)).toEqual(span);
});

it('speaks of times in Shanghai with the date picker', () => {
  expect(toPicker('2026-11-24T02:00:00.000Z')).toBe('2026-11-24 10:00:00');
  expect(fromPicker('2026-11-24 10:00:00')).toBe('2026-11-24T02:00:00.000Z');
  expect(fromPicker('2026-11-24 00:30')).toBe('2026-11-23T16:30:00.000Z');
  expect(fromPicker('')).toBeNull();
  expect(fromPicker('2026-13-99 10:00')).toBeNull();
});

it('offers times that lie ahead', () => {
  expect(quickDates(NOW)).toEqual([
    { name: 'inTwoHours', value: '2026-11-23 16:30:00' },
    { name: 'tomorrow', value: '2026-11-24 10:00:00' },
    { name: 'inThreeDays', value: '2026-11-26 10:00:00' },
    { name: 'nextMonday', value: '2026-11-30 10:00:00' },
  ]);
  // Sunday evening: Monday is tomorrow.
  expect(quickDates(Date.parse('2026-11-22T12:00:00Z')).at(-1)?.value).toBe('2026-11-23 10:00:00');
});
