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
  matchRows(rows, jobs, new Set(taken)).map(({ rowId, outcome, jobId, reason, confidence, jobs }) =>
    outcome === 'match' ? [rowId, jobId, reason, confidence].join(' ') : [rowId, outcome, jobs].join(' '),
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

  describe('of which very many share a reference or a hidden number', () => {
    const MANY = 3_000;
    const phoneOf = (n: number) => `1380${String(n).padStart(7, '0')}`;
    const each = <T>(make: (n: number) => T): T[] => Array.from({ length: MANY }, (_, n) => make(n));
    const rows = each((n) => row(n, { referenceId: 'campaign', phone: phoneOf(n), calledAt: HOUR }));

    it('are found by their numbers, whole or hidden in the middle', () => {
      const jobs = each((n) => job(`j${n}`, phoneOf(n), 'campaign'));
      expect(told(rows, jobs)).toEqual(each((n) => `${n} j${n} reference_and_number certain`));
      const hidden = each((n) => job(`j${n}`, phoneOf(n).replace(/^(...)..../, '$1****'), 'campaign'));
      expect(told(rows, hidden)).toEqual(each((n) => `${n} j${n} reference_and_number likely`));
      const short = rows.map((one) => ({ ...one, phone: one.phone!.replace(/^(...)..../, '$1****') }));
      expect(told(short, jobs)).toEqual(each((n) => `${n} j${n} reference_and_number likely`));
      expect(told(rows, jobs, ['j7'])[7]).toBe(`7 ambiguous ${MANY - 1}`);
    });

    it('are one of many where nothing tells them apart, and nothing is asked for that', () => {
      const jobs = each((n) => job(`j${n}`, '***********', 'campaign'));
      expect(told(rows, jobs)).toEqual(each((n) => `${n} ambiguous ${MANY}`));
      expect(jobsToTime(rows, jobs, new Set())).toEqual([]);
      expect(matchRows(rows, jobs)[0]?.jobIds).toEqual(['j0', 'j1', 'j2', 'j3', 'j4']);
      const starred = each((n) => row(n, { phone: '***********', calledAt: HOUR }));
      expect(told(starred, jobs)).toEqual(each((n) => `${n} ambiguous ${MANY}`));
      expect(jobsToTime(starred, jobs, new Set())).toEqual([]);
      const all = jobs.map(({ jobId }) => jobId);
      expect(told(starred, jobs, all)).toEqual(each((n) => `${n} taken ${MANY}`));
    });

    it('are not those of somebody’s own reference', () => {
      const mine = each((n) => row(n, { referenceId: `mine-${n}`, phone: '***********' }));
      const theirs = each((n) => job(`j${n}`, '***********', `theirs-${n}`));
      expect(told(mine, theirs)).toEqual(each((n) => `${n} none 0`));
      const own = [...theirs, job('free', '***********')];
      expect(told(mine.slice(0, 1), own)).toEqual(['0 free number doubtful']);
    });
  });
});
