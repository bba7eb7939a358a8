import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { SetupError } from './errors.mjs';
import { nextBin, root, typescriptArgs } from './paths.mjs';
import { freePort } from './ports.mjs';
import { identify, isRunning, run, startProcess, stopProcess, tail } from './processes.mjs';

/** @typedef {{ pid: number, startTime: string | null }} Recorded */

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
 * @returns {Promise<Recorded & { port: number, controlPort: number, exited: Promise<unknown> }>}
 */
export async function startSimulator({ args = [], log, signal, onStart }) {
  const ports = ['--port', String(await freePort()), '--control-port', String(await freePort())];
  const child = startProcess(process.execPath, ['--import', 'tsx', 'simulator/main.ts', ...ports, ...args], {
    log,
    stdout: 'pipe',
  });
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
  return { ...recorded, port, controlPort, exited: child.exited };
}

/**
 * Starts the built app on 127.0.0.1 and waits until `/api/health` says that it and its database are well.
 * @param {{ port: number, env: Record<string, string>, log: string, signal?: AbortSignal, onStart?: (recorded: Recorded) => void }} options
 * @returns {Promise<Recorded & { port: number, url: string, exited: Promise<unknown> }>}
 */
export async function startApp({ port, env, log, signal, onStart }) {
  const child = startProcess(process.execPath, [nextBin, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
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
  await stopProcess(recorded);
  throw new SetupError(`The app started but is not well (${last}):\n${tail(log)}`);
}

/**
 * What the app needs to know to work with our simulator and database.
 * @param {{ databaseUrl: string, appPort: number, simulatorPort: number, nextauthSecret: string }} services
 */
export function appEnv({ databaseUrl, appPort, simulatorPort, nextauthSecret }) {
  return {
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: `http://127.0.0.1:${appPort}`,
    NEXTAUTH_SECRET: nextauthSecret,
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'simulator-key-id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'simulator-key-secret',
    OUTBOUNDBOT_INSTANCE_ID: 'simulator-instance',
    OUTBOUNDBOT_REGION: 'cn-shanghai',
    OUTBOUNDBOT_ENDPOINT: `http://127.0.0.1:${simulatorPort}`,
  };
}
