import { describe, expect, it } from 'vitest';

import { gramsOf } from './grams';
import { findTermHits } from './hits';
import { chooseWay } from './plan';
import { readTerms } from './terms';
import { wordsOf } from './words-of';

describe('readTerms', () => {
  it.each([
    ['退款', ['退款']],
    [' 退款　投诉 退款 ', ['退款', '投诉']],
    ['ＣＡＬＬ Back', ['call', 'back']],
    ['"call back" “无需 退款”', ['call back', '无需 退款']],
    ['退', null],
    ['退款 a', null],
    ['""', null],
    ['a1 a2 a3 a4 a5 a6 a7 a8 a9', null],
    ['很'.repeat(101), null],
  ])('reads %s', (text, terms) => expect(readTerms(text)).toEqual(terms));
});

it('makes grams of what is shown, not across sentences, and none of hidden digits', () => {
  const said = wordsOf([
    { Speaker: 'Contact', Script: '号码 13812348000' },
    { Speaker: 'Contact', Script: '好的' },
  ]);
  expect(said?.customer).not.toContain('1234');
  expect(said?.customerGrams.toSorted()).toEqual(gramsOf('号码', '138****8000', '好的').toSorted());
  expect(wordsOf([{ Speaker: 'Robot', Script: '' }])).toBeNull();
  expect(wordsOf('no list')).toBeNull();
});

it('finds every hit once, the longer of two that overlap', () => {
  const sentence = { speaker: 'customer', text: '不需要了，不需要', offsetSeconds: null } as const;
  expect(findTermHits([sentence], { terms: ['需要', '不需要'] })).toEqual([
    { sentence: 0, from: 0, to: 3 },
    { sentence: 0, from: 5, to: 8 },
  ]);
});

it('walks for what most calls have, and looks grams up for what few have', () => {
  const of = (estimate: number) => ({ estimate, conversations: 1_000_000, sets: [] });
  expect(chooseWay(of(700_000), 100, 1_000_000)).toMatchObject({ by: 'walk' });
  expect(chooseWay(of(0), 100, 1_000_000)).toEqual({ by: 'grams' });
  expect(chooseWay(of(2_000), 100, 1_000_000)).toEqual({ by: 'grams' });
  // A small task is walked whole before many conversations of others are fetched.
  expect(chooseWay(of(50_000), 5_001, 10_000)).toMatchObject({ by: 'walk', rows: 10_000 });
  expect(chooseWay(null, 100, 500)).toEqual({ by: 'walk', rows: 500 });
});
