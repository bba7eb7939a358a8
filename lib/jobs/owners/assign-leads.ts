import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import type { DbId } from '@/lib/values/db-id';

import { isOneTask, type Selection, selectionAddress } from '../selection';
import { findTask } from '../task-repository';
import {
  insertAssignAudit,
  namedRows,
  selectColleagues,
  selectedRows,
  writeOwners,
} from './owner-repository';
import { type AssignAnswer, MOST_ASSIGNED } from './owners';

export type Assignment = {
  to: readonly string[];
  /** Only leads that are nobody's are given. */
  keepOwners?: boolean;
  rows: { rowIds: readonly DbId[] } | { selection: Selection };
};

/**
 * Gives leads to people: all to one, or evenly to several in the order of the list, or to nobody again. One transaction
 * with its entries in the time-lines and in the audit log.
 *
 * @throws AppError `not_found` for a person, a task or rows that are not the organization's; `invalid_input` for more
 *   rows than are assigned in one go
 */
export async function assignLeads(
  { db }: { db: Db },
  actor: Actor,
  { to, keepOwners = false, rows }: Assignment,
): Promise<AssignAnswer> {
  return db.transaction(async (tx) => {
    const colleagues = new Map((await selectColleagues(actor.orgId, tx)).map((one) => [one.id, one]));
    const people = [...new Set(to)].map((id) => {
      const person = colleagues.get(id);
      if (!person) throw new AppError('not_found', { field: 'to' });
      return person;
    });
    if ('selection' in rows) {
      const { scope } = rows.selection;
      if (isOneTask(scope) && !(await findTask(actor.orgId, tx, scope))) throw new AppError('not_found');
    }
    const wanted =
      'rowIds' in rows
        ? namedRows(actor.orgId, rows.rowIds)
        : selectedRows(actor.orgId, rows.selection, MOST_ASSIGNED + 1);
    const { matched, changed, counts } = await writeOwners(actor, tx, wanted, people, keepOwners);
    if ('rowIds' in rows && matched === 0) throw new AppError('not_found');
    if (matched > MOST_ASSIGNED) {
      throw new AppError('invalid_input', {
        field: 'selection',
        message: `一次最多分配 ${MOST_ASSIGNED} 条，请先缩小筛选范围`,
      });
    }
    const told = people.map(({ id, name }) => ({ id, name, count: counts?.[id] ?? 0 }));
    await insertAssignAudit(actor, tx, null, {
      matched,
      changed,
      ...(keepOwners && { keep_owners: true }),
      to: told.map(({ id, count }) => ({ user_id: id, count })),
      ...('rowIds' in rows
        ? { row_ids: rows.rowIds }
        : { task_id: rows.selection.scope, selection: selectionAddress(rows.selection) }),
    });
    return { matched, changed, people: told };
  });
}
