import { describe, expect, it } from 'vitest';

import { detectSpeech, overlapOf, silencesOf, speechFigures } from './speech';
import type { Peaks, Range } from '../sound/types';

type Voice = { ranges: Range[]; height?: number; noise?: number };

/** Peaks of sides with voices of a height over noise; syllables dip as they do in speech. */
function peaksOf(durationMs: number, voices: Voice[]): Peaks {
  const stretches = Math.ceil(durationMs / 50);
  const peaks = new Int8Array(stretches * voices.length * 2);
  for (let at = 0; at < stretches; at += 1) {
    for (const [side, { ranges, height = 60, noise = 0 }] of voices.entries()) {
      const speaks = ranges.some(([from, to]) => at * 50 >= from && at * 50 < to);
      const level = speaks
        ? Math.round(height * (at % 4 === 1 ? 0.4 : 1))
        : noise - (at % 2 && noise ? 1 : 0);
      peaks[(at * voices.length + side) * 2] = -level;
      peaks[(at * voices.length + side) * 2 + 1] = level;
    }
  }
  return { durationMs, channels: voices.length as 1 | 2, peaksPerSecond: 20, peaks };
}

describe('detectSpeech', () => {
  const spoken: Range[] = [
    [500, 3000],
    [6000, 7500],
    [20_000, 29_000],
  ];

  it.each([
    ['in silence', { height: 60, noise: 0 }],
    ['softly', { height: 8, noise: 0 }],
    ['over noise', { height: 60, noise: 8 }],
    ['over loud noise', { height: 100, noise: 18 }],
  ])('finds what is said %s', (_how, voice) => {
    expect(detectSpeech(peaksOf(30_000, [{ ranges: spoken, ...voice }]))).toEqual([spoken]);
  });

  it('follows noise that grows', () => {
    const quiet = peaksOf(60_000, [{ ranges: [[2000, 5000]], height: 80, noise: 2 }]);
    const loud = peaksOf(60_000, [{ ranges: [[40_000, 50_000]], height: 80, noise: 24 }]);
    const both: Peaks = {
      ...quiet,
      durationMs: 120_000,
      peaks: Int8Array.from([...quiet.peaks, ...loud.peaks]),
    };
    const [found] = detectSpeech(both);
    expect(found).toContainEqual([2000, 5000]);
    expect(found).toContainEqual([100_000, 110_000]);
  });

  it('keeps a speaker who never pauses', () => {
    expect(detectSpeech(peaksOf(90_000, [{ ranges: [[0, 90_000]] }]))).toEqual([[[0, 90_000]]]);
  });

  it('bridges pauses between words, and drops clicks', () => {
    const ranges: Range[] = [
      [1000, 2000],
      [2300, 3000],
      [5000, 5050],
      [7000, 8000],
      [8350, 9000],
    ];
    expect(detectSpeech(peaksOf(10_000, [{ ranges }]))).toEqual([
      [
        [1000, 3000],
        [7000, 8000],
        [8350, 9000],
      ],
    ]);
  });

  it('tells sides apart, and hears nothing in silence and in mere noise', () => {
    const found = detectSpeech(
      peaksOf(9000, [{ ranges: [[0, 1000]] }, { ranges: [[2000, 4000]], height: 20 }]),
    );
    expect(found).toEqual([[[0, 1000]], [[2000, 4000]]]);
    expect(detectSpeech(peaksOf(9000, [{ ranges: [] }, { ranges: [], noise: 9 }]))).toEqual([[], []]);
  });

  it('does not run past the end', () => {
    expect(detectSpeech(peaksOf(1025, [{ ranges: [[500, 1050]] }]))).toEqual([[[500, 1025]]]);
  });
});

describe('speechFigures', () => {
  it('adds up', () => {
    const robot: Range[] = [
      [1000, 4000],
      [6000, 9000],
    ];
    const customer: Range[] = [
      [3500, 5000],
      [15_000, 19_500],
    ];
    expect(speechFigures(robot, customer, 20_000)).toEqual({
      robot: { talk_ms: 6000, silence_ms: 14_000, turns: 2, longest_ms: 3000 },
      customer: { talk_ms: 6000, silence_ms: 14_000, turns: 2, longest_ms: 4500 },
      overlap_ms: 500,
      longest_silence: { from_ms: 9000, to_ms: 15_000 },
      talking_at_end: 'customer',
    });
  });

  it.each([
    [[[0, 10_000]], [[9500, 10_000]], 'both'],
    [[[0, 9500]], [[0, 9000]], 'robot'],
    [[[0, 1000]], [[2000, 9100]], 'customer'],
    [[[0, 9000]], [], 'nobody'],
    [[], [], 'nobody'],
  ] as [Range[], Range[], string][])(
    'tells who talked at the end of %j and %j: %s',
    (robot, customer, who) => {
      expect(speechFigures(robot, customer, 10_000).talking_at_end).toBe(who);
    },
  );

  it('tells no silence of a call without one', () => {
    expect(speechFigures([[0, 5000]], [[4000, 9000]], 9000).longest_silence).toBeNull();
  });
});

it.each([
  [[], [[0, 10]], 0],
  [[[0, 10]], [[10, 20]], 0],
  [[[0, 10]], [[5, 20]], 5],
  [
    [[0, 100]],
    [
      [5, 20],
      [30, 40],
      [90, 110],
    ],
    35,
  ],
] as [Range[], Range[], number][])('overlapOf %j and %j is %i', (a, b, overlap) => {
  expect(overlapOf(a, b)).toBe(overlap);
  expect(overlapOf(b, a)).toBe(overlap);
});

it.each([
  [[], [[0, 1000]]],
  [[[[0, 1000]]], []],
  [
    [
      [[100, 300]],
      [
        [200, 500],
        [900, 950],
      ],
    ],
    [[500, 900]],
  ],
  [
    [
      [
        [0, 800],
        [850, 870],
      ],
    ],
    [[870, 1000]],
  ],
] as [Range[][], Range[]][])('silencesOf %j are %j', (sides, silences) => {
  expect(silencesOf(sides, 1000, 120)).toEqual(silences);
});
