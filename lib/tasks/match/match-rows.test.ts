import { describe, expect, it } from 'vitest';

import { type Candidate, jobsToTime, matchRows, type OpenRow } from './match-rows';

const A = '13800138000';
const B = '13900139000';
const HOUR = 3_600_000;

const row = (rowId: number, changes: Partial<OpenRow> = {}): OpenRow => ({
  rowId,
  referenceId: null,
  phone: null,
  calledAt: null,
  ...changes,
});
const job = (jobId: string, phone: string | null, ...referenceIds: string[]): Candidate => ({
  jobId,
  phone,
  referenceIds,
  times: null,
});
const called = (one: Candidate, ...times: number[]): Candidate => ({ ...one, times });
const told = (rows: OpenRow[], jobs: Candidate[], taken: string[] = []) =>
  matchRows(rows, jobs, new Set(taken)).map(({ rowId, outcome, jobId, reason, confidence, jobIds }) =>
    outcome === 'match'
      ? [rowId, jobId, reason, confidence].join(' ')
      : [rowId, outcome, jobIds.length].join(' '),
  );

describe('rows without a job id', () => {
  it('are found by the caller’s own id, surer where the number agrees', () => {
    const rows = [
      row(1, { referenceId: 'r1', phone: A }),
      row(2, { referenceId: 'r2' }),
      row(3, { referenceId: 'r3', phone: A }),
      row(4, { referenceId: 'r4', phone: '+86 139 0013 9000' }),
    ];
    const jobs = [
      job('j1', A, 'r1'),
      job('j2', B, 'x', 'r2'),
      job('j3', B, 'r3'),
      job('j4', '139****9000', 'r4'),
    ];
    expect(told(rows, jobs)).toEqual([
      '1 j1 reference_and_number certain',
      '2 j2 reference likely',
      '3 j3 reference doubtful',
      '4 j4 reference_and_number likely',
    ]);
  });

  it('that were handed in twice are told apart by what else agrees', () => {
    const twice = [job('j1', A, 'r1'), job('j2', B, 'r1')];
    expect(told([row(1, { referenceId: 'r1', phone: B })], twice)).toEqual([
      '1 j2 reference_and_number certain',
    ]);
    expect(told([row(1, { referenceId: 'r1' })], twice)).toEqual(['1 ambiguous 2']);
    const timed = [called(job('j1', A, 'r1'), HOUR), called(job('j2', A, 'r1'), 5 * HOUR)];
    expect(told([row(1, { referenceId: 'r1', phone: A, calledAt: HOUR })], timed)).toEqual([
      '1 j1 reference_and_time likely',
    ]);
  });

  it('are found by their number where it is one job’s alone, but for jobs of something else', () => {
    const jobs = [job('j1', A), job('j2', B), job('j3', '13700137000', 'other')];
    expect(
      told([row(1, { phone: '8613800138000' }), row(2, { phone: '13700137000', referenceId: 'mine' })], jobs),
    ).toEqual(['1 j1 number likely', '2 none 0']);
    expect(told([row(1, { phone: A })], [job('j1', '138****8000')])).toEqual(['1 j1 number doubtful']);
    expect(told([row(1, { phone: A })], [job('j1', '138****8001')])).toEqual(['1 none 0']);
    expect(told([row(1, { phone: '110' })], [job('j1', '110')])).toEqual(['1 none 0']);
  });

  it('are told apart by the time of their calls, or not at all', () => {
    const jobs = [called(job('j1', A), HOUR), called(job('j2', A), 5 * HOUR)];
    const rows = [
      row(1, { phone: A, calledAt: 5 * HOUR + 60_000 }),
      row(2, { phone: A, calledAt: HOUR }),
      row(3, { phone: A }),
    ];
    expect(told(rows, jobs)).toEqual([
      '1 j2 number_and_time likely',
      '2 j1 number_and_time likely',
      '3 ambiguous 2',
    ]);
    expect(told([row(1, { phone: A, calledAt: 9 * HOUR })], jobs)).toEqual(['1 ambiguous 2']);
    expect(told([row(1, { phone: A, calledAt: 9 * HOUR })], jobs.slice(1))).toEqual(['1 j2 number doubtful']);
  });

  it('ask for the times of just those jobs that times can tell something of', () => {
    const jobs = [job('j1', A), job('j2', A), job('j3', B, 'r3'), called(job('j4', B), HOUR)];
    const rows = [
      row(1, { phone: A, calledAt: HOUR }),
      row(2, { phone: B, referenceId: 'r3', calledAt: HOUR }),
    ];
    expect(jobsToTime(rows, jobs, new Set())).toEqual(['j1', 'j2']);
    expect(jobsToTime(rows, jobs, new Set(['j2']))).toEqual(['j1']);
    expect(jobsToTime([row(1, { phone: A })], jobs, new Set())).toEqual([]);
  });

  it('never get one job twice, nor one that another row has', () => {
    const rows = [row(1, { referenceId: 'r1' }), row(2, { referenceId: 'r1' })];
    expect(told(rows, [job('j1', A, 'r1')])).toEqual(['1 ambiguous 1', '2 ambiguous 1']);
    expect(told([row(1, { phone: A }), row(2, { phone: A })], [job('j1', A)])).toEqual([
      '1 ambiguous 1',
      '2 ambiguous 1',
    ]);
    const mixed = [row(1, { phone: A }), row(2, { referenceId: 'r1', phone: A })];
    expect(told(mixed, [job('j1', A, 'r1')])).toEqual(['1 taken 1', '2 j1 reference_and_number certain']);
    expect(told([row(1, { phone: A })], [job('j1', A), job('j2', A)], ['j1'])).toEqual([
      '1 j2 number likely',
    ]);
    expect(told([row(1, { phone: A })], [job('j1', A)], ['j1'])).toEqual(['1 taken 1']);
  });
});
