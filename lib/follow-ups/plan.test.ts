import { describe, expect, it } from 'vitest';

import { shanghaiDay } from '@/lib/values/shanghai-day';
import { type Held, planOf } from './plan';
import type { FollowUpValues } from './schemas';

const NOTHING: FollowUpValues = { remark: '', nextFollowTime: null, isArrive: null, interest: null };
const noted = (values: Partial<FollowUpValues>): FollowUpValues => ({ ...NOTHING, ...values });
const EMPTY: Held = { followUpId: null, byMe: false, values: NOTHING };

describe('a new follow-up', () => {
  const input = { followUpId: null, base: { currentId: null, values: NOTHING }, unconfirmed: null };

  it('is made of anything but the interest alone', () => {
    expect(planOf(EMPTY, { ...input, values: noted({ remark: '约了' }) })).toEqual({
      kind: 'create',
      changed: ['remark'],
    });
    expect(planOf(EMPTY, { ...input, values: noted({ interest: 1 }) })).toEqual({
      kind: 'update',
      changed: ['interest'],
    });
  });

  it('is kept beside one that another person made meanwhile, with the interest that they set', () => {
    const held: Held = { followUpId: 7, byMe: false, values: noted({ remark: '约了', interest: 2 }) };
    const create = { kind: 'create', changed: ['remark'] };
    expect(planOf(held, { ...input, values: noted({ remark: '改天' }) })).toEqual(create);
    expect(planOf(held, { ...input, values: noted({ remark: '约了' }) })).toEqual(create);
    expect(planOf(held, { ...input, values: noted({ remark: '改天', interest: 2 }) })).toEqual(create);
    expect(planOf(held, { ...input, values: noted({ remark: '改天', interest: 1 }) })).toEqual({
      kind: 'conflict',
    });
  });

  it('is a conflict with one made in a window of one’s own, and where it may be written already', () => {
    const held = (byMe: boolean): Held => ({ followUpId: 7, byMe, values: noted({ remark: '约了' }) });
    const values = noted({ remark: '改天' });
    expect(planOf(held(true), { ...input, values })).toEqual({ kind: 'conflict' });
    expect(planOf(held(false), { ...input, values, unconfirmed: values })).toEqual({ kind: 'conflict' });
  });

  it('is the one that is there when the answer to its first save was lost', () => {
    const held: Held = { followUpId: 7, byMe: true, values: noted({ remark: '约' }) };
    const values = noted({ remark: '约了' });
    expect(planOf(held, { ...input, values, unconfirmed: noted({ remark: '约' }) })).toEqual({
      kind: 'update',
      changed: ['remark'],
    });
    expect(planOf(held, { ...input, values })).toEqual({ kind: 'conflict' });
  });

  it('is a conflict when the interest was changed to something else', () => {
    const held = { ...EMPTY, values: noted({ interest: 2 }) };
    expect(planOf(held, { ...input, values: noted({ remark: '约了', interest: 1 }) })).toEqual({
      kind: 'conflict',
    });
  });
});

describe('a change of the row’s follow-up', () => {
  const before = noted({ remark: '一' });
  const input = { followUpId: 7, base: { currentId: 7, values: before }, unconfirmed: null };
  const held = (values: FollowUpValues, followUpId = 7): Held => ({ followUpId, byMe: false, values });

  it('names what differs from what is held', () => {
    expect(planOf(held(before), { ...input, values: noted({ remark: '二', isArrive: 1 }) })).toEqual({
      kind: 'update',
      changed: ['remark', 'isArrive'],
    });
    expect(planOf(held(before), { ...input, values: before })).toEqual({ kind: 'update', changed: [] });
  });

  it('is a conflict when another value or another follow-up is there', () => {
    const values = noted({ remark: '二' });
    expect(planOf(held(noted({ remark: '三' })), { ...input, values })).toEqual({ kind: 'conflict' });
    expect(planOf(held(before, 8), { ...input, values })).toEqual({ kind: 'conflict' });
  });

  it('is none when it is there already, and goes on from a save whose answer was lost', () => {
    const values = noted({ remark: '二' });
    expect(planOf(held(values), { ...input, values })).toEqual({ kind: 'update', changed: [] });
    const longer = noted({ remark: '二三' });
    expect(planOf(held(values), { ...input, values: longer, unconfirmed: values })).toEqual({
      kind: 'update',
      changed: ['remark'],
    });
  });
});

it.each([
  ['2026-11-23T15:59:59.999Z', '2026-11-22T16:00:00.000Z'],
  ['2026-11-23T16:00:00.000Z', '2026-11-23T16:00:00.000Z'],
])('the day of %s begins at %s', (now, start) => {
  const day = shanghaiDay(new Date(now));
  expect(day.start.toISOString()).toBe(start);
  expect(day.end.getTime() - day.start.getTime()).toBe(86_400_000);
});
