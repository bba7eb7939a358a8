import { expect, it } from 'vitest';

import { answerFor } from '@/lib/http/for-reader';

import { auditQuery, cursorOf } from './audit-input';

it('names a place in the log so that a browser gets it whole, and reads it back', () => {
  for (const place of [
    { micros: '1764234567123456', source: 'a', id: '55' },
    { micros: '1764234567123456', source: 'e', id: '139123480011391234' },
    { micros: '0', source: 'e', id: '1' },
  ] as const) {
    const answer = { next: cursorOf(place) };
    expect(answerFor(null, answer)).toEqual(answer);
    expect(auditQuery.parse({ before: answer.next }).before).toEqual(place);
  }
});

it('takes no other text for a place', () => {
  for (const before of [
    '',
    '1764234567123456.a.55',
    'bhgecd.x.f',
    'bhgecd.a.',
    'bhgecd.a.k',
    'BH.a.F',
    'bh.a.f ',
  ])
    expect(auditQuery.safeParse({ before }).success).toBe(false);
});
