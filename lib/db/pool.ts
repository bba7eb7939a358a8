import 'server-only';

import type { DatabaseHost } from '@/lib/values/database-url';

import { Connection, type ConnectionSettings } from './connection';
import { currentDeadline } from './deadline';
import { DatabaseBusyError, DatabaseUnavailableError, endsConnection } from './errors';
import { Turns } from './turns';

export type PoolOptions = {
  /** Connections at once. */
  max: number;
  /** So long a statement or a transaction may take, the wait for a connection included, in ms; 0: for ever. */
  timeoutMs: number;
};

/** A connection that nobody used for so long is asked for a sign of life first: the network may have dropped it. */
const TRUSTED_MS = 5_000;
const SIGN_OF_LIFE_MS = 1_500;
const IDLE_MS = 60_000;
const OLDEST_MS = 30 * 60_000;
/** A server that says nothing leaves time for the next one. */
const CONNECT_MS = 3_000;
/** A turn with less time left is of no use: the statement would be cut, and a database that is well told as not. */
const LEFT_TO_ASK_MS = 500;
/** More than can have their turn in time are turned away at once. */
const MOST_WAITING_EACH = 32;

/** Connections to one database, the last used one first. One that failed or was late is thrown away. */
export class Pool {
  private idle: Connection[] = [];
  private readonly open = new Set<Connection>();
  private readonly turns: Turns;
  /** The last failure to reach the database, and when it last answered. */
  private failure: unknown = null;
  private answeredAt = 0;
  private ended = false;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly hosts: DatabaseHost[],
    private readonly options: PoolOptions,
  ) {
    this.turns = new Turns(options.max, options.max * MOST_WAITING_EACH);
  }

  /**
   * Has `work` use a connection alone, until the deadline (of `performance.now()`) that it is told.
   *
   * @throws DatabaseBusyError, DatabaseUnavailableError, what the driver says, or what `work` throws
   */
  async use<T>(work: (connection: Connection, deadline: number) => Promise<T>): Promise<T> {
    const deadline = currentDeadline() ?? this.ownDeadline();
    const cameAt = performance.now();
    if (this.ended) throw new DatabaseUnavailableError('the pool has ended');
    const lastTurn = deadline - Math.min(LEFT_TO_ASK_MS, (deadline - cameAt) / 2);
    if (!(await this.turns.take(lastTurn))) {
      // Connections that are all in use and none of which hears anything are no sign of a crowd.
      if (this.failure || this.answeredAt < cameAt) {
        throw new DatabaseUnavailableError('no connection', { cause: this.failure });
      }
      throw new DatabaseBusyError('no connection became free in time');
    }
    try {
      const connection = await this.connection(deadline);
      const stop = connection.giveUpAt(deadline);
      try {
        const result = await work(connection, deadline);
        return result;
      } catch (error) {
        if (endsConnection(error)) this.distrust(connection, error);
        throw error;
      } finally {
        stop();
        this.release(connection);
      }
    } finally {
      this.turns.give();
    }
  }

  /** Lets what runs finish for so long, and closes every connection. */
  async end(ms: number): Promise<void> {
    this.ended = true;
    clearInterval(this.sweeper);
    await this.turns.allGiven(ms);
    for (const connection of this.open) connection.end();
  }

  private ownDeadline(): number {
    return this.options.timeoutMs === 0 ? Infinity : performance.now() + this.options.timeoutMs;
  }

  private async connection(deadline: number): Promise<Connection> {
    for (let known = this.idle.pop(); known; known = this.idle.pop()) {
      if (known.broken) continue;
      if (performance.now() - known.usedAt < TRUSTED_MS || (await this.isAlive(known, deadline)))
        return known;
      this.distrust(known, known.broken);
    }
    return this.connect(deadline);
  }

  private async isAlive(connection: Connection, deadline: number): Promise<boolean> {
    const stop = connection.giveUpAt(Math.min(deadline, performance.now() + SIGN_OF_LIFE_MS));
    try {
      await connection.run('select 1', []);
      return true;
    } catch {
      return false;
    } finally {
      stop();
    }
  }

  private async connect(deadline: number): Promise<Connection> {
    let failure: unknown;
    for (const [tried, host] of this.hosts.entries()) {
      const left = Math.min(deadline - performance.now(), CONNECT_MS);
      const until = performance.now() + left / (this.hosts.length - tried);
      try {
        const events = {
          onBroken: (broken: Connection) => this.open.delete(broken),
          onAnswer: () => {
            this.answeredAt = performance.now();
            this.failure = null;
          },
        };
        const connection = await Connection.open(this.settings, host, until, events);
        this.open.add(connection);
        // The next one begins with the server that answered.
        this.hosts.sort((a, b) => Number(b === host) - Number(a === host));
        this.sweeper ??= setInterval(() => this.sweep(), IDLE_MS / 4).unref();
        return connection;
      } catch (error) {
        failure = error;
      }
    }
    this.failure = failure;
    throw failure;
  }

  /** What ends one connection has ended its idle neighbours as well, or tells of another server. */
  private distrust(connection: Connection, error: unknown): void {
    this.failure = error ?? connection.broken;
    for (const other of [connection, ...this.idle.splice(0)]) {
      other.cut(new DatabaseUnavailableError('the connection is not trusted any more'));
    }
  }

  private release(connection: Connection): void {
    if (connection.broken) return connection.end();
    if (this.ended || performance.now() - connection.openedAt > OLDEST_MS) return connection.end();
    this.idle.push(connection);
  }

  private sweep(): void {
    const limit = performance.now() - IDLE_MS;
    const tired = this.idle.filter((connection) => connection.usedAt < limit);
    this.idle = this.idle.filter((connection) => connection.usedAt >= limit && !connection.broken);
    for (const connection of tired) connection.end();
  }
}
