import { type Actor, toActor } from '@/lib/auth/actor';
import { createToken, hashToken } from '@/lib/auth/tokens';
import { createDb, type Db } from '@/lib/db/client';

import { JOB_ID_PREFIX } from './jobs';

/** Jobs of the task whose first page is refreshed: the largest task of the demo. */
export const TASK_JOBS = 5000;
const APPLICATION = 'callboard-bench';

export type BenchDatabase = {
  db: Db;
  taskId: number;
  /** Ids of the task's rows in page order. */
  rowIds: number[];
  actor: Actor;
  token: string;
  end: () => Promise<void>;
};

/** Opens a migrated, empty database with the product's own pool and fills it with one organization and one task. */
export async function openBenchDatabase(url: string): Promise<BenchDatabase> {
  const { db, end } = createDb(url, { applicationName: APPLICATION });
  const sql = db.$client;
  const organization = { id: 'bench', name: 'Bench' };
  await sql`insert into callboard.organizations ${sql(organization)}`;
  const [user] = await sql<{ id: string }[]>`
    insert into callboard.users (email, name, password_hash) values ('bench@example.com', 'Bench', '-') returning id`;
  const userId = user!.id;
  await sql`insert into callboard.memberships (user_id, organization_id, role)
    values (${userId}, ${organization.id}, 'operator')`;
  const token = createToken();
  await sql`insert into callboard.access_tokens (user_id, organization_id, name, token_hash, expires_at)
    values (${userId}, ${organization.id}, 'bench', ${hashToken(token)}, now() + interval '1 day')`;

  const [task] = await sql<{ id: number }[]>`
    insert into call_tasks (task_name, organization_id, task_type, leads_count, job_group_id, create_time)
    values ('Bench', ${organization.id}, 2, ${TASK_JOBS}, 'bench-group', now()) returning id`;
  const taskId = task!.id;
  await sql`
    insert into leads_follow (leads_id, follow_time, leads_remark, is_arrive)
    select 'lead-' || lpad(n::text, 5, '0'), now(), '约周六下午到店', 0 from generate_series(1, ${TASK_JOBS}::int, 4) n`;
  const rows = await sql<{ id: number }[]>`
    insert into leads_task_list (task_id, leads_id, leads_name, leads_phone, call_job_id, call_status, leads_follow_id)
    select ${taskId}, 'lead-' || lpad(n::text, 5, '0'), '客户' || n, '138' || (10000000 + n),
      ${JOB_ID_PREFIX} || lpad(n::text, 5, '0'), 'Scheduling', f.id
    from generate_series(1, ${TASK_JOBS}::int) n
    left join leads_follow f on f.leads_id = 'lead-' || lpad(n::text, 5, '0')
    order by n returning id`;
  await sql`analyze`;

  const membership = {
    userId,
    userName: 'Bench',
    organizationId: organization.id,
    organizationName: organization.name,
    role: 'operator',
  };
  return { db, taskId, rowIds: rows.map((row) => row.id), actor: toActor(membership, 'token')!, token, end };
}

/** Forgets until when recording links live, so that the next refresh asks for every one of them. */
export async function forgetLinks({ db }: BenchDatabase): Promise<void> {
  await db.$client`update callboard.job_states set recording_link = null, recording_expires_at = null
    where recording_link is not null`;
}

/** Removes the dead row versions that the last case left, so that no case pays for another one's. */
export async function tidy({ db }: BenchDatabase): Promise<void> {
  await db.$client`vacuum (analyze) leads_task_list, callboard.job_states, callboard.refresh_receipts`;
}

/**
 * Rows of `leads_task_list` updated since the database was made, as PostgreSQL counts them. A server process keeps its
 * counts to itself for up to ten seconds: ours are told to hand them over, those of the app are ended, which does too.
 * No further connection is opened for it. The pool takes its connections in turn, so that the runs that are measured
 * would meet a server process that has never seen their statements, time after time.
 */
export async function countUpdatedRows({ db }: BenchDatabase): Promise<number> {
  const sql = db.$client;
  const open = await sql`select from pg_stat_activity
    where datname = current_database() and application_name = ${APPLICATION}`;
  const connections = await Promise.all(open.map(() => sql.reserve()));
  try {
    await Promise.all(connections.map((connection) => connection`select pg_stat_force_next_flush()`));
  } finally {
    for (const connection of connections) connection.release();
  }
  await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and application_name = 'callboard'`;
  const [table] = await sql<{ updated: number }[]>`
    select n_tup_upd as updated from pg_stat_user_tables where schemaname = 'public' and relname = 'leads_task_list'`;
  return table!.updated;
}
