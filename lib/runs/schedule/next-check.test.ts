import { describe, expect, it } from 'vitest';

import { type CheckedJob, nextCheckAt, type TaskHistory } from './next-check';
import { OFF, type Policy } from './schemas';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 29, 6);
const POLICY: Policy = { ...OFF, mode: 'within', withinMinutes: 30 };
const UNTAUGHT: TaskHistory = { callMs: null, startLagMs: null, redialMs: null };

const JOB: CheckedJob = {
  status: 'Scheduling',
  checkedAt: NOW,
  changedAt: null,
  lastVerdict: 'unchanged',
  plannedAt: null,
  nextExecutionAt: null,
  calledAt: null,
  providerAt: null,
  attempts: 0,
  hasRecording: false,
};

/** Minutes from the last check to the next; null: never. */
function minutes(job: Partial<CheckedJob>, history: Partial<TaskHistory> = {}, policy: Partial<Policy> = {}) {
  const { at, why } = nextCheckAt(
    { ...JOB, ...job },
    { ...UNTAUGHT, ...history },
    { ...POLICY, ...policy },
    NOW,
  );
  return [why, at === null ? null : (at - NOW) / MINUTE];
}
const ago = (min: number) => NOW - min * MINUTE;

describe('when a job is checked next', () => {
  it('is at once where nobody has asked yet', () => {
    expect(minutes({ checkedAt: null })).toEqual(['never', 0]);
  });

  it('is soon while a call is under way: when such calls are over', () => {
    expect(minutes({ status: 'Executing', calledAt: NOW }, { callMs: MINUTE })).toEqual(['executing', 1]);
    // Longer than expected, it is asked for again and again, ever more seldom.
    expect(minutes({ status: 'Executing', calledAt: ago(1) })).toEqual(['executing', 0.25]);
    expect(minutes({ status: 'Executing', calledAt: ago(60) })).toEqual([
      'executing',
      expect.closeTo(14.8, 1),
    ]);
  });

  it('is after the planned time, with what such calls need to begin and to end', () => {
    const history = { callMs: MINUTE, startLagMs: MINUTE };
    expect(minutes({ plannedAt: NOW + 50 * MINUTE }, history)).toEqual(['planned', 52]);
    expect(minutes({ nextExecutionAt: NOW + 20 * MINUTE, plannedAt: NOW + 50 * MINUTE }, history)).toEqual([
      'planned',
      22,
    ]);
    // Tomorrow's can be cancelled today.
    expect(minutes({ plannedAt: NOW + 1440 * MINUTE }, history)).toEqual(['planned', 360]);
  });

  it('is after the interval in which this task calls again', () => {
    const job = { attempts: 1, calledAt: ago(5) };
    expect(minutes(job, { redialMs: 20 * MINUTE, callMs: MINUTE })).toEqual(['redial', 16]);
    // It did not come: the longer ago, the more seldom.
    expect(minutes({ attempts: 1, calledAt: ago(22) }, { redialMs: 20 * MINUTE, callMs: 0 })).toEqual([
      'redial',
      0.5,
    ]);
  });

  it('grows with the time in which nothing has changed, up to what the policy says', () => {
    expect(minutes({ changedAt: ago(4) })).toEqual(['waiting', 1]);
    expect(minutes({ changedAt: ago(40) })).toEqual(['waiting', 10]);
    expect(minutes({ changedAt: ago(4000) })).toEqual(['waiting', 30]);
    expect(minutes({ plannedAt: ago(8), changedAt: ago(100) })).toEqual(['waiting', 2]);
  });

  it('is seldom for what is paused, a draft, or not answered for', () => {
    expect(minutes({ status: 'Paused' })).toEqual(['paused', 120]);
    expect(minutes({ status: 'Drafted' }, {}, { withinMinutes: 5 })).toEqual(['paused', 60]);
    expect(minutes({ lastVerdict: 'not_returned', status: 'Executing' })).toEqual(['unanswered', 30]);
  });

  it('is never for what is final, but for a recording that is being made', () => {
    expect(minutes({ status: 'Failed' })).toEqual(['final', null]);
    const called = { status: 'Succeeded', providerAt: ago(1) };
    expect(minutes(called)).toEqual(['final', null]);
    expect(minutes(called, {}, { recordings: true })).toEqual(['recording', 1]);
    expect(minutes({ ...called, providerAt: ago(3) }, {}, { recordings: true })).toEqual(['recording', 7]);
    expect(minutes({ ...called, hasRecording: true }, {}, { recordings: true })).toEqual(['final', null]);
    expect(minutes({ ...called, providerAt: ago(1500) }, {}, { recordings: true })).toEqual(['final', null]);
  });
});
