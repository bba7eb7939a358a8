import { setTimeout as sleep } from 'node:timers/promises';

import postgres from 'postgres';

import type { Plan } from './report';
import { type PlannedIndex, quoted } from './indexes';

/** So long at most a reader queues behind one attempt of ours to lock a table; then it goes first. */
const LOCK_TIMEOUT_MS = 300;
/** Between two attempts others get through; a second keeps a busy table from feeling them. */
const REST_MS = 1_000;

export type CompleteOptions = {
  /** Told of each step, and of what is being waited for. */
  say?: (line: string) => void;
  /** How long one step tries to get its lock, in ms. */
  patienceMs?: number;
};

/** A step of the migration that others kept from being done; what was done before it stays, and another run goes on. */
export class HeldUpError extends Error {
  override readonly name = 'HeldUpError';
}

const LOCKED = new Set(['55P03', '40P01', '40001']);

/**
 * Runs a transaction that takes locks which others hold, for LOCK_TIMEOUT_MS at a time.
 *
 * @throws HeldUpError after `patienceMs`, naming who holds the lock
 */
export async function withoutBlocking<T>(
  sql: postgres.Sql,
  what: string,
  work: (tx: postgres.TransactionSql) => Promise<T>,
  { say = () => {}, patienceMs = 10 * 60_000 }: CompleteOptions = {},
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return (await sql.begin(async (tx) => {
        await tx`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true),
          set_config('statement_timeout', '0', true)`;
        return work(tx);
      })) as T;
    } catch (error) {
      if (!(error instanceof postgres.PostgresError) || !LOCKED.has(error.code)) throw error;
      if (Date.now() >= until) {
        throw new HeldUpError(`${what}: another program holds the table locked${await holders(sql)}`, {
          cause: error,
        });
      }
      if (attempt === 1) say(`${what}: waiting for another program${await holders(sql)}`);
      await sleep(REST_MS * (0.5 + Math.random()));
    }
  }
}

/** The programs whose transactions have been open longest. */
async function holders(sql: postgres.Sql): Promise<string> {
  const found = await sql<{ pid: number; name: string; since: string }[]>`
    select distinct a.pid, coalesce(nullif(a.application_name, ''), 'unnamed') as name,
      to_char(a.xact_start, 'HH24:MI:SS') as since
    from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_class c on c.oid = l.relation
    where l.granted and c.relname in ('call_tasks', 'leads_task_list', 'leads_follow')
      and a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start is not null
    order by since limit 3`;
  if (found.length === 0) return '';
  return ` (${found.map(({ pid, name, since }) => `${name}, process ${pid}, in a transaction since ${since}`).join('; ')})`;
}

/** Makes the missing tables and columns: nothing is scanned, and each lock is held for an instant. */
export async function addTablesAndColumns(
  sql: postgres.Sql,
  plan: Plan,
  options: CompleteOptions = {},
): Promise<void> {
  for (const { table, statement } of [...plan.createTables, ...plan.addColumns]) {
    await withoutBlocking(sql, table, (tx) => tx.unsafe(statement), options);
    options.say?.(`${table}: done`);
  }
}

/** Makes the missing indexes one after another, beside all reading and writing; each is a transaction of its own. */
export async function addIndexes(
  sql: postgres.Sql,
  plan: Plan,
  options: CompleteOptions = {},
): Promise<void> {
  const [limit] = await sql<{ ms: string }[]>`select current_setting('statement_timeout') as ms`;
  const limited = limit && limit.ms !== '0';
  // Not LOCAL: CREATE INDEX CONCURRENTLY runs in no transaction. Only where the role has a limit of its own.
  if (limited) await sql`select set_config('statement_timeout', '0', false)`;
  for (const index of plan.indexes) await addIndex(sql, index, options);
  if (limited) await sql.unsafe('reset statement_timeout');
}

type IndexState = { valid: boolean; building: boolean } | null;

async function stateOf(sql: postgres.Sql, { schema, name }: PlannedIndex): Promise<IndexState> {
  const [found] = await sql<[{ valid: boolean; building: boolean }?]>`
    select i.indisvalid and i.indisready as valid,
      exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid
        and p.pid <> pg_backend_pid()) as building
    from pg_index i join pg_class x on x.oid = i.indexrelid join pg_namespace n on n.oid = x.relnamespace
    where n.nspname = ${schema} and x.relname = ${name}`;
  return found ?? null;
}

/**
 * Makes one index. A crash leaves an invalid one, which nothing uses and every write pays for: it is dropped and made
 * again, unless somebody is just building it.
 */
async function addIndex(sql: postgres.Sql, index: PlannedIndex, options: CompleteOptions): Promise<void> {
  const { say = () => {}, patienceMs = 60 * 60_000 } = options;
  const name = `${quoted(index.schema)}.${quoted(index.name)}`;
  const until = Date.now() + patienceMs;
  for (let attempt = 1; ; attempt++) {
    try {
      const state = await stateOf(sql, index);
      if (state?.valid) return;
      if (state?.building) {
        if (Date.now() >= until) throw new HeldUpError(`${index.name}: another program is still building it`);
        await sleep(REST_MS);
        continue;
      }
      if (state) await sql.unsafe(`drop index concurrently if exists ${name}`);
      say(`${index.table}: making ${index.name}`);
      await sql.unsafe(
        `create index concurrently if not exists ${quoted(index.name)} on ${quoted(index.schema)}.${quoted(index.table)} ${index.definition}`,
      );
    } catch (error) {
      if (!(error instanceof postgres.PostgresError) || !LOCKED.has(error.code)) throw error;
      if (Date.now() >= until) {
        throw new HeldUpError(
          `${index.name}: another program holds ${index.table} locked${await holders(sql)}`,
          {
            cause: error,
          },
        );
      }
      if (attempt === 1) say(`${index.name}: waiting for another program${await holders(sql)}`);
      await sleep(REST_MS * (0.5 + Math.random()));
    }
  }
}
