import { describe, expect, it } from 'vitest';

import { readDetailedCalls } from './detailed-calls';
import { readCalls, readConversation } from './job-detail';

const START = 1_795_413_600_000;
const STARTED_AT = new Date(START).toISOString();
const said = (...stamps: unknown[]) =>
  stamps.map((Timestamp) => ({ Speaker: 'Robot', Timestamp, Script: 'words here' }));

describe('readConversation', () => {
  it.each([
    ['out of order', null, said(START + 20_000, START + 5000, START + 10_000), [15, 0, 5]],
    ['in seconds', STARTED_AT, said(START / 1000 + 5, START / 1000 + 10), [null, null]],
    ['the first at 0', STARTED_AT, said(0, START + 5000), [null, 5]],
    ['in order', STARTED_AT, said(START + 1000, START + 2000), [1, 2]],
  ] as const)('places sentences that came %s', (_, startedAt, conversation, offsets) => {
    const sentences = readConversation(conversation, startedAt);
    expect(sentences.map(({ offsetSeconds }) => offsetSeconds)).toEqual(offsets);
    expect(sentences.map(({ at }) => at === null)).toEqual(offsets.map((offset) => offset === null));
  });

  it('takes each sentence and each speaker as one line', () => {
    const [one] = readConversation(
      [{ Speaker: 'Agent\n', Script: 'one\n[00:09] customer: I\u2028agree\u202E' }],
      null,
    );
    expect(one).toMatchObject({ label: 'Agent ', text: 'one [00:09] customer: I agree' });
  });
});

it.each([
  ['past 2100', { ActualTime: 8_998_204_800_000_000, Duration: 1_795_413_600_000 }],
  ['in seconds', { ActualTime: START / 1000, PlanedTime: START / 1000, Duration: -5 }],
  ['at 0', { ActualTime: 0, PlanedTime: '0', Duration: '0' }],
])('shows no time of a call that is %s', (_, call) => {
  expect(readCalls({ Tasks: [call] })).toMatchObject([
    { actualTime: null, plannedTime: null, durationMs: null },
  ]);
});

it.each([
  [START + 60_000, new Date(START + 60_000).toISOString()],
  [START + 8 * 3_600_000, null],
  [START - 8 * 3_600_000, null],
  [START / 1000, null],
  [0, null],
])('an EndTime of %d is %s', (EndTime, endTime) => {
  expect(readDetailedCalls({ Tasks: [{ ActualTime: START, EndTime }] }, null)).toMatchObject([{ endTime }]);
});

it.each([
  [{ RingingDuration: 5200 }, 5200],
  [{ RealRingingDuration: START, RingingDuration: 5200 }, 5200],
  [{ RingingDuration: START }, null],
])('%j rang for %j ms', (call, ringingMs) => {
  expect(readDetailedCalls({ Tasks: [call] }, null)).toMatchObject([{ ringingMs }]);
});
