import 'server-only';

import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import { reaches } from '@/lib/auth/permissions';
import type { Db, Tx } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { idInput } from '@/lib/db/id-input';
import type { DbId } from '@/lib/values/db-id';

import { insertEvent } from '../events/event-repository';
import { findOwnRequest } from '../numbers/request-repository';
import { findNumber, findRevealSetting, insertRevealAudit } from './reveal-repository';

export const revealInput = z.object({
  rowId: idInput,
  reason: z.string().trim().max(200).default(''),
});
export type RevealInput = z.infer<typeof revealInput>;

/** Whether a person may see full numbers, and whether they are asked why. */
export type RevealRight = { allowed: boolean; reasonRequired: boolean };

export async function revealRight({ db }: { db: Db }, actor: Actor): Promise<RevealRight> {
  const { role, reasonRequired } = await findRevealSetting(actor.orgId, db);
  return { allowed: reaches(actor.role, role), reasonRequired };
}

/** The request by which a person who sees no numbers may see this one for now. */
async function findAllowed(actor: Actor, tx: Tx, rowId: DbId) {
  const own = await findOwnRequest(actor, tx, rowId);
  return own?.state === 'allowed' ? own : null;
}

/**
 * The full number of one row's lead. It leaves the database only together with its entries in the audit log and in the
 * job's time-line: who, which row, why, from where and when.
 *
 * @param address the visitor's network address, see `clientAddress`
 * @throws AppError `forbidden` by the organization's setting, unless this person was allowed this number for a time; `invalid_input` without a reason where one is asked;
 *   `not_found`, also for another organization's row or a row without a number
 */
export async function revealNumber(
  { db }: { db: Db },
  actor: Actor,
  { rowId, reason, address }: RevealInput & { address: string },
): Promise<{ number: string }> {
  return db.transaction(async (tx) => {
    const setting = await findRevealSetting(actor.orgId, tx);
    const allowed = reaches(actor.role, setting.role) ? null : await findAllowed(actor, tx, rowId);
    if (!reaches(actor.role, setting.role) && !(setting.role !== null && allowed))
      throw new AppError('forbidden');
    const why = reason || allowed?.reason || '';
    if (setting.reasonRequired && !why) {
      throw new AppError('invalid_input', { field: 'reason', message: '请填写查看完整号码的原因' });
    }
    const found = await findNumber(actor.orgId, tx, rowId);
    if (!found) throw new AppError('not_found');
    if (!found.number) throw new AppError('not_found', { message: '这条线索没有号码' });
    const told = { rowId, taskId: found.taskId, reason: why || null, requestId: allowed?.id, address };
    await insertRevealAudit(actor, tx, told);
    await insertEvent(actor, tx, { rowId, kind: 'revealed', details: why ? { reason: why } : {} });
    return { number: found.number };
  });
}
