import 'server-only';

import net from 'node:net';

import postgres from 'postgres';

import type { DatabaseHost } from '@/lib/values/database-url';
import { type DbId, dbId } from '@/lib/values/db-id';

import { requestCancel } from './cancel';
import { DatabaseUnavailableError, postgresError } from './errors';

export type ConnectionSettings = {
  /** The address with one server, in the form that postgres.js reads. */
  url: string;
  primaryOnly: boolean;
  prepare: boolean;
  applicationName: string;
  /** drizzle's own way with some types, by type OID. */
  parsers: Record<string, unknown>;
  serializers: Record<string, unknown>;
};

export type ConnectionEvents = {
  onBroken: (connection: Connection) => void;
  /** The server answered a statement, be it with an error. */
  onAnswer: () => void;
};

type Row = Record<string, unknown>;
export type Result = Row[] & { command: string };
type Running = ReturnType<postgres.Sql['unsafe']>;

/** `::timestamptz` reads a `timestamp` column of an existing installation as the Beijing time that it holds. */
const TIME_ZONE = 'Asia/Shanghai';
/** So long an answer to the cancelling is waited for before the connection is cut. */
const CANCEL_GRACE_MS = 300;
/** So long a query that lost its connection may stay without its own error. */
const SETTLE_MS = 100;

const arrayItem = (item: unknown): string =>
  item === null || item === undefined
    ? 'NULL'
    : // oxlint-disable-next-line typescript/no-base-to-string -- numbers, booleans and texts
      `"${String(item).replace(/["\\]/g, '\\$&')}"`;
const toArrayLiteral = (value: unknown): unknown =>
  Array.isArray(value) ? `{${value.map(arrayItem).join(',')}}` : value;
/** bigint[] as text: ids, none of them null. */
const dbIds = (text: string): DbId[] => (text === '{}' ? [] : text.slice(1, -1).split(',').map(dbId));
/** bool, name, int2, int4, text, varchar, int8, oid and uuid, each as an array. */
const ARRAY_TYPES = [1000, 1003, 1005, 1007, 1009, 1015, 1016, 1028, 2951];

/** Past this much unsent, postgres.js holds the next statement back until all has gone: it would lose a round trip. */
const WRITE_AHEAD_BYTES = 1_048_576;
/** Its types leave out what every stream takes. */
const SOCKET_OPTIONS = { writableHighWaterMark: WRITE_AHEAD_BYTES } as net.SocketConstructorOpts;

/** What is written within one turn of the event loop leaves at once: each write costs the kernel, and wakes the server. */
function sendTogether(socket: net.Socket): void {
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  Object.assign(socket, {
    write: (...given: unknown[]) => {
      if (socket.writableCorked === 0) {
        socket.cork();
        process.nextTick(() => socket.uncork());
      }
      return write(...given);
    },
  });
}

/**
 * One connection: a postgres.js client that may open one socket, which is ours, so that it can be cut. Once broken it
 * is never used again. postgres.js would use it again, with what it had not sent yet in front of the new greeting, and
 * its `begin` writes to a socket that is null when the connection is lost; therefore transactions are not left to it.
 */
export class Connection {
  readonly openedAt = performance.now();
  usedAt = this.openedAt;
  /** Why it must not be used again. */
  broken: Error | null = null;
  private readonly sql: postgres.Sql;
  private readonly sockets = new Set<net.Socket>();
  /** What runs, in its order, and how it is made to fail. */
  private readonly running = new Map<Running, (reason: Error) => void>();

  private constructor(
    private readonly settings: ConnectionSettings,
    private readonly target: DatabaseHost,
    private readonly events: ConnectionEvents,
  ) {
    const options = {
      host: target.host,
      port: target.port,
      max: 1,
      prepare: settings.prepare,
      socket: () => this.openSocket(),
      onclose: () => this.closed('the connection was closed'),
      onnotice: () => {},
      // Asking for the types is a statement of its own, whose failure nobody could catch.
      fetch_types: false,
      // The pool looks after its connections' age.
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: 3,
      types: {
        bigint: { to: 20, from: [20], serialize: String, parse: dbId },
        bigints: { to: 1016, from: [1016], serialize: toArrayLiteral, parse: dbIds },
      },
      // No search_path: the three tables are found where other programs of this role and database find them. And no
      // other setting: poolers pass on these two, and refuse the rest.
      connection: {
        application_name: settings.applicationName,
        TimeZone: TIME_ZONE,
      },
    };
    this.sql = postgres(settings.url, options as postgres.Options<{}>);
    const { parsers, serializers } = this.sql.options as unknown as Pick<
      ConnectionSettings,
      'parsers' | 'serializers'
    >;
    Object.assign(parsers, settings.parsers);
    for (const type of ARRAY_TYPES) serializers[type] = toArrayLiteral;
    Object.assign(serializers, settings.serializers);
  }

  /**
   * Connects to one server.
   *
   * @param deadline of `performance.now()`
   * @throws what the driver says; DatabaseUnavailableError for a standby where the primary is wanted
   */
  static async open(
    settings: ConnectionSettings,
    target: DatabaseHost,
    deadline: number,
    events: ConnectionEvents,
  ): Promise<Connection> {
    const connection = new Connection(settings, target, events);
    const stop = connection.giveUpAt(deadline);
    try {
      const [server] = await connection.run('select pg_is_in_recovery() as standby', []);
      if (settings.primaryOnly && server?.standby === true) {
        throw new DatabaseUnavailableError('the server is a standby');
      }
      if (connection.sql.parameters.TimeZone !== TIME_ZONE) {
        throw new DatabaseUnavailableError(
          `the pooler did not pass TimeZone on: alter role … set timezone = '${TIME_ZONE}'`,
        );
      }
      return connection;
    } catch (error) {
      connection.cut(new DatabaseUnavailableError('the connection could not be opened'));
      throw error;
    } finally {
      stop();
    }
  }

  /** Runs one statement; several that are sent at once are answered in their order. */
  async run(text: string, parameters: unknown[], { values = false } = {}): Promise<Result> {
    if (this.broken) throw this.broken;
    // Without parameters a statement goes by the simple protocol, which has no names.
    const prepare = this.settings.prepare && parameters.length > 0;
    const query = this.sql.unsafe(text, parameters as never[], { prepare });
    // It answers the same query, which is not sent before it is awaited.
    if (values) void query.values();
    try {
      const result = await new Promise<Result>((resolve, reject) => {
        this.running.set(query, reject);
        query.then((rows) => resolve(rows as unknown as Result), reject);
      });
      this.events.onAnswer();
      return result;
    } catch (error) {
      if (postgresError(error)) this.events.onAnswer();
      throw error;
    } finally {
      this.running.delete(query);
      this.usedAt = performance.now();
    }
  }

  /**
   * At the deadline cancels what runs and, whether or not that is answered, does without the connection afterwards: a
   * cancelling that arrives late would meet the next statement.
   *
   * @returns a function that stops the clock
   */
  giveUpAt(deadline: number): () => void {
    if (deadline === Infinity) return () => {};
    let grace: NodeJS.Timeout | undefined;
    let look: NodeJS.Immediate | undefined;
    const giveUp = () => {
      const late = new DatabaseUnavailableError('the database did not answer in time');
      this.break(late);
      if (this.running.size === 0) return this.cut(late);
      this.cancel();
      grace = setTimeout(() => this.cut(late), CANCEL_GRACE_MS);
    };
    // A busy process runs its timers before it reads: what is in the socket already counts.
    const timer = setTimeout(
      () => {
        look = setImmediate(giveUp);
      },
      Math.max(0, deadline - performance.now()),
    );
    return () => {
      clearTimeout(timer);
      clearImmediate(look);
      clearTimeout(grace);
    };
  }

  /** Takes leave of the server and closes. */
  end(): void {
    this.break(new DatabaseUnavailableError('the connection was given up'));
    // It says good-bye where it still can; the socket goes in any case.
    const close = () => {
      this.sockets.forEach((socket) => socket.destroySoon());
      this.failSoon(new DatabaseUnavailableError('the connection was given up'));
    };
    void this.sql.end({ timeout: 0 }).then(close, close);
  }

  /** Closes without a word; what runs fails. */
  cut(reason: Error): void {
    this.break(reason);
    for (const socket of this.sockets) socket.destroy(new DatabaseUnavailableError(reason.message));
    this.failSoon(reason);
  }

  /** postgres.js now and then forgets a query that lost its connection. It has the time to say itself what happened. */
  private failSoon(reason: Error): void {
    if (this.running.size === 0) return;
    setTimeout(() => {
      for (const fail of this.running.values()) fail(reason);
    }, SETTLE_MS);
  }

  private closed(message: string): void {
    const reason = new DatabaseUnavailableError(message);
    this.break(reason);
    this.failSoon(reason);
  }

  private break(reason: Error): void {
    if (this.broken) return;
    this.broken = reason;
    this.events.onBroken(this);
  }

  private cancel(): void {
    // The first is what the server is at; behind it an aborted transaction refuses the others.
    const [current] = this.running.keys();
    // postgres.js could do it, but would let nobody catch that it failed.
    const key = (current as unknown as { state: { pid: number; secret: number } | null } | undefined)?.state;
    if (key) requestCancel(this.target, key);
  }

  private openSocket(): net.Socket {
    const socket = new net.Socket(SOCKET_OPTIONS);
    if (this.sockets.size > 0) this.closed('the connection was lost');
    if (this.broken) {
      // postgres.js would send on a new connection what had waited behind a lost one, outside its transaction.
      setImmediate(() => socket.destroy(new DatabaseUnavailableError('the connection was lost')));
      return socket;
    }
    socket.setNoDelay(true);
    socket.connect(this.target.port, this.target.host);
    // Afterwards: Node's connect() puts its own write() back.
    sendTogether(socket);
    // For the certificate's name (postgres.js reads it there).
    Object.assign(socket, { host: this.target.host });
    this.sockets.add(socket);
    return socket;
  }
}
