import 'server-only';

import { type SQL, sql } from 'drizzle-orm';

import type { OrgId } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client';
import { recordset } from '@/lib/db/columns';
import { refusalOf } from '@/lib/db/errors';
import type { DbId } from '@/lib/values/db-id';

/** A new row of `call_tasks`. */
export type NewTask = {
  name: string;
  createdBy: { id: string; name: string };
  /** ISO UTC; null: now. */
  createdAt: string | null;
  leads: number | null;
  scriptId: string | null;
  jobGroupId: string | null;
  /** `task_type`. */
  type: number;
};

/** A new row of `leads_task_list`. */
export type NewRow = {
  leadsId: string | null;
  name: string | null;
  phone: string | null;
  jobId: string | null;
  referenceId: string | null;
  status: string | null;
  /** ISO UTC. */
  callTime: string | null;
};

/** `leads_task_list.id` or `call_tasks.id` does not number itself, or a trigger keeps new rows out. */
export class NotInsertedError extends Error {
  override readonly name = 'NotInsertedError';
}

/** A text in the type that the installation's column has. */
const textFor = (table: string, column: string, value: SQL): SQL =>
  sql`callboard.text_if(true, ${value}, ${sql.raw(`(null::${table}).${column}`)})`;
const timeFor = (table: string, column: string, value: SQL): SQL =>
  sql`callboard.time_if(true, ${value}, ${sql.raw(`(null::${table}).${column}`)}, ${sql.raw(`'${table}'`)}, ${sql.raw(`'${column}'`)})`;
const numberFor = (table: string, column: string, value: SQL): SQL =>
  sql`callboard.code_like(${value}, 0, ${sql.raw(`(null::${table}).${column}`)})`;

/**
 * Adds a task and answers its id.
 *
 * @throws NotInsertedError; what the database refuses
 */
export async function insertTask(orgId: OrgId, tx: Tx, task: NewTask): Promise<DbId> {
  const insert = (within: Tx, createdById: string | null) =>
    within.execute<{ id: DbId | null }>(sql`
      insert into call_tasks (task_name, organization_id, create_name_id, create_name, create_time, leads_count,
        script_id, job_group_id, task_type)
      select ${textFor('call_tasks', 'task_name', sql`${task.name}::text`)},
        ${textFor('call_tasks', 'organization_id', sql`${orgId}::text`)},
        ${textFor('call_tasks', 'create_name_id', sql`${createdById}::text`)},
        ${textFor('call_tasks', 'create_name', sql`${task.createdBy.name}::text`)},
        ${timeFor('call_tasks', 'create_time', sql`coalesce(${task.createdAt}::timestamptz, now())`)},
        ${numberFor('call_tasks', 'leads_count', sql`${task.leads}::int`)},
        ${textFor('call_tasks', 'script_id', sql`${task.scriptId}::text`)},
        ${textFor('call_tasks', 'job_group_id', sql`${task.jobGroupId}::text`)},
        ${numberFor('call_tasks', 'task_type', sql`${task.type}::int`)}
      returning id`);
  // Elsewhere people have numbers for ids, or shorter ones than ours.
  const [added] = await tx
    .transaction((savepoint) => insert(savepoint, task.createdBy.id))
    .catch((error: unknown) => {
      if (!refusalOf(error)) throw error;
      return insert(tx, null);
    });
  if (added?.id == null) throw new NotInsertedError('no task was added');
  return added.id;
}

/**
 * Adds rows to a task of the organization. What the database refuses of them (a shorter column, a check, a trigger) keeps
 * only its own row out.
 *
 * @returns `refused`: the places, among the rows given, of those that were, with what the database said; `ids`: of the
 *   others, in their order
 * @throws NotInsertedError
 */
export async function insertRows(
  orgId: OrgId,
  tx: Tx,
  taskId: DbId,
  rows: readonly NewRow[],
): Promise<{ refused: Map<number, string>; ids: DbId[] }> {
  const refused = new Map<number, string>();
  if (rows.length === 0) return { refused, ids: [] };
  try {
    const ids = await tx.transaction((savepoint) => insertTogether(orgId, savepoint, taskId, rows));
    return { refused, ids };
  } catch (error) {
    if (!refusalOf(error)) throw error;
  }
  const ids: DbId[] = [];
  for (const [place, row] of rows.entries()) {
    try {
      ids.push(...(await tx.transaction((savepoint) => insertTogether(orgId, savepoint, taskId, [row]))));
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      refused.set(place, refusal.code);
    }
  }
  return { refused, ids };
}

/** @returns the ids of the rows, in their order */
async function insertTogether(orgId: OrgId, tx: Tx, taskId: DbId, rows: readonly NewRow[]): Promise<DbId[]> {
  const sent = recordset(
    rows.map((row, place) => ({
      place,
      leads_id: row.leadsId,
      leads_name: row.name,
      leads_phone: row.phone,
      call_job_id: row.jobId,
      reference_id: row.referenceId,
      call_status: row.status,
      call_time: row.callTime,
    })),
  );
  const text = (column: string) => textFor('leads_task_list', column, sql.raw(`v.${column}`));
  const added = await tx.execute<{ id: DbId | null }>(sql`
    insert into leads_task_list (task_id, leads_id, leads_name, leads_phone, call_job_id, reference_id, call_status,
      call_time)
    select k.id, ${text('leads_id')}, ${text('leads_name')}, ${text('leads_phone')}, ${text('call_job_id')},
      ${text('reference_id')}, ${text('call_status')}, ${timeFor('leads_task_list', 'call_time', sql`v.call_time`)}
    from ${sent} as v(place int, leads_id text, leads_name text, leads_phone text, call_job_id text, reference_id text,
      call_status text, call_time timestamptz)
    join (select id from call_tasks where id = ${taskId}::bigint and organization_id = ${orgId} limit 1) k on true
    order by v.place returning id`);
  // What an installation checks only at the end of a transaction is checked here, while these rows are to blame.
  await tx.execute(sql`set constraints all immediate`);
  const ids = added.flatMap(({ id }) => (id === null ? [] : [id]));
  if (ids.length !== rows.length) throw new NotInsertedError('the rows were not added');
  return ids;
}
