import { describe, expect, it } from 'vitest';

import { type Case, checkTargets, formatTable, median, type Measured, toLine } from './report';

describe('median', () => {
  it('takes the middle of unsorted values, and the mean of the middle two', () => {
    expect(median([30, 1, 2])).toBe(2);
    expect(median([10, 2, 4, 100])).toBe(7);
    expect(median([])).toBeNaN();
  });
});

const measured = (which: Partial<Case>, changes: Partial<Measured> = {}): Measured => ({
  case: { size: 99, recordings: 'asked', changed: 'all', ...which },
  times: { limit: [100], useCase: [150], request: [200], straightforward: [2000] },
  rowsWritten: { limit: 99, useCase: 99, request: 99, straightforward: 99 },
  ...changes,
});

describe('checkTargets', () => {
  it('passes what lies exactly on the target', () => {
    const checks = checkTargets([toLine(measured({}))]);
    expect(checks.map((check) => check.ok)).toEqual([true, true, true]);
  });

  it('fails a use case that is too slow for its size, a request under ten times, and rows that were not needed', () => {
    const slow = measured(
      {},
      { times: { limit: [100], useCase: [151], request: [201], straightforward: [2000] } },
    );
    expect(checkTargets([toLine(slow)]).map((check) => check.ok)).toEqual([false, false, true]);
    const idle = measured(
      { changed: 'none' },
      { rowsWritten: { limit: 0, useCase: 0, request: 1, straightforward: 99 } },
    );
    expect(checkTargets([toLine(idle)]).map((check) => check.ok)).toEqual([true, false]);
  });

  it('fails when a control wrote fewer rows than changed', () => {
    const none = measured({}, { rowsWritten: { limit: 99, useCase: 0, request: 99, straightforward: 99 } });
    expect(checkTargets([toLine(none)]).at(-1)?.ok).toBe(false);
  });

  it('holds a page of 20 to 1.3 times the limit', () => {
    expect(checkTargets([toLine(measured({ size: 20, changed: 'none' }))])[0]?.ok).toBe(false);
  });
});

it('prints a flow that was not run as a dash', () => {
  const line = toLine(
    measured(
      { recordings: 'reused' },
      { times: { limit: [100], useCase: [150], request: [200], straightforward: [] } },
    ),
  );
  const [title, , row] = formatTable([line]).split('\n');
  expect(row).toMatch(/\| +200 \| +2\.00 \| +- \| +- \| +- \| +- \|/);
  expect(row).toHaveLength(title!.length);
});
