import 'server-only';

import { isDeepStrictEqual } from 'node:util';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { refusalOf } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';
import { indexJobsOrNote } from '@/lib/jobs/job-index/index-jobs';

import { lockRow, updateInterest } from './repository';
import { type NoteEvent, stateOf, toRefused } from './save-follow-up';
import type { FollowUpState, UndoFollowUpInput } from './schemas';
import { freshBeginning, takeBack } from './undo-repository';

/**
 * Takes back the follow-up that this person has just begun: the row names the one before it again and has the interest
 * that it had. The time-line keeps both.
 *
 * @throws AppError `not_found`, also for another organization's row; `invalid_input` where the row's follow-up is not
 *   (any more) one that this person began within the last minutes
 */
export async function undoFollowUp(
  { db, noteEvent }: { db: Db; noteEvent: NoteEvent },
  actor: Actor,
  input: UndoFollowUpInput,
): Promise<FollowUpState> {
  try {
    return await db.transaction(async (tx) => {
      const row = await lockRow(actor.orgId, tx, input.rowId);
      if (!row) throw new AppError('not_found');
      const { followUp } = row;
      const begun = followUp?.id === input.followUpId ? await freshBeginning(actor, tx, input) : null;
      // Written since by a colleague or another program, it is more than what is taken back.
      if (!begun || !isDeepStrictEqual(followUp, begun.follow_up)) {
        throw new AppError('invalid_input', { message: '这条跟进已不能撤销：它已被改动，或保存已久' });
      }
      await takeBack(actor.orgId, tx, { ...input, previousId: begun.before.id });
      const { interest } = begun;
      const isOther = interest !== undefined && row.interest === interest.to;
      if (isOther) await updateInterest(actor.orgId, tx, input.rowId, interest.from);
      await indexJobsOrNote(tx, [input.rowId]);
      const after = await lockRow(actor.orgId, tx, input.rowId);
      if (!after) throw new Error('a row that is locked stays');
      await noteEvent(actor, tx, {
        rowId: input.rowId,
        kind: 'follow_up',
        details: {
          undone: true,
          follow_up: begun.follow_up,
          ...(isOther && { interest: { from: row.interest, to: after.interest } }),
        },
      });
      return stateOf(after, actor);
    });
  } catch (error) {
    const refusal = refusalOf(error);
    throw refusal ? toRefused(refusal, error) : error;
  }
}
