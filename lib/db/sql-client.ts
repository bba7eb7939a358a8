import 'server-only';

import { setTimeout as sleep } from 'node:timers/promises';

import type postgres from 'postgres';

import type { Connection, Result } from './connection';
import { isRolledBack, OutcomeUnknownError, postgresError } from './errors';
import type { Pool } from './pool';

export type TransactionLimits = {
  /** So long a statement waits for what another one has locked, in ms; 0: for ever. */
  lockTimeoutMs: number;
  /** So long the server keeps a transaction whose client has fallen silent, and its locks, in ms; 0: for ever. */
  silenceMs: number;
};

type Savepoint = (client: TransactionClient) => Promise<unknown>;
/** What drizzle uses of a transaction of postgres.js. */
type TransactionClient = {
  unsafe: (text: string, parameters?: unknown[]) => Statement;
  savepoint: (work: Savepoint) => Promise<unknown>;
};

/** A statement's answer as objects or, when `values()` is called at once, as arrays. */
type Statement = Promise<Result> & { values: () => Promise<Result> };

function statement(run: (values: boolean) => Promise<Result>): Statement {
  let asValues = false;
  const answer = Promise.resolve().then(() => run(asValues));
  const values = () => {
    asValues = true;
    return answer;
  };
  return Object.assign(answer, { values });
}

/** Whether a statement that stands alone may have written although no answer came. */
const WRITES = /\b(insert\s+into|update|delete\s+from)\b/i;

/** The server said something about it, so it is known; a server that is going down may have committed all the same. */
function isAnswered(error: unknown): boolean {
  const code = postgresError(error)?.code;
  return code !== undefined && !/^(08|57P)/.test(code);
}

/**
 * What drizzle's postgres-js driver needs of postgres.js, on connections of `pool`. Settings are made inside each
 * transaction: through a pooler every transaction may have another server connection.
 *
 * A statement or a transaction that the server rolled back because of others (40P01, 40001) is run again within its
 * deadline. So what is done inside a transaction, the database aside, has to bear being done again.
 */
export function createSqlClient(
  pool: Pool,
  limits: TransactionLimits,
  types: { parsers: Record<string, unknown>; serializers: Record<string, unknown> },
): postgres.Sql {
  /** @param deadline of `performance.now()` */
  const begin = (deadline: number): string => {
    const lockTimeoutMs = Math.round(Math.min(limits.lockTimeoutMs || Infinity, lockPatienceMs(deadline)));
    return [
      // Whatever the role's default is: rows are locked, and then read as they are now.
      'begin isolation level read committed',
      ...(Number.isFinite(lockTimeoutMs) ? [`set local lock_timeout = ${lockTimeoutMs}`] : []),
      ...(limits.silenceMs > 0
        ? [`set local idle_in_transaction_session_timeout = ${limits.silenceMs}`]
        : []),
    ].join('; ');
  };

  const client = {
    options: types,
    unsafe: (text: string, parameters: unknown[] = []) =>
      statement((values) =>
        pool.use((connection) => again(() => runAlone(connection, text, parameters, values))),
      ),
    begin: (work: Savepoint) =>
      pool.use((connection, deadline) =>
        again(async () => {
          await connection.run(begin(deadline), []);
          return new Transaction(connection).finish(work);
        }),
      ),
  };
  return client as unknown as postgres.Sql;
}

/**
 * What is left of the time to the deadline when waits for locks have ended by themselves: a machine that is busy with
 * other things takes most of it to hear of that.
 */
const LOCK_MARGIN_MS = 1_200;
const SHORTEST_LOCK_WAIT_MS = 50;
/** PostgreSQL's limit is for each wait: a refresh waits for another one of the same row, and then for other programs. */
const LOCK_WAITS = 2;

/** So that a wait for a lock ends before the deadline, and is told as that and not as a silent database. */
function lockPatienceMs(deadline: number): number {
  return Math.max(SHORTEST_LOCK_WAIT_MS, (deadline - performance.now() - LOCK_MARGIN_MS) / LOCK_WAITS);
}

const MOST_TIMES = 4;
/** Who was waited for goes first: at once, this one might take the row again before them. */
const PAUSE_MS = 20;

/** Runs what the server may have rolled back because of others, at most four times in all. */
async function again<T>(run: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await run();
    } catch (error) {
      if (time === MOST_TIMES || !isRolledBack(error)) throw error;
      await sleep(time * PAUSE_MS * (1 + Math.random()));
    }
  }
}

async function runAlone(
  connection: Connection,
  text: string,
  parameters: unknown[],
  values: boolean,
): Promise<Result> {
  try {
    return await connection.run(text, parameters, { values });
  } catch (error) {
    if (!WRITES.test(text) || isAnswered(error)) throw error;
    throw new OutcomeUnknownError('no answer tells whether it was written', { cause: error });
  }
}

class Transaction {
  private savepoints = 0;
  private isOver = false;
  /** The first statement that failed outside a savepoint: the transaction cannot be committed. */
  private failure: Error | null = null;

  constructor(private readonly connection: Connection) {}

  async finish(work: Savepoint): Promise<unknown> {
    let result: unknown;
    try {
      result = await work(this.client((error) => (this.failure ??= error)));
      if (this.failure) throw this.failure;
    } catch (error) {
      this.isOver = true;
      // A connection that is gone has rolled back.
      await this.connection.run('rollback', []).catch(() => {});
      // What was sent behind a deadlock is only told that the transaction is aborted.
      throw isRolledBack(this.failure) ? this.failure : error;
    }
    this.isOver = true;
    try {
      await this.connection.run('commit', []);
    } catch (error) {
      if (isAnswered(error)) throw error;
      throw new OutcomeUnknownError('no answer tells whether it was committed', { cause: error });
    }
    return result;
  }

  private client(onFailure: (error: Error) => void): TransactionClient {
    return {
      unsafe: (text, parameters = []) =>
        statement(async (values) => {
          try {
            if (this.isOver) throw new Error('the transaction is over');
            return await this.connection.run(text, parameters, { values });
          } catch (error) {
            onFailure(error as Error);
            throw error;
          }
        }),
      savepoint: async (work) => {
        const name = `s${this.savepoints++}`;
        let failure: Error | null = null;
        await this.connection.run(`savepoint ${name}`, []);
        try {
          const result = await work(this.client((error) => (failure ??= error)));
          if (failure) throw failure as Error;
          return result;
        } catch (error) {
          await this.connection.run(`rollback to ${name}`, []).catch(onFailure);
          throw error;
        }
      },
    };
  }
}
