import type { FollowUpValues } from '@/lib/follow-ups/schemas';

import { laterDate } from './later-date';

// What one key does with a lead of a worklist.

export const ONE_KEYS = ['tomorrow', 'nextWeek', 'noAnswer', 'done'] as const;
export type OneKey = (typeof ONE_KEYS)[number];

type Written = {
  /** What stands in the fields. */
  values: FollowUpValues;
  /** The next date that the row holds. */
  planned: string | null;
  /** Whether the fields begin a new follow-up. */
  isNew: boolean;
};
/** `join` stands between what was written and what is added. */
type Phrases = { noAnswer: string; done: string; join: string };

/** What the fields hold after a key; what was written stays. */
export function afterKey(
  key: OneKey,
  { values, planned, isNew }: Written,
  phrases: Phrases,
  now: number,
): FollowUpValues {
  const date = (days: number) => laterDate(planned, days, now);
  switch (key) {
    case 'tomorrow':
      return { ...values, nextFollowTime: date(1) };
    case 'nextWeek':
      return { ...values, nextFollowTime: date(7) };
    case 'noAnswer':
      return {
        ...values,
        remark: withPhrase(values.remark, phrases.noAnswer, phrases.join),
        nextFollowTime: date(1),
      };
    case 'done': {
      // A new follow-up of nothing would not be one, and the lead would stay as due as it was.
      const remark = isNew && values.remark.trim() === '' ? phrases.done : values.remark;
      return { ...values, remark, nextFollowTime: null };
    }
  }
}

function withPhrase(remark: string, phrase: string, join: string): string {
  const written = remark.trimEnd();
  if (written === '') return phrase;
  return written.endsWith(phrase) ? written : `${written}${join}${phrase}`;
}
