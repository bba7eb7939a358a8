import { describe, expect, it } from 'vitest';

import type { RowResult } from './refresh-outcome';
import { nextChange, withShownChanges, type RowBefore } from './row-changes';

const NOW = Date.parse('2026-11-23T06:00:00.000Z');
const before: RowBefore = {
  rowId: 1,
  callStatus: 'Scheduling',
  plannedTime: null,
  callingNumberMasked: null,
  conversationTurns: 0,
  durationMs: null,
  recording: 'none',
};
const after: RowBefore = {
  ...before,
  callStatus: 'Succeeded',
  conversationTurns: 4,
  durationMs: 42_000,
  recording: 'stored',
};
const result = (verdict: RowResult['verdict']) =>
  new Map([[1, { verdict, reason: null, changes: {} } satisfies RowResult]]);

describe('what a receipt does not tell', () => {
  it('is what a newer refresh changed in a superseded row', () => {
    expect(withShownChanges(result('superseded'), [before], [after]).get(1)).toMatchObject({
      changes: {
        call_status: { from: 'Scheduling', to: 'Succeeded' },
        call_conversation: { from: null, to: { turns: 4 } },
        recording_url: { from: null },
      },
      duration: { from: null },
    });
  });

  it('is the length of an updated row’s call', () => {
    expect(withShownChanges(result('updated'), [before], [after]).get(1)).toEqual({
      verdict: 'updated',
      reason: null,
      changes: {},
      duration: { from: null },
    });
    expect(withShownChanges(result('updated'), [after], [after]).get(1)).not.toHaveProperty('duration');
  });

  it('is nothing of rows that were confirmed, and of rows that were not on the screen', () => {
    expect(withShownChanges(result('unchanged'), [before], [after])).toEqual(result('unchanged'));
    expect(withShownChanges(result('superseded'), [], [after])).toEqual(result('superseded'));
  });
});

describe('when something can change next', () => {
  const row = (callStatus: string | null, plannedTime: string | null = null) => ({ callStatus, plannedTime });
  it.each([
    ['all have ended', [row('Succeeded'), row('Failed')], { kind: 'ended' }],
    [
      'a call runs',
      [row('Executing'), row('Scheduling', '2026-11-23T07:00:00.000Z')],
      { kind: 'running', count: 1 },
    ],
    [
      'all are planned',
      [
        row('Scheduling', '2026-11-23T07:30:00.000Z'),
        row('Scheduling', '2026-11-23T07:00:00.000Z'),
        row('Failed'),
      ],
      { kind: 'at', time: '2026-11-23T07:00:00.000Z' },
    ],
    ['a plan has passed', [row('Scheduling', '2026-11-23T05:00:00.000Z')], { kind: 'waiting', count: 1 }],
    ['nothing is planned', [row('Paused'), row(null)], { kind: 'waiting', count: 2 }],
  ])('%s', (_, rows, expected) => {
    expect(nextChange(rows, NOW)).toEqual(expected);
  });
});
