import { expect, it } from 'vitest';

import { tallyLines } from './again.mjs';

it('names what failed, and in how many of the runs', () => {
  const runs = [
    { passed: 10, failed: 0, failures: [], seconds: 61.2 },
    { passed: 8, failed: 2, failures: ['unit: a > one', 'unit: b > two'], seconds: 60 },
    { passed: 9, failed: 2, failures: ['unit: b > two', 'unit: b > two'], seconds: 59.6 },
  ];
  expect(tallyLines(runs)).toEqual([
    '✓ run 1      61 s  10 passed, 0 failed',
    '✗ run 2      60 s  8 passed, 2 failed',
    '✗ run 3      60 s  9 passed, 2 failed',
    '  failed in 2 of 3: unit: b > two',
    '  failed in 1 of 3: unit: a > one',
    '27 passed, 4 failed; 2 of 3 runs failed',
  ]);
});
