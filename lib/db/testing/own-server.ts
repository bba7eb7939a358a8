import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { TestDatabase } from '../testing';

type Running = { pid: number; startTime: string | null; port: number; url: string; dataDir: string };
type Identity = { kind: string };
type Scripts = {
  embeddedPrograms: () => unknown;
  systemPrograms15: () => unknown;
  startPostgres: (options: Record<string, unknown>) => Promise<Running>;
  stopPostgres: (running: Running | null) => Promise<void>;
  removePostgres: (folder: string) => Promise<void>;
  stopProcess: (running: Running | null, steps: [string, number][]) => Promise<void>;
  chooseIdentity: () => Identity;
  reachableFolder: (identity: Identity, folder: string) => string;
  giveTo: (identity: Identity, path: string) => void;
  remember: (running: Running, options: { data: string[]; signal: string }) => () => void;
};

async function scripts(): Promise<Scripts> {
  const names = ['postgres', 'postgres-home', 'processes', 'leftovers'];
  const modules = await Promise.all(
    names.map(
      (name): Promise<unknown> => import(new URL(`../../../scripts/lib/${name}.mjs`, import.meta.url).href),
    ),
  );
  return Object.assign({}, ...modules) as Scripts;
}

/** A PostgreSQL that a test may stop, kill and copy; of the release that the other tests run on. */
export class OwnServer {
  private running: Running | null = null;
  private forget = () => {};

  private constructor(
    private readonly tools: Scripts,
    private readonly programs: unknown,
    private readonly folder: string,
  ) {}

  static async create(database: TestDatabase): Promise<OwnServer> {
    const tools = await scripts();
    const [server] = await database.sql<{ version: string }[]>`
      select current_setting('server_version_num') as version`;
    const programs = server!.version.startsWith('15') ? tools.systemPrograms15() : null;
    const folder = mkdtempSync(join(tmpdir(), 'callboard-own-'));
    return new OwnServer(tools, programs ?? tools.embeddedPrograms(), folder);
  }

  get port(): number {
    return this.up.port;
  }

  get url(): string {
    return this.up.url;
  }

  /** Starts it, with the data of before, on another port. */
  async start(settings: Record<string, string> = {}): Promise<void> {
    const { tools, folder, programs } = this;
    this.running = await tools.startPostgres({
      ...{ folder, programs, password: 'of-one-test' },
      settings: { fsync: 'off', full_page_writes: 'off', ...settings },
    });
    const data = [dirname(this.running.dataDir), folder];
    this.forget = tools.remember(this.running, { data, signal: 'SIGINT' });
  }

  /** Ends it as `pg_ctl stop` does: every connection is told; immediate: as in a crash. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    const { running, tools } = this;
    if (mode === 'fast') await tools.stopPostgres(running);
    else {
      await tools.stopProcess(running, [
        ['SIGQUIT', 30_000],
        ['SIGKILL', 5_000],
      ]);
    }
    this.forget();
  }

  /** A standby of this server, which has to stand still; neither is started. */
  copyAsStandby(): OwnServer {
    const { tools, programs } = this;
    const copy = new OwnServer(tools, programs, mkdtempSync(join(tmpdir(), 'callboard-own-')));
    const identity = tools.chooseIdentity();
    const data = join(tools.reachableFolder(identity, copy.folder), 'postgres');
    cpSync(this.up.dataDir, data, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(data, 'standby.signal'), '');
    tools.giveTo(identity, data);
    return copy;
  }

  async remove(): Promise<void> {
    await this.tools.stopPostgres(this.running);
    await this.tools.removePostgres(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
    this.forget();
  }

  private get up(): Running {
    if (!this.running) throw new Error('it was never started');
    return this.running;
  }
}
