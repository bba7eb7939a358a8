import { describe, expect, it } from 'vitest';

import { countSteered, whyLeftOut } from './steering';

const STATUSES = [
  'Scheduling',
  'Executing',
  'Succeeded',
  'Failed',
  'Cancelled',
  'Paused',
  'Drafted',
  null,
  'New',
];

describe('which jobs are steered', () => {
  it.each([
    ['suspend', [null, null, 'over', 'over', 'over', 'already', 'drafted', null, null]],
    ['resume', ['not_suspended', 'not_suspended', 'over', 'over', 'over', null, 'drafted', null, null]],
    ['cancel', [null, null, 'over', 'over', 'over', null, null, null, null]],
  ] as const)('%s', (action, expected) => {
    expect(STATUSES.map((status) => whyLeftOut(action, status))).toEqual(expected);
  });

  it('counts a task by its statuses; every row is counted once', () => {
    const task = {
      statusCounts: { Scheduling: 5, Executing: 2, Succeeded: 9, Paused: 3, '': 6 },
      withoutJobId: 4,
    };
    expect(countSteered('suspend', task)).toEqual({
      rows: 9,
      leftOut: { over: 9, already: 3, without_id: 4 },
    });
    expect(countSteered('resume', task)).toEqual({
      rows: 5,
      leftOut: { over: 9, not_suspended: 7, without_id: 4 },
    });
    expect(countSteered('cancel', task)).toEqual({ rows: 12, leftOut: { over: 9, without_id: 4 } });
  });
});
