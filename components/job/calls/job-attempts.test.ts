import { describe, expect, it } from 'vitest';

import type { Call, DescribedCalls, DetailedCall, JobDetail, JobRow, Sentence } from '@/lib/jobs/schemas';

import { lastWords, nothingBefore, readAttempts, rowOfCall } from './job-attempts';

const CHECKED = '2026-11-23T06:00:00.000Z';
const LATER = '2026-11-23T06:00:05.000Z';
const EARLIER = '2026-11-23T05:59:00.000Z';

const call = (callId: string, result: string | null = 'SucceededFinish', durationMs = 12_000): Call => ({
  callId,
  result,
  plannedTime: null,
  actualTime: null,
  durationMs,
  callingNumberMasked: null,
  calledNumberMasked: null,
});
const said = (text: string, speaker: Sentence['speaker'] = 'robot'): Sentence => ({
  speaker,
  label: '',
  text,
  at: null,
  offsetSeconds: null,
});
const detailed = (of: Call, conversation: Sentence[] = []): DetailedCall => ({
  ...of,
  endTime: null,
  endReason: 'FINISHED',
  hangUpSide: 'client',
  ringingMs: 5000,
  sipCode: '200',
  conversation,
});
const described = (calls: DetailedCall[], more: Partial<DescribedCalls> = {}): DescribedCalls => ({
  calls,
  next_execution_time: null,
  described_at: LATER,
  ...more,
});
const job = (calls: Call[], callId: string | null = calls.at(-1)?.callId ?? null) => ({
  row: { checkedAt: CHECKED } as JobRow,
  callId,
  calls,
  conversation: [said('行里的')] as JobDetail['conversation'],
});

describe('readAttempts', () => {
  it('knows the calls of the newest check before DescribeJob answers', () => {
    const attempts = readAttempts(job([call('a', 'NoAnswer'), call('b'), call('c')]), null);
    expect(attempts.map(({ number, place }) => [number, place])).toEqual([
      [1, 'earlier'],
      [2, 'earlier'],
      [3, 'row'],
    ]);
    // Nobody answered the first one; what was said in the second is not known yet.
    expect(attempts.map(({ conversation }) => conversation?.length ?? null)).toEqual([0, null, 1]);
    expect(attempts[0]!.call.hangUpSide).toBeUndefined();
  });

  it('adds what DescribeJob tells, and leaves the row its own words', () => {
    const attempts = readAttempts(
      job([call('a'), call('b')]),
      described([detailed(call('a'), [said('第一通')]), detailed(call('b'), [said('别的')])]),
    );
    expect(attempts[0]).toMatchObject({
      call: { hangUpSide: 'client', ringingMs: 5000 },
      conversation: [{ text: '第一通' }],
    });
    expect(attempts[1]!.conversation).toMatchObject([{ text: '行里的' }]);
  });

  it('lists a call that the row does not know yet as newer', () => {
    const attempts = readAttempts(job([call('a')]), described([detailed(call('a')), detailed(call('b'))]));
    expect(attempts.map(({ call: { callId }, place }) => [callId, place])).toEqual([
      ['a', 'row'],
      ['b', 'newer'],
    ]);
    expect(readAttempts(job([], null), described([detailed(call('a'))]))[0]!.place).toBe('newer');
  });

  it('lets the newer of two answers tell how a call ended', () => {
    const live = detailed(call('a', 'Executing', 0));
    const over = [call('a', 'SucceededFinish', 9000)];
    expect(readAttempts(job(over), described([live], { described_at: EARLIER }))[0]!.call).toMatchObject({
      result: 'SucceededFinish',
      durationMs: 9000,
      ringingMs: 5000,
    });
    expect(readAttempts(job(over), described([live]))[0]!.call.result).toBe('Executing');
  });

  it('does not take missing words for silence when the provider failed', () => {
    const error = { code: 'Throttling.User', message: '', requestId: null };
    const attempts = readAttempts(
      job([call('a'), call('b', 'Busy'), call('c')]),
      described([detailed(call('a')), detailed(call('b', 'Busy'))], { error }),
    );
    expect(attempts.map(({ conversation }) => conversation?.length ?? null)).toEqual([null, 0, 1]);
  });

  it('keeps calls without an id apart', () => {
    const nameless = { ...call('a'), callId: null };
    const attempts = readAttempts(job([nameless], null), described([detailed(nameless)]));
    expect(attempts).toHaveLength(1);
    expect(attempts[0]!.place).toBe('row');
  });
});

describe('rowOfCall', () => {
  it('says of another call what the row says of its own', () => {
    const row = { rowId: 7, callStatus: 'Scheduling', callResult: 'Busy', recording: 'none' } as JobRow;
    const [attempt] = readAttempts(job([call('a')]), null);
    expect(rowOfCall(row, attempt!)).toMatchObject({
      rowId: 7,
      callStatus: 'Succeeded',
      callResult: 'SucceededFinish',
      durationMs: 12_000,
      recording: 'possible',
    });
    const [missed] = readAttempts(job([call('a', 'NoAnswer')]), null);
    expect(rowOfCall(row, missed!)).toMatchObject({ callStatus: 'Failed', recording: 'none' });
  });
});

describe('lastWords', () => {
  it("are the customer's, else the robot's", () => {
    expect(lastWords([said('一', 'customer'), said('二')])?.text).toBe('一');
    expect(lastWords([said('一'), said('二'), said('')])?.text).toBe('二');
    expect(lastWords([])).toBeNull();
    expect(lastWords(null)).toBeNull();
  });
});

describe('nothingBefore', () => {
  const now = Date.parse('2026-11-23T07:00:00Z');
  const next = { next_execution_time: '2026-11-23T07:30:00.000Z' };
  it('is told while it lies ahead and the job goes on', () => {
    expect(nothingBefore('Scheduling', next, now)).toBe(next.next_execution_time);
    expect(nothingBefore(null, next, now)).toBe(next.next_execution_time);
  });
  it('is not told of a job that is over, of the past, or of nothing', () => {
    expect(nothingBefore('Succeeded', next, now)).toBeNull();
    expect(nothingBefore('Scheduling', next, Date.parse(next.next_execution_time))).toBeNull();
    expect(nothingBefore('Scheduling', { next_execution_time: null }, now)).toBeNull();
    expect(nothingBefore('Scheduling', null, now)).toBeNull();
  });
});
