// Callboard in one command: installs, builds, starts the database, the simulator and the app, and stops them again.
// With --dev (`npm run dev`) nothing is built: Next compiles each page when it is asked for, and again as files change.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { ensureBuilt } from './lib/build.mjs';
import { SetupError, exitWith } from './lib/errors.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, stateDir } from './lib/paths.mjs';
import { portProblem } from './lib/ports.mjs';
import { removePostgres, startPostgres, stopPostgres } from './lib/postgres.mjs';
import { isRunning, stopProcess } from './lib/processes.mjs';
import { appEnv, runCli, startApp, startSimulator, startWorker, stopApp } from './lib/services.mjs';
import { stopSignals } from './lib/signals.mjs';
import { demoSecrets, ensureStateDir, readState, removeState, takeLock, writeState } from './lib/state.mjs';

const RUN_FILE = 'run.json';
/** The world is a function of this seed and the time: a simulator that starts again knows every job of before. */
const WORLD_SEED = '20191226';

function readOptions() {
  try {
    return parseArgs({
      options: { reset: { type: 'boolean', default: false }, dev: { type: 'boolean', default: false } },
    }).values;
  } catch (error) {
    throw new SetupError(`${error.message}\nUsage: npm run demo [-- --reset]`);
  }
}

function appPort() {
  const text = process.env.PORT?.trim() || '3000';
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new SetupError('PORT is not a port number (1 to 65535).');
}

async function requireFreePort(port) {
  const problem = await portProblem(port);
  if (!problem) return;
  const why =
    problem === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${problem})`;
  throw new SetupError(
    `端口 ${port} 已被占用或不可用。Port ${port} ${why}. Nothing was started. Stop that program, or choose another port: PORT=3100 npm run demo`,
  );
}

function step(text) {
  console.log(`· ${text}`);
}

function welcome(url, seconds) {
  const { password, users } = JSON.parse(readFileSync(join(root, 'cli', 'demo-users.json'), 'utf8'));
  const width = Math.max(...users.map(({ email }) => email.length));
  console.log(`
Callboard 外呼任务看板已就绪 is ready (${seconds.toFixed(1)} s)

    ${url}

  密码 Password: ${password}
${users.map(({ email, label }) => `  ${email.padEnd(width)}  ${label}`).join('\n')}

Ctrl-C 停止，数据保留 stops it and keeps the data · npm run demo -- --reset 重新开始 starts over`);
}

/** What was started so far, written down as it happens so that the next run finds what a killed one left. */
const running = {};

function record(name, value) {
  running[name] = value;
  writeState(RUN_FILE, running);
}

/** In this order, so that nothing loses what it depends on while it works. */
async function stopEverything() {
  await stopProcess(running.worker);
  await stopApp(running.app);
  await stopProcess(running.simulator);
  await stopPostgres(running.database);
  removeState(RUN_FILE);
}

/** Like Promise.all, but the first failure is told only when nothing is under way any more. */
async function together(...work) {
  const results = await Promise.allSettled(work);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results.map(({ value }) => value);
}

async function startMigratedDatabase(signal) {
  const databaseUrl = await startDatabase(signal);
  // Triggers are only ever made in a database that is nobody else's.
  const args = process.env.DATABASE_URL?.trim() ? [] : ['--watch'];
  await runCli('migrate', { args, env: { DATABASE_URL: databaseUrl }, signal });
  return databaseUrl;
}

async function seed(databaseUrl, controlUrl, signal) {
  const args = ['--simulator', controlUrl];
  step((await runCli('seed', { args, env: { DATABASE_URL: databaseUrl }, signal })).trim());
}

async function startDatabase(signal) {
  if (process.env.DATABASE_URL?.trim()) {
    step('数据库：DATABASE_URL Using the database of DATABASE_URL');
    return process.env.DATABASE_URL.trim();
  }
  const { url, adopted, dataDir } = await startPostgres({
    folder: stateDir,
    password: demoSecrets().databasePassword,
    signal,
    onStart: (server) => record('database', server),
  });
  if (adopted) step('沿用上次仍在运行的数据库 Adopted the database that a killed run left');
  if (!dataDir.startsWith(stateDir))
    step(`数据在 The data lie in ${dataDir}, which the database's user can reach`);
  return url;
}

/** An adopted database is no child of ours: nobody tells us when it ends. */
async function databaseGone() {
  if (!running.database) return new Promise(() => {});
  while (isRunning(running.database)) await sleep(2000, undefined, { ref: false });
}

async function startAll(port, dev, signal) {
  const started = Date.now();
  const onStart = (recorded) => record('work', recorded);
  await ensureInstalled({ signal, onStart });
  if (!dev) await ensureBuilt({ signal, onStart });
  const [databaseUrl, simulator] = await together(
    startMigratedDatabase(signal),
    startSimulator({
      args: ['--seed', WORLD_SEED],
      log: join(stateDir, 'logs', 'simulator.log'),
      signal,
      onStart: (recorded) => record('simulator', recorded),
    }),
  );
  step('数据库与模拟器已启动 The database and the OutboundBot simulator run');
  const { nextauthSecret } = demoSecrets();
  const env = appEnv({ databaseUrl, appPort: port, simulator, nextauthSecret });
  const worker = startWorker({
    env: { ...env, PORT: String(port) },
    log: join(stateDir, 'logs', 'worker.log'),
    onStart: (recorded) => record('worker', recorded),
  });
  const [app] = await together(
    startApp({
      port,
      dev,
      env,
      log: join(stateDir, 'logs', 'app.log'),
      signal,
      onStart: (recorded) => record('app', recorded),
    }),
    seed(databaseUrl, simulator.controlUrl, signal),
  );
  welcome(app.url, (Date.now() - started) / 1000);
  return { app, simulator, worker };
}

async function main() {
  const { reset, dev } = readOptions();
  const port = appPort();
  ensureStateDir();
  const lock = takeLock('demo.lock');
  if (lock.heldBy) {
    throw new SetupError(
      `演示已在运行 The demo already runs here (process ${lock.heldBy.pid}). Stop it with Ctrl-C in its window first.`,
    );
  }
  const stop = stopSignals();
  try {
    // What a killed run left: app and simulator are stopped, the database is adopted.
    Object.assign(running, readState(RUN_FILE));
    await stopProcess(running.work, undefined, { group: true });
    await stopProcess(running.worker);
    await stopApp(running.app);
    await stopProcess(running.simulator);
    if (reset) {
      await stopPostgres(running.database);
      await removePostgres(stateDir);
      for (const name of [RUN_FILE, 'secrets.json', 'logs'])
        rmSync(join(stateDir, name), { recursive: true, force: true });
      step('已清空 Starting over with an empty database');
    }
    delete running.work;
    delete running.app;
    delete running.worker;
    delete running.simulator;
    await requireFreePort(port);
    const { app, simulator, worker } = await startAll(port, dev, stop.signal);
    const ended = await Promise.race([
      stop.requested,
      databaseGone().then(() => 'database'),
      app.exited.then(() => 'app'),
      simulator.exited.then(() => 'simulator'),
      worker.exited.then(() => 'worker'),
    ]);
    if (typeof ended === 'string' && stop.exitCode() === null) {
      throw new SetupError(`The ${ended} ended by itself; its log is .callboard/logs/${ended}.log`);
    }
  } catch (error) {
    if (stop.exitCode() === null) {
      process.exitCode = error instanceof SetupError ? error.exitCode : 1;
      console.error(error instanceof SetupError ? `\n✗ ${error.message}` : error);
    }
  }
  if (stop.exitCode() !== null) console.log('\n· 正在停止 Stopping …');
  await stopEverything();
  lock.release();
  process.exit(stop.exitCode() ?? process.exitCode ?? 0);
}

main().catch(exitWith);
