import type { DbId } from '@/lib/values/db-id';

import { changesTo, differences } from './compare';
import type { FollowUpValues, SaveFollowUpInput } from './schemas';

export type Plan = { kind: 'conflict' } | { kind: 'create' | 'update'; changed: (keyof FollowUpValues)[] };

const NOTHING_NOTED = { remark: '', nextFollowTime: null, isArrive: null };

/** What a row holds: its follow-up, who wrote that, and the values. */
export type Held = { followUpId: DbId | null; byMe: boolean; values: FollowUpValues };

/**
 * What has to be written, seen from what the locked row holds: nothing (`changed` is empty), a new follow-up, changes
 * of the row's own (or of its interest alone), or nothing because somebody else was there first.
 */
export function planOf(
  { followUpId: currentId, byMe, values: held }: Held,
  { followUpId, base, values, unconfirmed }: Omit<SaveFollowUpInput, 'rowId'>,
): Plan {
  const isHeld = (those: FollowUpValues) => differences(held, those).length === 0;
  // The answer to an earlier save may have been lost: then the new follow-up is there already.
  const mine = followUpId === null && currentId !== base.currentId && byMe;
  const arrived = mine && [unconfirmed, values].some((those) => those !== null && isHeld(those));
  if (followUpId === null && !arrived) {
    const isBeside = currentId !== base.currentId;
    // Of one's own two windows one has to say which holds; and what may have been written already is not written twice.
    if (isBeside && (byMe || unconfirmed !== null)) return { kind: 'conflict' };
    const noted = differences({ ...values, interest: null }, { ...NOTHING_NOTED, interest: null });
    // Beside another person's new follow-up, an interest that was not touched here stays as they set it.
    const keepsInterest =
      held.interest === values.interest || (isBeside && values.interest === base.values.interest);
    if (!keepsInterest && held.interest !== base.values.interest) return { kind: 'conflict' };
    const changed = keepsInterest ? noted : [...noted, 'interest' as const];
    return noted.length > 0 ? { kind: 'create', changed } : { kind: 'update', changed };
  }
  if (followUpId !== null && currentId !== followUpId) return { kind: 'conflict' };
  const expected =
    arrived ||
    isHeld(base.values) ||
    changesTo(held, values).length === 0 ||
    (unconfirmed !== null && isHeld(unconfirmed));
  if (!expected) return { kind: 'conflict' };
  return { kind: 'update', changed: changesTo(held, values) };
}
