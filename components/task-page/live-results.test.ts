import { expect, it } from 'vitest';

import type { JobRow } from '@/lib/jobs/schemas';

import { changedMeanwhile, followChanges } from './live-results';

const row = (values: Partial<JobRow>): JobRow => ({
  rowId: 1,
  jobId: 'job',
  leadsId: null,
  leadsName: null,
  phoneMasked: null,
  callStatus: 'Executing',
  callResult: null,
  callingNumberMasked: null,
  plannedTime: null,
  durationMs: null,
  checkedAt: null,
  changedAt: '2026-11-29T10:00:00.000Z',
  providerTime: null,
  lastVerdict: null,
  recording: 'none',
  conversationTurns: 0,
  conversationPreview: null,
  followUp: null,
  isInterested: null,
  owner: null,
  grade: null,
  attempts: 0,
  labels: [],
  ...values,
});

it('tells old and new of a row that somebody else has changed, and nothing of one that was only checked', () => {
  const before = row({});
  const later = '2026-11-29T10:05:00.000Z';
  expect(changedMeanwhile(before, row({ checkedAt: later }))).toBeNull();
  const now = row({ callStatus: 'Succeeded', conversationTurns: 4, changedAt: later });
  expect(changedMeanwhile(before, now)).toEqual({
    verdict: 'updated',
    reason: null,
    changes: {
      call_status: { field: 'call_status', from: 'Executing', to: 'Succeeded' },
      call_conversation: { field: 'call_conversation', from: { turns: 0 }, to: { turns: 4 } },
    },
  });
});

it('keeps what it has told as long as the row is on the page', () => {
  const before = [row({}), row({ rowId: 2 })];
  const changed = row({ callStatus: 'Failed', changedAt: '2026-11-29T10:05:00.000Z' });
  const told = followChanges(new Map(), before, [changed, row({ rowId: 2 })]);
  expect([...told.keys()]).toEqual([1]);
  expect([...followChanges(told, [changed], [changed]).keys()]).toEqual([1]);
  expect(followChanges(told, [changed], [row({ rowId: 9 })]).size).toBe(0);
  const confirmed = { ...changed, checkedAt: '2026-11-29T10:06:00.000Z' };
  expect(followChanges(told, [changed], [confirmed]).size).toBe(0);
});
