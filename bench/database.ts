import { sql as statement } from 'drizzle-orm';
import postgres from 'postgres';

import { type Actor, toActor } from '@/lib/auth/actor';
import { createToken, hashToken } from '@/lib/auth/tokens/tokens';
import { createDb, type Db } from '@/lib/db/client';

import { JOB_ID_PREFIX } from './jobs';

/** Jobs of the task whose first page is refreshed: the largest task of the demo. */
export const TASK_JOBS = 5000;
const APPLICATION = 'callboard-bench';
/** The connections of the flows that do without the product's pool. */
const DIRECT = 'callboard-bench-direct';

export type BenchDatabase = {
  /** The product's own pool. */
  db: Db;
  /** postgres.js as it is, for what is not the product. */
  sql: postgres.Sql;
  taskId: number;
  /** Ids of the task's rows in page order. */
  rowIds: number[];
  actor: Actor;
  token: string;
  end: () => Promise<void>;
};

/** Opens a migrated, empty database with the product's own pool and fills it with one organization and one task. */
export async function openBenchDatabase(url: string): Promise<BenchDatabase> {
  const { db, end: endDb } = createDb(url, { applicationName: APPLICATION });
  const sql = postgres(url, {
    max: 20,
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    connection: { application_name: DIRECT, TimeZone: 'Asia/Shanghai' },
  }) as unknown as postgres.Sql;
  const end = async () => {
    await Promise.all([endDb(), sql.end({ timeout: 5 })]);
  };
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
  const actor = toActor(membership, 'token')!;
  return { db, sql, taskId, rowIds: rows.map((row) => row.id), actor, token, end };
}

/** Forgets until when recording links live, so that the next refresh asks for every one of them. */
export async function forgetLinks({ sql }: BenchDatabase): Promise<void> {
  await sql`update callboard.job_states set recording_link = null, recording_expires_at = null
    where recording_link is not null`;
}

/** Removes the dead row versions that the last case left, so that no case pays for another one's. */
export async function tidy({ sql }: BenchDatabase): Promise<void> {
  await sql`vacuum (analyze) leads_task_list, callboard.job_states, callboard.refresh_receipts`;
}

/**
 * Rows of `leads_task_list` updated since the database was made, as PostgreSQL counts them. A server process keeps its
 * counts to itself for up to ten seconds: ours are told to hand them over, those of the app are ended, which does too.
 * No further connection is opened for it. The pool takes its connections in turn, so that the runs that are measured
 * would meet a server process that has never seen their statements, time after time.
 */
export async function countUpdatedRows({ db, sql }: BenchDatabase): Promise<number> {
  const open = (name: string) => sql`select from pg_stat_activity
    where datname = current_database() and application_name = ${name}`;
  const ours = await open(APPLICATION);
  // Asked for at once, each transaction takes a connection of its own.
  await Promise.all(
    ours.map(() =>
      db.transaction((tx) => tx.execute(statement`select pg_stat_force_next_flush(), pg_sleep(0.1)`)),
    ),
  );
  const connections = await Promise.all((await open(DIRECT)).map(() => sql.reserve()));
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
