import { expect, it } from 'vitest';

import { contradictionsOf } from './contradictions';

const NONE = { dialled: 0, connected: 0, due: 0, overdue: 0 };

it.each([
  ['finished, all ended and followed up', 4, { Succeeded: 9, '': 2 }, NONE, []],
  ['calls finished, some not', 3, { Succeeded: 9, Executing: 1, Paused: 2 }, NONE, [{ kind: 'unfinishedJobs', count: 3 }]],
  ['calling', 2, { Executing: 1 }, { ...NONE, overdue: 4 }, []],
  ['follow-up finished, overdue', 4, {}, { ...NONE, due: 3, overdue: 95 }, [{ kind: 'overdue', count: 95 }]],
  ['follow-up finished, due', 4, { Failed: 1 }, { ...NONE, due: 3 }, [{ kind: 'due', count: 3 }]],
])('%s', (_, type, statusCounts, counts, expected) => {
  expect(contradictionsOf({ type, statusCounts, counts })).toEqual(expected);
}); // prettier-ignore
