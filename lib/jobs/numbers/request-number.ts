import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { reaches } from '@/lib/auth/permissions';
import type { Db, Tx } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import { findRevealSetting } from '../detail/reveal-repository';
import { MOST_OPEN, type NumberAccess, type NumberAnswer } from './number-requests';
import type { NumberRequestCount, NumberRequests } from './number-requests';
import type { AnswerRequestInput, RequestNumberInput } from './request-input';
import {
  answerOpen,
  countOpen,
  countOpenOf,
  findOwnRequest,
  findRequest,
  findRowTask,
  insertRequest,
  insertRequestAudit,
  selectAnswered,
  selectOpen,
} from './request-repository';

const SHOWN = { open: 200, answered: 20 };

/**
 * Whether a person may see one row's full number though their role sees none.
 * @throws AppError `not_found`, also for another organization's row
 */
export async function numberAccess({ db }: { db: Db }, actor: Actor, rowId: DbId): Promise<NumberAccess> {
  if (!(await findRowTask(actor.orgId, db, rowId))) throw new AppError('not_found');
  return accessOf(actor, db, rowId);
}

async function accessOf(actor: Actor, db: Db | Tx, rowId: DbId): Promise<NumberAccess> {
  const { role, reasonRequired } = await findRevealSetting(actor.orgId, db);
  const own = role === null ? null : await findOwnRequest(actor, db, rowId);
  return {
    state: role === null ? 'closed' : (own?.state ?? 'none'),
    reasonRequired,
    askedAt: own?.askedAt ?? null,
    by: own?.by ?? null,
    answeredAt: own?.answeredAt ?? null,
    until: own?.until ?? null,
  };
}

/**
 * Asks to see one lead's full number. Asked again while nobody has answered, it is the same request.
 *
 * @param address the visitor's network address, see `clientAddress`
 * @throws AppError `forbidden` where the organization shows numbers to nobody; `not_found`, also for another
 *   organization's row or one without a number; `invalid_input` without a reason where one is asked, or with too many open
 */
export async function requestNumber(
  { db }: { db: Db },
  actor: Actor,
  { rowId, reason, address }: RequestNumberInput & { address: string },
): Promise<NumberAccess> {
  return db.transaction(async (tx) => {
    const setting = await findRevealSetting(actor.orgId, tx);
    if (setting.role === null) throw new AppError('forbidden');
    if (setting.reasonRequired && !reason) {
      throw new AppError('invalid_input', { field: 'reason', message: '请填写申请查看号码的原因' });
    }
    const row = await findRowTask(actor.orgId, tx, rowId);
    if (!row) throw new AppError('not_found');
    if (!row.hasNumber) throw new AppError('not_found', { message: '这条线索没有号码' });
    const own = await findOwnRequest(actor, tx, rowId);
    if (own?.state === 'open' || own?.state === 'allowed') return accessOf(actor, tx, rowId);
    if ((await countOpenOf(actor, tx)) >= MOST_OPEN) {
      throw new AppError('invalid_input', {
        message: `您有 ${MOST_OPEN} 个号码申请尚未答复，请等主管处理后再申请`,
      });
    }
    const id = await insertRequest(actor, tx, { rowId, taskId: row.taskId, reason: reason || null });
    if (id !== null) {
      const told = { request_id: id, row_id: rowId, task_id: row.taskId, reason: reason || null, address };
      await insertRequestAudit(actor, tx, 'number.requested', told);
    }
    return accessOf(actor, tx, rowId);
  });
}

/** Whoever leads may allow what they may see themselves. */
async function checkMayAnswer(actor: Actor, db: Db | Tx): Promise<void> {
  const { role } = await findRevealSetting(actor.orgId, db);
  if (!reaches(actor.role, role)) throw new AppError('forbidden');
}

/** What waits for an answer, and what was answered last; nothing for those who may not answer. */
export async function listNumberRequests({ db }: { db: Db }, actor: Actor): Promise<NumberRequests> {
  const { role } = await findRevealSetting(actor.orgId, db);
  if (!reaches(actor.role, role)) return { open: [], answered: [], openCount: 0 };
  const [open, answered, openCount] = await Promise.all([
    selectOpen(actor.orgId, db, SHOWN.open),
    selectAnswered(actor.orgId, db, SHOWN.answered),
    countOpen(actor.orgId, db),
  ]);
  return { open, answered, openCount };
}

/** How many wait for an answer of this person. */
export async function countNumberRequests({ db }: { db: Db }, actor: Actor): Promise<NumberRequestCount> {
  const { role } = await findRevealSetting(actor.orgId, db);
  return { openCount: reaches(actor.role, role) ? await countOpen(actor.orgId, db) : 0 };
}

/**
 * Allows or refuses an open request. Of two who answer at once the first one holds, and the other is told.
 *
 * @throws AppError `forbidden` for who may not see numbers; `not_found`, also for another organization's request
 */
export async function answerRequest(
  { db }: { db: Db },
  actor: Actor,
  { id, allow, address }: AnswerRequestInput & { address: string },
): Promise<NumberAnswer> {
  return db.transaction(async (tx) => {
    await checkMayAnswer(actor, tx);
    const isFirst = await answerOpen(actor, tx, { id, allow });
    const request = await findRequest(actor.orgId, tx, id);
    if (!request) throw new AppError('not_found');
    if (!isFirst) return { outcome: 'already', request };
    const { rowId, taskId, who, until } = request;
    const told = { request_id: id, row_id: rowId, task_id: taskId, who, until, address };
    await insertRequestAudit(actor, tx, allow ? 'number.allowed' : 'number.refused', told);
    return { outcome: 'done', request };
  });
}
