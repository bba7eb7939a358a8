import { expect, it } from 'vitest';

import { changesTo, differences, isShownInPart, sameRemark, shownRemark } from './compare';
import { READ_LIMIT, REMARK_LIMIT } from './limits';
import { restoreHidden } from './restore-hidden';
import type { FollowUpValues } from './schemas';

const NOTED: FollowUpValues = {
  remark: '约了周五',
  nextFollowTime: '2026-11-24T02:00:00.000Z',
  isArrive: 0,
  interest: 1,
};

it('names the values that differ, whatever the spelling of a time', () => {
  expect(differences(NOTED, { ...NOTED, nextFollowTime: '2026-11-24T02:00:00Z' })).toEqual([]);
  expect(differences(NOTED, { ...NOTED, remark: '', interest: null })).toEqual(['remark', 'interest']);
  expect(differences(NOTED, { ...NOTED, nextFollowTime: null, isArrive: null })).toEqual([
    'nextFollowTime',
    'isArrive',
  ]);
});

it('takes a remark for the same when it comes back with its numbers masked', () => {
  expect(sameRemark('家属 13912345678', '家属 139****5678')).toBe(true);
  expect(sameRemark('座机 057126883106', '座机 0571****3106')).toBe(true);
  expect(sameRemark('家属 13912345678', '家属 139****5679')).toBe(false);
});

it.each([
  ['家属 13912345678', '家属 139****5678，晚上打', '家属 13912345678，晚上打'],
  ['甲 13912345678 乙 13900005678', '甲 139****5678 乙 139****5678', '甲 13912345678 乙 13900005678'],
  ['家属 13912345678', '改打 13811112222', '改打 13811112222'],
  ['没有号码', '也没有 139****5678', '也没有 139****5678'],
  ['家属 13912345678', '139****5678 和 139****5678', '13912345678 和 13912345678'],
])('keeps the numbers of %j in %j', (original, typed, kept) => {
  expect(restoreHidden(typed, original)).toBe(kept);
});

it.each([
  // Changed at both ends, and in the middle.
  ['甲 13912345678 乙', '新甲 139****5678 乙了', '新甲 13912345678 乙了'],
  ['13912345678 13812345678', '先 139****5678 后 138****5678 。', '先 13912345678 后 13812345678 。'],
  // Of two that look the same, the place tells which is meant.
  ['甲 13912345678 乙 13900005678', '乙 139****5678', '乙 13900005678'],
  ['甲 13912345678 乙 13900005678', '甲 139****5678', '甲 13912345678'],
  [
    '甲 13912345678 乙 13900005678',
    '新 甲 139****5678 新 乙 139****5678 新',
    '新 甲 13912345678 新 乙 13900005678 新',
  ],
  // Moved.
  [
    '甲 13912345678，乙 13800005679',
    '改：乙 138****5679，甲 139****5678。',
    '改：乙 13800005679，甲 13912345678。',
  ],
  // A place that was typed into is no place any more.
  ['家属 13912345678', '家属 139***5678', '家属 139***5678'],
  // A link is put back once, however often its form is written.
  ['看 https://x.example/a?b=c', '[link] 看 [link][link]', '[link] 看 [link]https://x.example/a?b=c'],
  ['看 https://x.example/a?b=c', '看 [link]，[link]', '看 https://x.example/a?b=c，[link]'],
  ['[link][link]', '[link][link]。', '[link][link]。'],
  ['', '13912345678', '13912345678'],
])('of %j, %j is stored as %j', (original, typed, kept) => {
  expect(restoreHidden(typed, original)).toBe(kept);
});

it('restores what the screen hides, whole', () => {
  const original = '本人 +86 13812348000，座机 057126883106，见 https://x.example/a?Signature=abc';
  const shown = shownRemark(original);
  expect(shown).not.toContain('13812348000');
  expect(shown).not.toContain('057126883106');
  expect(shown).not.toContain('Signature');
  expect(restoreHidden(`${shown}。`, original)).toBe(`${original}。`);
  expect(restoreHidden(shown, original)).toBe(original);
});

it('does not grow a text by showing it and taking it back', () => {
  const links = 'https://x.example/a?b=c '.repeat(160);
  let stored = links;
  for (const mark of ['一', '二', '三']) stored = restoreHidden(`${shownRemark(stored)}${mark}`, stored);
  expect(stored).toBe(`${links}一二三`);
  const typed = '[link]'.repeat(600);
  expect(restoreHidden(typed, 'https://x.example/a?b=c'.padEnd(3000, 'd')).length).toBeLessThan(7000);
});

it('answers for every guess of a hidden number alike', () => {
  const held = { ...NOTED, remark: '家属 13912345678' };
  for (const guess of ['家属 13912345678', '家属 13900005678', '家属 139 1234 5678']) {
    expect(changesTo(held, { ...held, remark: guess })).toEqual(['remark']);
  }
  expect(differences(held, { ...held, remark: '家属 13912345678' })).toEqual([]);
  expect(differences(held, { ...held, remark: '家属 13900005678' })).toEqual([]);
  expect(changesTo(held, { ...held, remark: '家属 139****5678' })).toEqual([]);
});

it('shows the beginning of what other programs wrote too long, and knows that it is one', () => {
  for (const stored of ['长'.repeat(5000), '长'.repeat(READ_LIMIT), `${'长'.repeat(3995)}13912345678`]) {
    const shown = shownRemark(stored);
    expect(shown.length).toBeLessThanOrEqual(REMARK_LIMIT);
    expect(shown).toMatch(/…$/);
    expect(isShownInPart(stored)).toBe(true);
    expect(shownRemark(shown)).toBe(shown);
  }
  expect(isShownInPart('短…')).toBe(false);
  expect(isShownInPart('')).toBe(false);
});
