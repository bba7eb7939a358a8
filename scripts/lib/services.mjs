import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { SetupError } from './errors.mjs';
import { remember } from './leftovers.mjs';
import { nextBin, root, serverArgs, startArgs, typescriptArgs } from './paths.mjs';
import { freePort } from './ports.mjs';
import { startThrowawayPostgres } from './postgres.mjs';
import { identify, isRunning, run, startProcess, stopProcess, tail } from './processes.mjs';
import { workerArgs } from './worker.mjs';

/** @typedef {{ pid: number, startTime: string | null }} Recorded */
/**
 * @typedef {{
 *   port: number,
 *   controlPort: number,
 *   controlUrl: string,
 *   settings: { url: string, instanceId: string, accessKeyId: string, accessKeySecret: string },
 * }} Simulator
 */

/**
 * Runs one of the command-line programs to its end; its words are shown only when it fails.
 * @param {string} name file of cli/ without `.ts`
 * @param {{ args?: string[], env: Record<string, string>, signal?: AbortSignal }} options
 * @returns {Promise<string>} what it wrote
 */
export async function runCli(name, { args = [], env, signal }) {
  const command = [...typescriptArgs, join('cli', `${name}.ts`), ...args];
  const { code, output } = await run(process.execPath, command, {
    env: { ...process.env, ...env },
    quiet: true,
    signal,
  });
  if (code !== 0) throw new SetupError(`${name} failed:\n${output.trimEnd()}`);
  return output;
}

/**
 * Starts the OutboundBot simulator on 127.0.0.1 and waits until it listens.
 * @param {{ args?: string[], log: string, signal?: AbortSignal, onStart?: (recorded: Recorded) => void }} options
 * @returns {Promise<Recorded & Simulator & { exited: Promise<unknown> }>}
 */
export async function startSimulator({ args = [], log, signal, onStart }) {
  const command = ['--import', 'tsx', 'simulator/main.ts', ...args];
  const child = startProcess(process.execPath, command, { log, stdout: 'pipe' });
  const recorded = identify(child.pid);
  onStart?.(recorded);
  const lines = createInterface({ input: child.stdout });
  const timeout = AbortSignal.any([AbortSignal.timeout(60_000), ...(signal ? [signal] : [])]);
  const line = await Promise.race([
    once(lines, 'line', { signal: timeout }).then(
      ([text]) => text,
      () => null,
    ),
    child.exited.then(() => null),
  ]);
  signal?.throwIfAborted();
  if (line === null) {
    await stopProcess(recorded);
    throw new SetupError(`The simulator did not start:\n${tail(log)}`);
  }
  lines.close();
  child.stdout.resume();
  const { port, controlPort } = JSON.parse(line);
  const controlUrl = `http://127.0.0.1:${controlPort}`;
  const settings = await (await fetch(`${controlUrl}/settings`, { signal: timeout })).json();
  return { ...recorded, port, controlPort, controlUrl, settings, exited: child.exited };
}

/**
 * Starts the app on 127.0.0.1 and waits until `/api/health` says that it and its database are well. It is the built one,
 * or with `dev` the one that Next compiles as its files change.
 * @param {{ port: number, dev?: boolean, env: Record<string, string>, log: string, signal?: AbortSignal, onStart?: (recorded: Recorded) => void }} options
 * @returns {Promise<Recorded & { port: number, url: string, exited: Promise<unknown> }>}
 */
export async function startApp({ port, dev = false, env, log, signal, onStart }) {
  const command = dev ? ['dev'] : ['start', ...startArgs];
  const args = [...serverArgs, nextBin, ...command, '-H', '127.0.0.1', '-p', String(port)];
  const child = startProcess(process.execPath, args, {
    env: {
      ...process.env,
      NODE_ENV: dev ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      // The app ends itself (lib/http/process/drain.ts).
      NEXT_MANUAL_SIG_HANDLE: 'true',
      PORT: String(port),
      ...env,
    },
    cwd: root,
    log,
  });
  const recorded = identify(child.pid);
  onStart?.(recorded);
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 90_000;
  let last = '';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (!isRunning(recorded)) throw new SetupError(`The app did not start:\n${tail(log)}`);
    try {
      const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(8000) });
      if (response.ok) return { ...recorded, port, url, exited: child.exited };
      last = `${response.status} ${(await response.text()).slice(0, 300)}`;
    } catch (error) {
      last = error.cause?.code ?? error.message;
    }
    await sleep(150);
  }
  await stopApp(recorded);
  throw new SetupError(`The app started but is not well (${last}):\n${tail(log)}`);
}

/**
 * Stops the app as Ctrl-C does: no balancer has to see first that it is no longer ready.
 * @param {Recorded | null | undefined} recorded
 */
export function stopApp(recorded) {
  return stopProcess(recorded, [
    ['SIGINT', 8000],
    ['SIGKILL', 5000],
  ]);
}

/**
 * Starts the worker beside an app, with the app's environment. It is ready when its first line is in the log; a run that
 * is begun before then waits.
 * @param {{ env: Record<string, string>, log: string, onStart?: (recorded: Recorded) => void }} options
 * @returns {Recorded & { exited: Promise<unknown> }}
 */
export function startWorker({ env, log, onStart }) {
  const child = startProcess(process.execPath, workerArgs, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    cwd: root,
    log,
  });
  const recorded = identify(child.pid);
  onStart?.(recorded);
  return { ...recorded, exited: child.exited };
}

/**
 * What the app needs to know to work with our simulator and database.
 * @param {{ databaseUrl: string, appPort: number, simulator: Simulator, nextauthSecret: string }} services
 */
export function appEnv({ databaseUrl, appPort, simulator: { settings }, nextauthSecret }) {
  return {
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: `http://127.0.0.1:${appPort}`,
    NEXTAUTH_SECRET: nextauthSecret,
    ALIBABA_CLOUD_ACCESS_KEY_ID: settings.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: settings.accessKeySecret,
    OUTBOUNDBOT_INSTANCE_ID: settings.instanceId,
    OUTBOUNDBOT_REGION: 'cn-shanghai',
    OUTBOUNDBOT_ENDPOINT: settings.url,
    // The machine's own settings and .env files are meant for production.
    OUTBOUNDBOT_MAX_RPS: '',
    REFRESH_RATE_LIMIT: '120',
    TRUST_PROXY_HOPS: '0',
  };
}

/**
 * Starts a throwaway database, the simulator and, unless `app: false`, the built app, all on 127.0.0.1 and free ports,
 * does `work` with them and stops them whatever happens.
 * @template T
 * @param {{
 *   distDir?: string,           // the build to serve; it has to be there
 *   app?: boolean,
 *   worker?: boolean,           // beside the app; there by default
 *   frozenAt?: string,          // ISO time at which the simulator's clock stands still
 *   simulatorArgs?: string[],
 *   env?: Record<string, string>,   // more for the app
 *   programs?: { native: string, version: string, flavour: string },   // another PostgreSQL than the embedded one
 *   settings?: Record<string, string>,   // PostgreSQL's
 *   signal?: AbortSignal,
 * }} options
 * @param {(services: {
 *   databaseUrl: string, appUrl: string | null, appPid: number | null, simulatorUrl: string, simulatorControlUrl: string, nextauthSecret: string,
 *   logs: string,   // folder of app.log and simulator.log, gone afterwards
 * }) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withServices(
  {
    distDir = '.next',
    app = true,
    worker = app,
    frozenAt,
    simulatorArgs = [],
    env = {},
    programs,
    settings,
    signal,
  },
  work,
) {
  const logs = mkdtempSync(join(tmpdir(), 'callboard-logs-'));
  const started = { database: null, simulator: null, app: null, worker: null };
  const forget = [];
  const keep = (name, recorded) => {
    started[name] = recorded;
    forget.push(remember(recorded));
  };
  try {
    started.database = await startThrowawayPostgres({ programs, settings, signal });
    const databaseUrl = started.database.url;
    await runCli('migrate', { env: { DATABASE_URL: databaseUrl }, signal });
    const simulator = await startSimulator({
      args: [...(frozenAt ? ['--clock', frozenAt, '--frozen'] : []), ...simulatorArgs],
      log: join(logs, 'simulator.log'),
      signal,
      onStart: (recorded) => keep('simulator', recorded),
    });
    const nextauthSecret = randomBytes(32).toString('base64url');
    let appUrl = null;
    if (app) {
      const port = await freePort();
      const fixed = appEnv({ databaseUrl, appPort: port, simulator, nextauthSecret });
      const running = await startApp({
        port,
        env: { TZ: 'UTC', NEXT_DIST_DIR: distDir, ...fixed, ...env },
        log: join(logs, 'app.log'),
        signal,
        onStart: (recorded) => keep('app', recorded),
      });
      appUrl = running.url;
      if (worker) {
        startWorker({
          env: { TZ: 'UTC', ...fixed, PORT: String(port), ...env },
          log: join(logs, 'worker.log'),
          onStart: (recorded) => keep('worker', recorded),
        });
      }
    }
    return await work({
      databaseUrl,
      appUrl,
      appPid: started.app?.pid ?? null,
      simulatorUrl: simulator.settings.url,
      simulatorControlUrl: simulator.controlUrl,
      nextauthSecret,
      logs,
    });
  } finally {
    await stopProcess(started.worker);
    await stopApp(started.app);
    await stopProcess(started.simulator);
    for (const done of forget) done();
    await started.database?.stop();
    rmSync(logs, { recursive: true, force: true });
  }
}
