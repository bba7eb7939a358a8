import { describe, expect, it } from 'vitest';

import { type Answer, checkLoad, formatAnswers, KINDS, percentile } from './report';

const answer = (given: Partial<Answer>): Answer => ({
  kind: 'page',
  ms: 10,
  status: 200,
  code: '',
  retryAfter: false,
  ...given,
});
const oneOfEach = KINDS.map((kind) => answer({ kind }));
const failures = (answers: Answer[], databaseWorstMs = 5) =>
  checkLoad([...oneOfEach, ...answers], databaseWorstMs)
    .filter(({ ok }) => !ok)
    .map(({ text }) => text);

describe('percentile', () => {
  it('is a value that was measured', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([0.5, 0.95, 1].map((p) => percentile(values, p))).toEqual([50, 95, 100]);
    expect(percentile([7], 0.5)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('the targets of a crowd', () => {
  it('hold where everything is quick, and refreshes are slow or told to come back', () => {
    expect(failures([])).toEqual([]);
    expect(
      failures([
        answer({ kind: 'refresh', ms: 20_000 }),
        answer({ kind: 'refresh', status: 503, code: '5032', retryAfter: true }),
      ]),
    ).toEqual([]);
  });

  it.each([
    [{ kind: 'job', ms: 1200 }, 'job: p95 1200 ms, at most 1000'],
    [
      { kind: 'refresh', status: 503, code: '5032' },
      'refreshes without a turn: 0 told as busy with Retry-After (503 5032), not so 1 x 503 5032',
    ],
    [
      { kind: 'refresh', status: 502, code: '5003', retryAfter: true },
      'refreshes without a turn: 0 told as busy with Retry-After (503 5032), not so 1 x 502 5003',
    ],
    [{ kind: 'health', status: 0, code: 'ECONNRESET' }, 'else: 1 x none ECONNRESET'],
    [{ kind: 'page', code: 'without its rows' }, 'else: 1 x 200 without its rows'],
  ] satisfies [Partial<Answer>, string][])('%o fails them', (given, expected) => {
    expect(failures([answer(given)])).toEqual([expected]);
  });

  it('take a database that is told as out of reach for a failure of ours', () => {
    expect(failures([answer({ kind: 'list', status: 503, code: '5001' })])).toEqual([
      'the database was well (at worst 5 ms); told as out of reach 1 times (503 5001)',
      'else: 1 x 503 5001',
    ]);
  });

  it('fail where a kind was never answered', () => {
    const withoutJobs = oneOfEach.filter(({ kind }) => kind !== 'job');
    expect(checkLoad(withoutJobs, 5).filter(({ ok }) => !ok)).toHaveLength(1);
  });
});

describe('the table', () => {
  it('counts the answers of each kind by status and code', () => {
    const lines = formatAnswers([answer({}), answer({ ms: 30 }), answer({ status: 503, code: '5032' })]);
    expect(lines.split('\n')[2]).toContain('2 x 200, 1 x 503 5032');
  });
});
