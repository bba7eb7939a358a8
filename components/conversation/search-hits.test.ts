import { describe, expect, it } from 'vitest';

import { cutAtHits, findHits, stepHit } from './search-hits';

const say = (...texts: string[]) => texts.map((text) => ({ text }));

describe('findHits', () => {
  it('finds every place, several in one sentence', () => {
    expect(findHits(say('价格是多少', '好', '价格，价格'), '价格')).toEqual([
      { sentence: 0, from: 0, to: 2 },
      { sentence: 2, from: 0, to: 2 },
      { sentence: 2, from: 3, to: 5 },
    ]);
  });

  it('takes case and width of letters as one', () => {
    expect(findHits(say('请加ＡＰＰ号 vip'), 'app')).toHaveLength(1);
    expect(findHits(say('VIP'), 'ｖｉｐ')).toEqual([{ sentence: 0, from: 0, to: 3 }]);
  });

  it('keeps places right after letters whose small form is longer', () => {
    expect(findHits(say('İ价格'), '价格')).toEqual([{ sentence: 0, from: 1, to: 3 }]);
  });

  it('finds nothing for nothing, and takes signs as signs', () => {
    expect(findHits(say('a', ''), '  ')).toEqual([]);
    expect(findHits(say('a.b', 'acb'), 'a.b')).toEqual([{ sentence: 0, from: 0, to: 3 }]);
  });
});

describe('stepHit', () => {
  it('goes round', () => {
    expect(stepHit(-1, 3, 1)).toBe(0);
    expect(stepHit(2, 3, 1)).toBe(0);
    expect(stepHit(0, 3, -1)).toBe(2);
    expect(stepHit(-1, 3, -1)).toBe(2);
    expect(stepHit(0, 0, 1)).toBe(-1);
  });
});

describe('cutAtHits', () => {
  it('loses no character', () => {
    const hits = findHits(say('价格，价格好'), '价格').map((hit, number) => ({ ...hit, number }));
    const pieces = cutAtHits('价格，价格好', hits);
    expect(pieces).toEqual([
      { text: '价格', hit: 0 },
      { text: '，', hit: null },
      { text: '价格', hit: 1 },
      { text: '好', hit: null },
    ]);
  });

  it('gives an empty sentence back as it is', () =>
    expect(cutAtHits('', [])).toEqual([{ text: '', hit: null }]));
});
