import { describe, expect, it } from 'vitest';

import { RequestFailed } from '@/lib/browser/fetch-json';
import { REMARK_LIMIT } from '@/lib/follow-ups/limits';
import type { FollowUpEntry, FollowUpState } from '@/lib/follow-ups/schemas';

import type { Held } from './draft';
import {
  beginWriting,
  canSave,
  isDirty,
  isDone,
  nextWriting,
  saveDelay,
  toSend,
  whyLeft,
  type WritingEvent,
  type WritingState,
} from './writing-state';

const NOW = Date.parse('2026-11-23T06:00:00.000Z');
const TOMORROW = '2026-11-24T02:00:00.000Z';
const AT = '2026-11-23T06:00:00.000Z';

function note(id: number, remark: string, part: Partial<FollowUpEntry> = {}): FollowUpEntry {
  return {
    id,
    leads_id: 'l',
    follow_time: AT,
    leads_remark: remark,
    new_follow_time: null,
    next_follow_time: null,
    is_arrive: null,
    by: '李雷',
    ...part,
  };
}
const held = (followUp: FollowUpEntry | null, interest: number | null = null): Held => ({
  followUp,
  interest,
});
const told = (followUp: FollowUpEntry | null): FollowUpState => ({
  ...held(followUp),
  byMe: true,
  savedAt: AT,
});
const EMPTY = beginWriting(held(null), null, NOW);

const run = (state: WritingState, ...events: WritingEvent[]) => events.reduce(nextWriting, state);
const type = (remark: string): WritingEvent => ({ type: 'changed', part: { remark } });
const SENT: WritingEvent = { type: 'sent' };
const saved = (state: WritingState, followUp: FollowUpEntry | null, beside: FollowUpEntry | null = null) =>
  nextWriting(state, { type: 'saved', sent: toSend(state), state: told(followUp), beside, at: AT });
const fail = (state: WritingState, kind: RequestFailed['kind']) =>
  nextWriting(state, {
    type: 'failed',
    sent: toSend(state),
    failure: new RequestFailed({ kind, message: kind }),
  });

describe('where a writing begins', () => {
  it('goes on with a follow-up of today, and begins a new one over an older', () => {
    expect(beginWriting(held(note(7, '今天')), null, NOW)).toMatchObject({
      values: { remark: '今天' },
      writing: { followUpId: 7 },
    });
    const older = note(7, '昨天', { follow_time: '2026-11-22T06:00:00.000Z' });
    expect(beginWriting(held(older), null, NOW)).toMatchObject({
      values: { remark: '' },
      writing: { followUpId: null, base: { currentId: 7 } },
    });
  });

  it('takes up the draft that the browser kept', () => {
    const { values, writing } = nextWriting(EMPTY, type('没存上'));
    const draft = { ...writing, values, rowId: 1, taskId: 1, title: '', at: NOW };
    const state = beginWriting(held(note(7, '别的')), draft, NOW);
    expect(state.values.remark).toBe('没存上');
    expect(canSave(state)).toBe(true);
  });
});

describe('saving by itself', () => {
  it('begins a second after the last key, and not while an input method composes or a remark is too long', () => {
    const state = nextWriting(EMPTY, type('约'));
    expect(saveDelay(state, false)).toBe(1000);
    expect(saveDelay(EMPTY, false)).toBeNull();
    expect(saveDelay(nextWriting(state, { type: 'composing', composing: true }), false)).toBeNull();
    expect(saveDelay(nextWriting(state, type('长'.repeat(REMARK_LIMIT + 1))), false)).toBeNull();
  });

  it('keeps what is typed while a save is under way, and saves it next', () => {
    const sending = run(EMPTY, type('约'), SENT);
    expect(saveDelay(sending, false)).toBeNull();
    const typed = nextWriting(sending, type('约了周五'));
    const state = nextWriting(typed, {
      type: 'saved',
      sent: toSend(sending),
      state: told(note(7, '约')),
      beside: null,
      at: AT,
    });
    expect(state.values.remark).toBe('约了周五');
    expect(state.writing).toMatchObject({ followUpId: 7, base: { values: { remark: '约' } } });
    expect(isDirty(state)).toBe(true);
    expect(saveDelay(state, false)).toBe(1000);
  });

  it('tries a failed save again, ever less often, with what may have been written all the same', () => {
    let state = fail(nextWriting(EMPTY, type('约')), 'network');
    expect(state.writing.unconfirmed).toEqual(state.values);
    const delays = [saveDelay(state, false)];
    for (let count = 0; count < 4; count += 1) {
      state = fail(state, 'network');
      delays.push(saveDelay(state, false));
    }
    expect(delays).toEqual([5000, 15_000, 30_000, 60_000, 60_000]);
  });

  it('does not send again what was refused, until it is something else', () => {
    const refused = fail(nextWriting(EMPTY, type('约')), 'invalid_input');
    expect(refused.writing.unconfirmed).toBeNull();
    expect(canSave(refused)).toBe(false);
    expect(canSave(nextWriting(refused, type('约了')))).toBe(true);
  });

  it('asks nobody for a password where the job is left', () => {
    const state = fail(nextWriting(EMPTY, type('约')), 'unauthenticated');
    expect(saveDelay(state, true)).toBeNull();
    expect(saveDelay(state, false)).toBe(5000);
    expect(whyLeft(state)).toBe('failed');
  });
});

describe('what others save meanwhile', () => {
  it('shows where nothing waits, and not over what is being written', () => {
    const theirs = held(note(8, '别人的'));
    expect(nextWriting(EMPTY, { type: 'offered', held: theirs, now: NOW }).values.remark).toBe('别人的');
    const writing = nextWriting(EMPTY, type('我的'));
    const kept = nextWriting(writing, { type: 'offered', held: theirs, now: NOW });
    expect(kept.values.remark).toBe('我的');
    expect(nextWriting(kept, { type: 'offered', held: theirs, now: NOW })).toBe(kept);
  });

  it('is a choice when both changed the same, and saving goes on with the answer', () => {
    const theirs = told(note(7, '对方'));
    const state = run(beginWriting(held(note(7, '原来')), null, NOW), type('我的'), SENT, {
      type: 'conflicted',
      theirs,
    });
    expect(whyLeft(state)).toBe('conflict');
    expect(canSave(state)).toBe(false);
    expect(toSend(state, theirs)).toMatchObject({
      values: { remark: '我的' },
      writing: { followUpId: 7, base: { values: { remark: '对方' } } },
    });
    const taken = nextWriting(state, { type: 'started', held: theirs, mode: 'current' });
    expect(taken).toMatchObject({ values: { remark: '对方' }, theirs: null });
    expect(isDone(taken)).toBe(true);
  });

  it('is told when both new ones were kept', () => {
    const state = saved(nextWriting(EMPTY, type('我的')), note(8, '我的'), note(7, '对方', { by: '韩梅梅' }));
    expect(state.beside).toMatchObject({ by: '韩梅梅' });
    expect(state.writing.followUpId).toBe(8);
  });
});

describe('a lead that loses its next date', () => {
  const due = note(6, '回电', { follow_time: '2026-11-20T06:00:00.000Z', next_follow_time: AT });

  it('is asked about once, also after its job is left', () => {
    const state = saved(nextWriting(beginWriting(held(due), null, NOW), type('打过了')), note(7, '打过了'));
    expect(state.asksIfFinished).toBe(true);
    expect(isDone(state)).toBe(false);
    expect(whyLeft(state)).toBe('noNext');
    const answered = nextWriting(state, { type: 'finished' });
    expect(isDone(answered)).toBe(true);
    expect(saved(nextWriting(answered, type('再补一句')), note(7, '再补一句')).asksIfFinished).toBe(false);
  });

  it('is not asked about once it has a date, or never had one', () => {
    const state = saved(nextWriting(beginWriting(held(due), null, NOW), type('打过了')), note(7, '打过了'));
    const dated = nextWriting(state, { type: 'changed', part: { nextFollowTime: TOMORROW } });
    expect(dated.asksIfFinished).toBe(false);
    expect(saved(nextWriting(EMPTY, type('初次')), note(7, '初次')).asksIfFinished).toBe(false);
    const interestOnly = nextWriting(beginWriting(held(due), null, NOW), {
      type: 'changed',
      part: { interest: 1 },
    });
    expect(saved(interestOnly, due).asksIfFinished).toBe(false);
  });

  it('is asked about where the date was the other’s, whose follow-up was written at the same time', () => {
    const theirs = note(7, '对方', { next_follow_time: TOMORROW });
    expect(saved(nextWriting(EMPTY, type('我的')), note(8, '我的'), theirs).asksIfFinished).toBe(true);
  });
});
