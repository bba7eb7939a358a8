import { describe, expect, it } from 'vitest';

import { hasRefusedWords } from '../detail/job-detail';
import { type JobRecord, toRecord } from './to-record';

const call = {
  TaskId: 'call-1',
  Status: 'SucceededFinish',
  PlanedTime: 1_579_068_424_883,
  ActualTime: 1_579_068_430_000,
  CallingNumber: '057126883106',
  Conversation: [{ Speaker: 'Robot', Script: '您好', Timestamp: 1_579_068_440_000 }],
};

function record(job: Record<string, unknown>): JobRecord {
  const outcome = toRecord({ JobId: 'job-1', ...job });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.record;
}

function reason(job: Record<string, unknown>): string | null {
  const outcome = toRecord({ JobId: 'job-1', ...job });
  return outcome.ok ? null : outcome.reason;
}

describe('toRecord', () => {
  it('takes the columns from the last call', () => {
    expect(record({ Status: 'Succeeded', Tasks: [{ ...call, TaskId: 'call-0' }, call] })).toMatchObject({
      status: 'Succeeded',
      callResult: 'SucceededFinish',
      providerTime: '2020-01-15T06:07:20.000Z',
      call: {
        callId: 'call-1',
        plannedTime: '2020-01-15T06:07:04.883Z',
        callingNumber: '057126883106',
        conversation: call.Conversation,
      },
    });
  });

  it.each([undefined, null, ''])('reads %j as no value in every field', (nothing) => {
    const { call: last, status } = record({
      Status: nothing,
      Tasks: [
        {
          TaskId: nothing,
          PlanedTime: nothing,
          CallingNumber: nothing,
          Conversation: nothing,
          Status: nothing,
        },
      ],
    });
    expect(status).toBeNull();
    expect(last).toEqual({ callId: null, plannedTime: null, conversation: null, callingNumber: null });
  });

  it.each([
    ['an empty Conversation', { ...call, Conversation: [] }, { conversation: null }],
    ['a PlanedTime of 0', { ...call, PlanedTime: 0 }, { plannedTime: null }],
    ['a PlanedTime of "0"', { ...call, PlanedTime: '0' }, { plannedTime: null }],
    [
      'digits in a string',
      { ...call, PlanedTime: '1579068424883' },
      { plannedTime: '2020-01-15T06:07:04.883Z' },
    ],
  ])('reads %s', (_, last, expected) => {
    expect(record({ Status: 'Succeeded', Tasks: [last] }).call).toMatchObject(expected);
  });

  it.each([
    ['no Tasks', {}],
    ['null', { Tasks: null }],
    ['an empty list', { Tasks: [] }],
    ['a last element that is null', { Tasks: [call, null] }],
  ])('takes only the status when there is %s', (_, job) => {
    expect(record({ Status: 'Scheduling', ...job })).toMatchObject({ status: 'Scheduling', call: null });
  });

  it.each([
    ['Status is not text', { Status: 2 }],
    ['Tasks is not a list', { Tasks: {} }],
    ['the last element of Tasks is not an object', { Tasks: ['call-1'] }],
    ['PlanedTime is not a number', { Tasks: [{ ...call, PlanedTime: 'tomorrow' }] }],
    ['PlanedTime is outside 2000 to 2100', { Tasks: [{ ...call, PlanedTime: 1_579_068_424 }] }],
    ['PlanedTime is outside 2000 to 2100', { Tasks: [{ ...call, PlanedTime: 4_102_444_800_000 }] }],
    ['Status is longer than 64 characters', { Status: 'x'.repeat(65) }],
    ['TaskId is longer than 128 characters', { Tasks: [{ ...call, TaskId: 'x'.repeat(129) }] }],
    ['CallingNumber is longer than 32 characters', { Tasks: [{ ...call, CallingNumber: '1'.repeat(33) }] }],
  ])('refuses a job because %s', (why, job) => {
    expect(reason({ Status: 'Succeeded', ...job })).toBe(why);
  });

  it.each(['[{"Script": "words here"}]', 'hello', {}, 7, true])(
    'refuses the words %j, not the row',
    (words) => {
      const {
        status,
        call: last,
        providerJob,
      } = record({
        Status: 'Succeeded',
        Tasks: [{ ...call, Conversation: words }],
      });
      expect(status).toBe('Succeeded');
      expect(last).toMatchObject({ callId: 'call-1', callingNumber: '057126883106', conversation: null });
      expect(hasRefusedWords(providerJob)).toBe(true);
      expect(hasRefusedWords(record({ Status: 'Succeeded', Tasks: [call] }).providerJob)).toBe(false);
    },
  );

  it.each([
    [
      'the latest sentence, not the last of the list',
      [1_579_068_450_000, 1_579_068_440_000],
      '2020-01-15T06:07:30.000Z',
    ],
    [
      'no sentence in seconds, past 2100 or at 0',
      [1_579_068_440, 4_102_444_800_000, 0],
      '2020-01-15T06:07:10.000Z',
    ],
    ['no sentence eight hours off', [1_579_068_440_000 + 28_800_000], '2020-01-15T06:07:10.000Z'],
  ])("takes for the provider's time %s", (_, stamps, time) => {
    const words = stamps.map((Timestamp) => ({ Timestamp }));
    expect(record({ Tasks: [{ ...call, Conversation: words }] }).providerTime).toBe(time);
  });

  it('accepts values at their limits, counted in characters', () => {
    expect(reason({ Status: '😀'.repeat(64), Tasks: [{ ...call, TaskId: 'x'.repeat(128) }] })).toBeNull();
  });

  it('keeps an unknown status and unknown fields', () => {
    const kept = record({
      Status: 'Teleporting',
      Mood: 'good',
      Tasks: [{ ...call, Status: 'Brand.New', SipCode: 486 }],
    });
    expect(kept.status).toBe('Teleporting');
    expect(kept.callResult).toBe('Brand.New');
    expect(kept.providerJob).toMatchObject({ Mood: 'good', Tasks: [{ SipCode: 486 }] });
  });

  it('keeps the job without its conversations', () => {
    expect(JSON.stringify(record({ Status: 'Succeeded', Tasks: [call, call] }).providerJob)).not.toContain(
      '您好',
    );
  });

  it('replaces what PostgreSQL cannot store, in values and in keys', () => {
    const { call: last } = record({
      Status: 'Succeeded',
      Tasks: [{ ...call, Conversation: [{ 'a\u0000': 'x\u0000y', Script: '\uD83D' }] }],
    });
    expect(last?.conversation).toEqual([{ 'a\uFFFD': 'x\uFFFDy', Script: '\uFFFD' }]);
    expect(record({ Status: 'A\u0000' }).status).toBe('A\uFFFD');
  });
});
