import { randomUUID } from 'node:crypto';

import { type Actor, toActor } from '@/lib/auth/actor';
import type { TestDatabase } from '@/lib/db/testing';

import { wholeTask } from '../selection';

/** An organization of a test's own with one person in it. */
export async function createOrganization({ sql }: TestDatabase, id = `org-${randomUUID()}`): Promise<Actor> {
  await sql`insert into callboard.organizations (id, name) values (${id}, ${`Organization ${id}`})`;
  const [user] = await sql<{ id: string }[]>`
    insert into callboard.users (email, name, password_hash) values (${`${id}@example.com`}, '李雷', '-') returning id`;
  const userId = user!.id;
  await sql`insert into callboard.memberships (user_id, organization_id, role) values (${userId}, ${id}, 'operator')`;
  const membership = { userId, userName: '李雷', organizationId: id, organizationName: id, role: 'operator' };
  return toActor(membership, 'session')!;
}

export async function createTask({ sql }: TestDatabase, actor: Actor, name = '家装回访'): Promise<number> {
  const [task] = await sql<{ id: number }[]>`
    insert into call_tasks (task_name, organization_id, task_type) values (${name}, ${actor.orgId}, 2) returning id`;
  return task!.id;
}

export type RowValues = {
  call_job_id?: string | null;
  leads_id?: string;
  leads_name?: string;
  leads_phone?: string;
  call_status?: string | null;
  planed_time?: string | null;
  call_task_id?: string | null;
  call_conversation?: unknown;
  calling_number?: string | null;
  recording_url?: string | null;
  leads_follow_id?: number | null;
};

/** Inserts rows of a task in the given order and answers their ids. */
export async function createRows(
  { sql }: TestDatabase,
  taskId: number,
  rows: RowValues[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const { call_conversation, ...row } of rows) {
    const conversation = call_conversation === undefined ? null : sql.json(call_conversation as never);
    const [inserted] = await sql<{ id: number }[]>`
      insert into leads_task_list ${sql({ task_id: taskId, ...row, call_conversation: conversation })} returning id`;
    ids.push(inserted!.id);
  }
  return ids;
}

/** A row of `leads_task_list` as it stands. */
export async function readRow({ sql }: TestDatabase, id: number): Promise<Record<string, unknown>> {
  const [row] = await sql`select * from leads_task_list where id = ${id}`;
  return row!;
}

/** A page of all rows of a task that can be refreshed. */
export function wholePage(taskId: number, page = 1, pageSize = 20) {
  return { selection: wholeTask(taskId), page, pageSize };
}
