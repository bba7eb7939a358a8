import { describe, expect, it } from 'vitest';

import { toRecord } from '@/lib/jobs/refresh/to-record';
import { CallerGoneError, NoTurnError } from '@/lib/outboundbot/types';
import { attemptTimedOut, deadlineExceeded, toProviderError } from '@/lib/outboundbot/errors';
import zh from '@/lib/i18n/messages/zh.json';

import { knownReason } from './known-reasons';

const nowhere = { ids: [], httpStatus: null, requestId: null };

function invalidReason(job: Record<string, unknown>): string {
  const outcome = toRecord({ JobId: 'job-1', ...job });
  if (outcome.ok) throw new Error('the job is valid');
  return outcome.reason;
}

describe('our own reasons have words', () => {
  it.each([
    [{ Tasks: 'none' }, 'notList', { field: 'Tasks' }],
    [{ Tasks: [7] }, 'lastNotObject', { field: 'Tasks' }],
    [{ Status: 7 }, 'notText', { field: 'Status' }],
    [{ Status: 'x'.repeat(65) }, 'tooLong', { field: 'Status', limit: '64' }],
    [{ Tasks: [{ PlanedTime: 'soon' }] }, 'notNumber', { field: 'PlanedTime' }],
    [{ Tasks: [{ PlanedTime: 1 }] }, 'outside', { field: 'PlanedTime' }],
  ])('%o: %s', (job, key, values) => {
    expect(knownReason(invalidReason(job))).toEqual({ key, values });
  });

  it.each([
    'newer_refresh',
    'row_changed',
    "the recording's link is longer than 2048 characters",
    'a trigger of the database kept the row as it was',
    'the database refused a value (SQLSTATE 22001)',
    'the answer does not say Success',
    'the answer is too large',
  ])('%s', (reason) => {
    expect(zh.receipt.reasons).toHaveProperty(knownReason(reason)!.key);
  });

  it('also of failures that the provider did not tell itself', () => {
    const throttled = toProviderError({ name: 'ThrottlingError', code: 'Throttling.User' }, nowhere);
    const failures = [
      deadlineExceeded(),
      deadlineExceeded(throttled),
      attemptTimedOut(nowhere),
      new NoTurnError(1),
      new CallerGoneError(),
      toProviderError(new SyntaxError('Unexpected token'), nowhere),
      toProviderError(new SyntaxError('Unexpected token'), { ...nowhere, httpStatus: 429 }),
      ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'EPROTO', 'EMFILE'].map(
        (code) => toProviderError({ name: 'Error', code }, nowhere),
      ),
      toProviderError(new Error('anything'), nowhere),
    ];
    for (const { message } of failures) expect(knownReason(message), message).not.toBeNull();
    expect(knownReason(deadlineExceeded(throttled).message)).toEqual({
      key: 'lateAfter',
      values: { code: 'Throttling.User' },
    });
  });

  it("leaves the provider's own words alone", () => {
    expect(knownReason('Request was denied due to user flow control.')).toBeNull();
  });
});
