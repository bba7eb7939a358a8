import 'server-only';

import { setTimeout as sleep } from 'node:timers/promises';

import postgres from 'postgres';

import { parseDatabaseUrl } from '@/lib/values/database-url';

/** So long a connection may take, in s, and so long is waited before the next try, in ms. */
const CONNECT_S = 4;
const REST_MS = 2_000;

export type Listening = {
  /** Gives the connection up and opens another: what was heard of late cannot be relied on. */
  again: () => void;
  end: () => Promise<void>;
};

/**
 * Listens on one channel, on a connection of its own that is opened again whenever it is lost. Only a direct connection
 * hears anything: a pooler in transaction mode takes LISTEN and forgets it. And a connection can fall deaf without an
 * error (a half-open socket; a server that was a standby when LISTEN was sent), so whoever listens has to send itself a
 * sign of life, and call `again` when it does not arrive.
 *
 * @param onListening called each time a connection listens: what was said before was not heard
 */
export function listenTo(
  url: string,
  channel: string,
  handlers: {
    onMessage: (payload: string) => void;
    onListening: () => void;
    onError: (error: unknown) => void;
  },
): Listening {
  const { hosts, url: address, primaryOnly } = parseDatabaseUrl(url);
  let client: postgres.Sql | null = null;
  const ended = new AbortController();
  let attempt = 0;
  let opening = false;

  const open = async (): Promise<void> => {
    if (opening) return;
    opening = true;
    try {
      while (!ended.signal.aborted && !client) {
        const host = hosts[attempt++ % hosts.length];
        if (!host) return;
        const sql = postgres(address, {
          host: host.host,
          port: host.port,
          max: 1,
          prepare: false,
          fetch_types: false,
          idle_timeout: 0,
          max_lifetime: null,
          connect_timeout: CONNECT_S,
          onnotice: () => {},
          connection: { application_name: 'callboard-listen' },
        } as postgres.Options<{}>);
        try {
          if (primaryOnly) {
            const [server] = await sql`select pg_is_in_recovery() as standby`;
            if (server?.standby === true) throw new Error('the server is a standby');
          }
          // It listens again by itself after a plain restart, and says so.
          await sql.listen(channel, handlers.onMessage, handlers.onListening);
          client = sql;
          if (ended.signal.aborted) await sql.end({ timeout: 0 });
        } catch (error) {
          handlers.onError(error);
          void sql.end({ timeout: 0 }).catch(() => {});
          await sleep(REST_MS);
        }
      }
    } finally {
      opening = false;
    }
  };
  void open();
  return {
    again: () => {
      const old = client;
      client = null;
      void old?.end({ timeout: 0 }).catch(() => {});
      void open();
    },
    end: async () => {
      ended.abort();
      await client?.end({ timeout: 0 }).catch(() => {});
    },
  };
}
