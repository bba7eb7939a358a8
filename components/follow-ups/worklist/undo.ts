import type { QueryClient } from '@tanstack/react-query';

import type { JobActions } from '@/components/job-context/job-actions';
import { callAction } from '@/lib/browser/call-action';
import { RequestFailed } from '@/lib/browser/fetch-json';
import { createStore } from '@/lib/browser/store';
import type { FollowUpValues } from '@/lib/follow-ups/schemas';
import { JOB_QUERY_KEY } from '@/lib/jobs/detail/job-queries';
import type { DbId } from '@/lib/values/db-id';

import { type Held, NOTHING, sameValues, valuesOf } from '../autosave/draft';
import type { FollowUpWriting } from '../autosave/follow-up-writing';
import { isDirty } from '../autosave/writing-state';

/** What the last key did, and the way back. */
export type Undoable = { rowId: DbId; undo: () => Promise<void> };

export const lastKey = createStore<Undoable | null>(null);

type Parts = {
  writing: FollowUpWriting;
  rowId: DbId;
  actions: Pick<JobActions, 'saveFollowUp' | 'undoFollowUp'>;
  client: QueryClient;
  /** What the row held, and what stood in the fields, before the key. */
  held: Held;
  values: FollowUpValues;
  /** What stood in the fields after it. */
  pressed: FollowUpValues;
};

/** What stands in the fields now, but for what the key put there. */
function withoutKey(
  now: FollowUpValues,
  { values, pressed }: Pick<Parts, 'values' | 'pressed'>,
): FollowUpValues {
  return {
    ...now,
    ...(now.remark === pressed.remark && { remark: values.remark }),
    ...(now.nextFollowTime === pressed.nextFollowTime && { nextFollowTime: values.nextFollowTime }),
  };
}

/**
 * The way back from what a key did with a lead. A follow-up that the key alone began is taken back; words that the
 * person wrote stay, with the date that the lead had before.
 */
export function undoOf({ writing, rowId, actions, client, held, values, pressed }: Parts): Undoable {
  return {
    rowId,
    undo: async () => {
      const after = await writing.settled();
      const followUp = after.held.followUp;
      if (isDirty(after) || !followUp) {
        // What was written meanwhile stays.
        writing.change(withoutKey(after.values, { values, pressed }));
        return;
      }
      const previousId = held.followUp?.id ?? null;
      const isBegun = followUp.id !== previousId;
      if (isBegun && sameValues(values, { ...NOTHING, interest: held.interest })) {
        await callAction(() => actions.undoFollowUp({ rowId, followUpId: followUp.id }));
      } else {
        const before = isBegun
          ? { ...values, nextFollowTime: held.followUp?.next_follow_time ?? null }
          : values;
        const base = { currentId: followUp.id, values: valuesOf(after.held) };
        const result = await callAction(() =>
          actions.saveFollowUp({ rowId, followUpId: followUp.id, base, values: before, unconfirmed: null }),
        );
        if (result.outcome === 'conflict') throw new RequestFailed({ kind: 'other', message: 'other' });
      }
      await client.invalidateQueries({ queryKey: [...JOB_QUERY_KEY, rowId], refetchType: 'all' });
    },
  };
}
