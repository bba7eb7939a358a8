import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db, Tx } from '@/lib/db/client';
import { type Refusal, refusalOf } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';
import { indexJobsOrNote } from '@/lib/jobs/job-index/index-jobs';
import { MORE } from '@/lib/values/masking';
import type { DbId } from '@/lib/values/db-id';
import type { FollowData } from './schemas';

import { isShownInPart, shownRemark } from './compare';
import { REMARK_LIMIT } from './limits';
import { planOf } from './plan';
import {
  insertFollowUp,
  type LockedRow,
  lockRow,
  noteFollowUp,
  updateFollowUp,
  updateInterest,
} from './repository';
import { restoreHidden } from './restore-hidden';
import type { FollowUpState, FollowUpValues, SaveFollowUpInput, SaveFollowUpResult } from './schemas';

export type FollowUpEvent = {
  rowId: DbId;
  kind: 'follow_up';
  details: {
    follow_up?: FollowData;
    /** Of a new follow-up: the one that the row named before it. */
    before?: { id: DbId | null };
    interest?: { from: number | null; to: number | null };
    undone?: true;
  };
};

/** Adds an event to the job's time-line, in the transaction of what it tells. */
export type NoteEvent = (actor: Actor, tx: Tx, event: FollowUpEvent) => Promise<void>;

/**
 * Saves what a person noted on a row's lead: a new follow-up, or changes of the one that the row names, and the row's
 * interest. The row and its follow-up are locked first and compared with what the person began with; when somebody
 * else changed the same meanwhile, nothing is written and both are told apart; two new follow-ups by two people are both
 * kept. Saving the same again writes nothing.
 *
 * @throws AppError `not_found`, also for another organization's row; `invalid_input` for what the tables do not take;
 *   `unfit_table` where new follow-ups cannot be numbered
 */
export async function saveFollowUp(
  { db, noteEvent }: { db: Db; noteEvent: NoteEvent },
  actor: Actor,
  input: SaveFollowUpInput,
): Promise<SaveFollowUpResult> {
  try {
    return await db.transaction((tx) => save(tx, noteEvent, actor, input));
  } catch (error) {
    const refusal = refusalOf(error);
    throw refusal ? toRefused(refusal, error) : error;
  }
}

/** Words for what the installation's tables did not take. */
export function toRefused({ by, code, table, column }: Refusal, cause: unknown): AppError {
  if (code === '23502' && table === 'leads_follow') {
    if (column === 'id') return unnumbered();
    return new AppError('unfit_table', {
      message: `无法新建跟进：leads_follow.${column} 不允许为空，也没有默认值。请管理员为它设置默认值，或运行 npm run db:check 查看`,
      cause,
    });
  }
  if (code === '22001') {
    return new AppError('invalid_input', { field: 'remark', message: '备注超过了数据库列的长度', cause });
  }
  if (code === '22003') {
    return new AppError('invalid_input', { message: '数据库的列存不下这个选项，请换一个', cause });
  }
  const who = by === 'trigger' ? '数据库的触发器拒绝了这次保存' : '数据库拒绝了这个值';
  return new AppError('invalid_input', { message: `${who}（SQLSTATE ${code}）`, cause });
}

function unnumbered(): AppError {
  return new AppError('unfit_table', {
    message: '无法新建跟进：leads_follow.id 没有默认值。请管理员为它加上自增（identity 或序列）',
  });
}

async function save(
  tx: Tx,
  noteEvent: NoteEvent,
  actor: Actor,
  input: SaveFollowUpInput,
): Promise<SaveFollowUpResult> {
  const row = await lockRow(actor.orgId, tx, input.rowId);
  if (!row) throw new AppError('not_found');
  if (!row.leadsId) throw new AppError('invalid_input', { message: '这一行没有线索 ID，无法保存跟进' });

  const held = valuesOf(row);
  const byMe = row.byUserId === actor.userId;
  const plan = planOf({ followUpId: row.followUp?.id ?? null, byMe, values: held }, input);
  if (plan.kind === 'conflict') return { outcome: 'conflict', theirs: stateOf(row, actor) };
  const theirNew = row.followUp?.id === input.base.currentId ? null : stateOf(row, actor).followUp;
  if (plan.changed.length === 0) return { outcome: 'saved', state: stateOf(row, actor) };

  const values = { ...input.values };
  if (plan.kind === 'update' && plan.changed.includes('remark')) {
    values.remark = remarkToStore(values.remark, held.remark);
  }
  if (plan.kind === 'create') {
    if ((await insertFollowUp(actor.orgId, tx, input.rowId, values)) === null) throw unnumbered();
  } else {
    await updateFollowUp(actor.orgId, tx, input.rowId, values, plan.changed);
  }
  if (plan.changed.includes('interest')) {
    await updateInterest(actor.orgId, tx, input.rowId, values.interest);
  }
  const noteChanged = plan.changed.some((field) => field !== 'interest');
  if (noteChanged) await noteFollowUp(actor, tx, input.rowId);
  await indexJobsOrNote(tx, [input.rowId]);

  const after = await lockRow(actor.orgId, tx, input.rowId);
  if (!after) throw new Error('a row that is locked stays');
  await noteEvent(actor, tx, {
    rowId: input.rowId,
    kind: 'follow_up',
    details: {
      ...(noteChanged && after.followUp && { follow_up: after.followUp }),
      ...(plan.kind === 'create' && { before: { id: row.followUp?.id ?? null } }),
      ...(plan.changed.includes('interest') && { interest: { from: held.interest, to: after.interest } }),
    },
  });
  return {
    outcome: 'saved',
    state: stateOf(after, actor),
    ...(plan.kind === 'create' && theirNew && { beside: theirNew }),
  };
}

function valuesOf(row: LockedRow): FollowUpValues {
  return {
    remark: row.followUp?.leads_remark ?? '',
    nextFollowTime: row.followUp?.next_follow_time ?? null,
    isArrive: row.followUp?.is_arrive ?? null,
    interest: row.interest,
  };
}

/** @throws AppError `invalid_input` for a remark that is too long with what is hidden in it */
function remarkToStore(typed: string, held: string): string {
  const remark = restoreHidden(typed, held);
  const keepsTheRest = typed.endsWith(MORE) && isShownInPart(held);
  if (remark.length <= REMARK_LIMIT && !keepsTheRest) return remark;
  throw new AppError('invalid_input', {
    field: 'remark',
    message: `备注加上其中没有显示的内容超过了 ${REMARK_LIMIT} 字`,
  });
}

/** What a locked row holds, as a browser is told. */
export function stateOf(row: LockedRow, actor: Actor): FollowUpState {
  const { followUp, interest, by, byUserId, savedAt } = row;
  return {
    followUp: followUp && {
      ...followUp,
      leads_remark: followUp.leads_remark && shownRemark(followUp.leads_remark),
      by,
    },
    interest,
    byMe: byUserId === actor.userId,
    savedAt,
  };
}
