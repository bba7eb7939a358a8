import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { createDb, type Db } from './client';
import { isDatabaseUnavailable, isOutcomeUnknown } from './errors';
import { createEmptyDatabase } from './testing';
import { OwnServer } from './testing/own-server';
import { TcpProxy } from './testing/tcp-proxy';

const GENEROUS = { timeout: 60_000, interval: 50 };

let server: OwnServer;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const shared = await createEmptyDatabase();
  server = await OwnServer.create(shared);
  await shared.drop();
  await server.start();
  await asOwner(server, (owner) => owner`create table things (id int primary key)`);
});
afterAll(() => server.remove());
beforeEach(() => asOwner(server, (owner) => owner`truncate things`));
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function asOwner<T>(of: OwnServer, work: (owner: postgres.Sql) => Promise<T>): Promise<T> {
  const owner = postgres(of.url, { max: 1, onnotice: () => {} });
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

async function inFrontOf(of: OwnServer): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(of.port);
  ends.push(() => proxy.stop());
  return proxy;
}

/** Where nobody listens. */
async function freePort(): Promise<number> {
  const listener = net.createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as net.AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

/** The product's pool, by way of the proxies. */
function connect(proxies: TcpProxy[], parameters = ''): Db {
  const { username, password, pathname } = new URL(server.url);
  const servers = proxies.map(({ port }) => `127.0.0.1:${port}`).join();
  const { db, end } = createDb(`postgres://${username}:${password}@${servers}${pathname}${parameters}`, {
    max: 4,
    statementTimeoutMs: 3_000,
  });
  ends.push(end);
  return db;
}

/** Writes one row after the other, alone and in transactions, four at a time, and keeps what it was told of each. */
class Writer {
  readonly written: number[] = [];
  readonly unknown: number[] = [];
  readonly failed: number[] = [];
  readonly strange: unknown[] = [];
  private next: number;
  private isOver = false;
  private readonly all: Promise<unknown>;

  constructor(
    private readonly db: Db,
    first = 1,
  ) {
    this.next = first;
    this.all = Promise.all(Array.from({ length: 4 }, () => this.go()));
    ends.push(() => this.end());
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.all;
  }

  /** Waits until so many more rows are written. */
  async writesOn(more = 20): Promise<void> {
    const enough = this.written.length + more;
    await vi.waitFor(() => expect(this.written.length).toBeGreaterThanOrEqual(enough), GENEROUS);
  }

  async fails(): Promise<void> {
    const enough = this.failed.length + this.unknown.length + 4;
    await vi.waitFor(
      () => expect(this.failed.length + this.unknown.length).toBeGreaterThanOrEqual(enough),
      GENEROUS,
    );
  }

  private async go(): Promise<void> {
    while (!this.isOver) {
      const id = this.next++;
      try {
        const insert = sql`insert into things values (${id})`;
        await (id % 2 ? this.db.execute(insert) : this.db.transaction((tx) => tx.execute(insert)));
        this.written.push(id);
      } catch (error) {
        if (!isDatabaseUnavailable(error)) this.strange.push(error);
        (isOutcomeUnknown(error) ? this.unknown : this.failed).push(id);
        await sleep(20);
      }
    }
  }
}

/** What was acknowledged is there, what failed is not, and no failure is told as anything but an outage. */
async function expectTold(writer: Writer, on: OwnServer): Promise<void> {
  await writer.end();
  const rows = await asOwner(on, (owner) => owner<{ id: number }[]>`select id from things`);
  const there = new Set(rows.map(({ id }) => id));
  expect(writer.strange).toEqual([]);
  expect(writer.written.filter((id) => !there.has(id))).toEqual([]);
  expect(writer.failed.filter((id) => there.has(id))).toEqual([]);
}

/** None of the pool's four connections is kept by something that never ends. */
async function expectAllFree(db: Db): Promise<void> {
  const all = () => {
    let missing = 4;
    let open = () => {};
    const met = new Promise<void>((resolve) => (open = resolve));
    const meet = async () => {
      if (--missing === 0) open();
      await met;
    };
    return Promise.all(Array.from({ length: 4 }, () => db.transaction(meet)));
  };
  await vi.waitFor(all, GENEROUS);
}

it.each(['fast', 'immediate'] as const)('is used again after a restart: %s', async (mode) => {
  const proxy = await inFrontOf(server);
  const db = connect([proxy]);
  const writer = new Writer(db);
  await writer.writesOn();
  await server.stop(mode);
  await writer.fails();
  await server.start();
  proxy.target = server.port;
  await writer.writesOn();
  await expectTold(writer, server);
  await expectAllFree(db);
});

it('keeps no connection when the server ends them again and again and is not there for a while', async () => {
  const proxy = await inFrontOf(server);
  const db = connect([proxy]);
  const writer = new Writer(db);
  for (let round = 0; round < 6; round++) {
    await writer.writesOn();
    proxy.target = await freePort();
    await asOwner(
      server,
      (owner) => owner`
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'callboard'`,
    );
    await writer.fails();
    proxy.target = server.port;
  }
  await writer.writesOn();
  await expectTold(writer, server);
  await expectAllFree(db);
});

it('finds the standby that became the primary, at its own address and behind the old one', async () => {
  await server.stop('fast');
  const standby = server.copyAsStandby();
  ends.push(() => standby.remove());
  await server.start();
  const { port, username, password } = new URL(server.url);
  await standby.start({
    primary_conninfo: `host=127.0.0.1 port=${port} user=${username} password=${password}`,
  });
  // From here on a commit is acknowledged when the standby has it.
  await asOwner(server, async (owner) => {
    await owner`alter system set synchronous_standby_names = '*'`;
    await owner`select pg_reload_conf()`;
    await vi.waitFor(async () => {
      expect(await owner`select from pg_stat_replication where sync_state = 'sync'`).toHaveLength(1);
    }, GENEROUS);
  });

  const moved = await inFrontOf(server);
  const hosts = [await inFrontOf(standby), await inFrontOf(server)];
  const byAddress = new Writer(connect([moved]));
  const byName = new Writer(connect(hosts, '?target_session_attrs=primary'), 1_000_000);
  await Promise.all([byAddress.writesOn(), byName.writesOn()]);

  await server.stop('immediate');
  await Promise.all([byAddress.fails(), byName.fails()]);
  moved.target = standby.port;
  // A standby that still is one takes no writes.
  await Promise.all([byAddress.fails(), byName.fails()]);
  await asOwner(standby, (owner) => owner`select pg_promote(true, 60)`);
  await Promise.all([byAddress.writesOn(), byName.writesOn()]);
  await expectTold(byAddress, standby);
  await expectTold(byName, standby);
});
