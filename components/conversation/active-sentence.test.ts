import { describe, expect, it } from 'vitest';

import { activeSentence, toTiming } from './active-sentence';

const at = (...offsets: (number | null)[]) => toTiming(offsets);

describe('activeSentence', () => {
  it('is the last sentence that has begun', () => {
    const timing = at(0, 4, 9.5, 20);
    expect([0, 3.99, 4, 9.4, 9.5, 19.99, 20, 500].map((second) => activeSentence(timing, second))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ]);
  });

  it('is none before the first sentence, and none where no time is known', () => {
    expect(activeSentence(at(2, 5), 1.9)).toBe(-1);
    expect(activeSentence(at(null, null), 3)).toBe(-1);
    expect(activeSentence(at(), 3)).toBe(-1);
  });

  it('passes over sentences without a time', () => {
    const timing = at(0, null, 6);
    expect(activeSentence(timing, 5)).toBe(0);
    expect(activeSentence(timing, 6)).toBe(2);
  });

  it('takes sentences stored out of order by their time', () => {
    const timing = at(8, 2, 5);
    expect([2, 5, 8].map((second) => activeSentence(timing, second))).toEqual([1, 2, 0]);
  });

  it('takes the later of two with the same second', () => expect(activeSentence(at(1, 1), 1)).toBe(1));

  it('counts a time before the call began as its beginning', () =>
    expect(activeSentence(at(-3, 4), 0)).toBe(0));

  it('agrees with a plain scan over 2,000 sentences', () => {
    const offsets = Array.from({ length: 2000 }, (_, index) => index * 1.7);
    const timing = at(...offsets);
    for (let second = 0; second < 3500; second += 13.37) {
      expect(activeSentence(timing, second)).toBe(offsets.findLastIndex((offset) => offset <= second));
    }
  });
});
