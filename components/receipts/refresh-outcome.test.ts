import { describe, expect, it } from 'vitest';

import type { ReceiptCounts } from '@/lib/receipts/schemas';

import {
  checkAges,
  codeOfMessage,
  currentResults,
  failureCause,
  isAllClean,
  lastChange,
  mayRetry,
  receiptSum,
  resultKind,
  rowResults,
  shownRequestId,
  writtenAfter,
} from './refresh-outcome';

const counts = (some: Partial<ReceiptCounts>): ReceiptCounts => ({
  rows: 20,
  updated: 0,
  unchanged: 0,
  not_returned: 0,
  superseded: 0,
  invalid: 0,
  ...some,
});

describe('receiptSum', () => {
  it('adds the five verdicts up to the rows asked for', () => {
    const sum = receiptSum(counts({ updated: 3, unchanged: 16, not_returned: 1 }));
    expect(sum).toEqual({
      asked: 20,
      addsUp: true,
      parts: [
        { verdict: 'updated', count: 3 },
        { verdict: 'unchanged', count: 16 },
        { verdict: 'not_returned', count: 1 },
        { verdict: 'superseded', count: 0 },
        { verdict: 'invalid', count: 0 },
      ],
    });
  });

  it('says so when they do not', () => {
    expect(receiptSum(counts({ updated: 3, unchanged: 16 })).addsUp).toBe(false);
  });
});

describe('resultKind', () => {
  it.each([
    [{ unchanged: 20 }, 'all_unchanged'],
    [{ not_returned: 20 }, 'all_not_returned'],
    [{ superseded: 20 }, 'all_superseded'],
    [{ invalid: 20 }, 'all_invalid'],
    [{ updated: 20 }, 'all_updated'],
    [{ updated: 1, unchanged: 19 }, 'updated_rest_unchanged'],
    [{ updated: 1, unchanged: 18, invalid: 1 }, 'updated'],
    [{ unchanged: 19, not_returned: 1 }, 'nothing_written'],
  ] as const)('%o is %s', (some, kind) => {
    expect(resultKind(counts(some))).toBe(kind);
  });
});

it('calls a refresh clean only when it also got every recording', () => {
  const clean = {
    counts: counts({ updated: 1, unchanged: 19 }),
    recordings: { asked: 8, reused: 1, failed: 0 },
  };
  expect(isAllClean(clean)).toBe(true);
  expect(isAllClean({ ...clean, recordings: { asked: 8, reused: 0, failed: 8 } })).toBe(false);
  expect(isAllClean({ ...clean, counts: counts({ unchanged: 19, invalid: 1 }) })).toBe(false);
});

it('takes the latest change of the rows, and none where none is known', () => {
  expect(
    lastChange([
      { changedAt: '2026-11-23T05:40:02.000Z' },
      { changedAt: null },
      { changedAt: '2026-11-23T05:39:00.000Z' },
    ]),
  ).toBe('2026-11-23T05:40:02.000Z');
  expect(lastChange([{ changedAt: null }])).toBeNull();
});

it('tells how old the checks of the rows are, and which rows have none', () => {
  const [old, young] = ['2026-11-23T05:39:00.000Z', '2026-11-23T05:40:02.000Z'];
  expect(checkAges([{ checkedAt: young }, { checkedAt: null }, { checkedAt: old }])).toEqual({
    oldest: old,
    newest: young,
    never: 1,
  });
  expect(checkAges([{ checkedAt: null }])).toBeNull();
  expect(checkAges([])).toBeNull();
});

it('shows the RequestId of the last ListJobs attempt', () => {
  const call = { rows: 20, ms: 5, code: 'OK' };
  expect(
    shownRequestId({
      provider_calls: [
        { ...call, operation: 'ListJobs', request_id: 'FIRST' },
        { ...call, operation: 'ListJobs', request_id: 'SECOND' },
        { ...call, operation: 'DownloadRecording', request_id: 'RECORDING' },
        { ...call, operation: 'ListJobs', request_id: null },
      ],
    }),
  ).toBe('SECOND');
  expect(shownRequestId({ provider_calls: [] })).toBeNull();
});

it('finds what changed in a row by its field', () => {
  const change = { field: 'call_status', from: 'Executing', to: 'Succeeded' } as const;
  const results = rowResults([
    { row_id: 7, job_id: 'a', verdict: 'updated', changes: [change] },
    { row_id: 8, job_id: 'b', verdict: 'invalid', reason: 'Tasks is not a list' },
  ]);
  expect(results.get(7)).toEqual({ verdict: 'updated', reason: null, changes: { call_status: change } });
  expect(results.get(8)).toEqual({ verdict: 'invalid', reason: 'Tasks is not a list', changes: {} });
});

it('gives up what a newer check has overtaken, also of a superseded row', () => {
  const receipt = { checked_at: '2026-11-23T06:00:00.000Z', duration_ms: 2000 };
  const results = rowResults([
    { row_id: 1, job_id: 'a', verdict: 'updated', changes: [] },
    { row_id: 2, job_id: 'b', verdict: 'updated', changes: [] },
    { row_id: 3, job_id: 'c', verdict: 'superseded', reason: 'newer_refresh' },
    { row_id: 4, job_id: 'd', verdict: 'superseded', reason: 'newer_refresh' },
    { row_id: 5, job_id: 'e', verdict: 'not_returned' },
  ]);
  const current = currentResults(results, receipt, [
    { rowId: 1, checkedAt: '2026-11-23T06:00:00.000Z' },
    { rowId: 2, checkedAt: '2026-11-23T06:00:00.001Z' },
    { rowId: 3, checkedAt: '2026-11-23T06:00:01.000Z' },
    { rowId: 4, checkedAt: '2026-11-23T06:00:05.000Z' },
    { rowId: 5, checkedAt: null },
  ]);
  expect([...current.keys()]).toEqual([1, 3, 5]);
  expect(current.get(1)).toBe(results.get(1));
});

describe('failureCause', () => {
  it.each([
    ['Throttling.User', 'provider_throttled'],
    ['ServiceThrottling', 'provider_throttled'],
    ['Forbidden.RAM', 'provider_forbidden'],
    ['SignatureDoesNotMatch', 'provider_forbidden'],
    ['NotExist.Instance', 'provider_not_found'],
    ['NotExist.Job', 'provider_unknown_job'],
    ['NotExist.Jobs', 'provider_unknown_job'],
    ['NotExist.JobGroup', 'provider_not_found'],
    ['DeadlineExceeded', 'provider_timeout'],
    ['ECONNRESET', 'provider_unreachable'],
    ['ServiceUnavailable', 'provider_unavailable'],
    ['InternalError', 'provider_unavailable'],
    ['BadGateway', 'provider_bad_answer'],
    ['AnswerTooLarge', 'provider_bad_answer'],
    ['NoTurn', 'busy'],
    ['CallerGone', 'caller_gone'],
    ['Parameter.Invalid', 'provider_rejected'],
    [null, 'provider_rejected'],
  ] as const)('the provider answered %s: %s', (code, cause) => {
    expect(failureCause('provider_failed', code)).toBe(cause);
  });

  it('keeps our own kinds, and calls what nobody foresaw internal', () => {
    expect(failureCause('database_unavailable', null)).toBe('database_unavailable');
    expect(failureCause('busy', null)).toBe('busy');
    expect(failureCause('network', null)).toBe('network');
    expect(failureCause('foreign_origin', null)).toBe('foreign_origin');
    expect(failureCause('timeout', null)).toBe('timeout');
    expect(failureCause('other', null)).toBe('internal');
    expect(failureCause('recording_gone', null)).toBe('internal');
  });
});

it('reads the code out of the message', () => {
  expect(codeOfMessage('获取外呼任务状态失败：Throttling.User too many requests')).toBe('Throttling.User');
  expect(codeOfMessage('服务器内部错误')).toBeNull();
});

it('never claims that nothing was written when the answer was lost', () => {
  expect(writtenAfter('provider_throttled')).toBe('nothing');
  expect(writtenAfter('rate_limited')).toBe('nothing');
  expect(writtenAfter('foreign_origin')).toBe('nothing');
  expect(writtenAfter('busy')).toBe('nothing');
  expect(writtenAfter('rows_locked')).toBe('nothing');
  expect(writtenAfter('caller_gone')).toBe('nothing');
  for (const cause of ['network', 'timeout', 'internal', 'database_unavailable'] as const) {
    expect(writtenAfter(cause)).toBe('unknown');
  }
});

it('offers another try only where it can help', () => {
  expect(mayRetry('network')).toBe(true);
  expect(mayRetry('provider_forbidden')).toBe(false);
  expect(mayRetry('not_found')).toBe(false);
  expect(mayRetry('foreign_origin')).toBe(false);
});
