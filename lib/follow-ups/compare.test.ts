import { expect, it } from 'vitest';

import { maskJson } from '@/lib/jobs/masking';

import { differences, restoreHidden, sameRemark } from './compare';
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
  expect(sameRemark('座机 057126883106', '座机 0571****3106', ['057126883106'])).toBe(true);
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

it('restores what the screen hides, whole', () => {
  const original = '本人 +86 13812348000，座机 057126883106，见 https://x.example/a?Signature=abc';
  const known = ['057126883106'];
  const shown = maskJson(original, known);
  expect(shown).not.toContain('13812348000');
  expect(shown).not.toContain('Signature');
  expect(restoreHidden(`${shown}。`, original, known)).toBe(`${original}。`);
});
