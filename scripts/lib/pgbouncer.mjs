import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { installPackages, isProgram, mayInstallPackages } from './apt.mjs';
import { SetupError } from './errors.mjs';
import { remember, stopLeftovers } from './leftovers.mjs';
import { freePort } from './ports.mjs';
import { chooseIdentity, commandAs, giveTo, reachableFolder } from './postgres-home.mjs';
import { identify, isRunning, startProcess, stopProcess, tail } from './processes.mjs';

/** Debian keeps it where only root looks. */
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

const installed = () =>
  [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...FOLDERS]
    .map((folder) => join(folder, 'pgbouncer'))
    .find(isProgram) ?? null;

/**
 * The program of PgBouncer: an installed one, or Debian's package, which root installs where no systemd would make a
 * running service of it; else null.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string | null>}
 */
export async function findPgbouncer({ signal } = {}) {
  const found = installed();
  if (found || existsSync('/run/systemd/system') || !mayInstallPackages()) return found;
  console.log('· 安装连接池 Installing PgBouncer (apt-get) …');
  await installPackages(['pgbouncer'], signal);
  return installed();
}

/** From 1.21 on it knows the statements that its clients have prepared by name. */
function keepsPrepared(program) {
  const said = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  const [, major = 0, minor = 0] = /PgBouncer (\d+)\.(\d+)/.exec(said)?.map(Number) ?? [];
  return major > 1 || (major === 1 && minor >= 21);
}

function configuration(server, port, userFile, prepared) {
  return [
    '[databases]',
    `* = host=127.0.0.1 port=${server.port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    // A socket in a shared folder would be another run's, too.
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${userFile}`,
    'pool_mode = transaction',
    'default_pool_size = 20',
    'max_client_conn = 500',
    ...(prepared ? ['max_prepared_statements = 200'] : []),
    '',
  ].join('\n');
}

async function isListening(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

/** Waits until it listens; false: it ended first, as it does when somebody took the port. */
async function comesUp(recorded, port, signal) {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(50)) {
    if (signal?.aborted) throw new SetupError('stopped', 130);
    if (!isRunning(recorded)) return false;
    if (await isListening(port)) return isRunning(recorded);
  }
  return false;
}

/**
 * A PgBouncer for one test run, in transaction mode, in front of every database of a server. It does not run as root.
 * @param {{ program: string, server: { url: string, port: number }, signal?: AbortSignal }} options
 * @returns {Promise<{ port: number, keepsPrepared: boolean, stop: () => Promise<void> }>}
 */
export async function startThrowawayPgbouncer({ program, server, signal }) {
  await stopLeftovers();
  const identity = chooseIdentity();
  const folder = mkdtempSync(join(tmpdir(), 'callboard-pooler-'));
  const place = join(reachableFolder(identity, folder), `pooler-${process.pid}`);
  const log = join(folder, 'pgbouncer.log');
  const prepared = keepsPrepared(program);
  let running = null;
  let forget = () => {};
  const stop = async () => {
    // From 1.23 on SIGTERM waits for the clients.
    await stopProcess(running, [
      ['SIGTERM', 2000],
      ['SIGQUIT', 2000],
      ['SIGKILL', 5000],
    ]);
    rmSync(place, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
    forget();
  };
  try {
    mkdirSync(place, { mode: 0o700 });
    const { username, password } = new URL(server.url);
    const userFile = join(place, 'users.txt');
    writeFileSync(userFile, `"${username}" "${password}"\n`, { mode: 0o600 });
    for (let attempt = 1; attempt <= 3; attempt++) {
      const port = await freePort();
      const file = join(place, `pgbouncer-${attempt}.ini`);
      writeFileSync(file, configuration(server, port, userFile, prepared), { mode: 0o600 });
      giveTo(identity, userFile);
      giveTo(identity, file);
      giveTo(identity, place);
      const [command, args, options] = commandAs(identity, program, ['-q', file]);
      const child = startProcess(command, args, { ...options, env: { PATH: process.env.PATH }, log });
      if (!child.pid)
        throw new SetupError(`PgBouncer cannot run here: ${(await child.exited).error.message}`);
      child.unref();
      running = identify(child.pid);
      forget = remember(running, { data: [place, folder] });
      if (await comesUp(running, port, signal)) return { port, keepsPrepared: prepared, stop };
      forget();
    }
    throw new SetupError(`PgBouncer did not start:\n${tail(log)}`);
  } catch (error) {
    await stop();
    throw error;
  }
}
