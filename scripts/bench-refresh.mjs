// Measures one refresh: `npm run bench:refresh [-- --runs 20 --slow-runs 3 --sizes 20,99,500 --json]`. Starts a
// database, the simulator and a production build of the app for itself, and leaves nothing behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureBuilt } from './lib/build.mjs';
import { SetupError } from './lib/errors.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, typescriptArgs } from './lib/paths.mjs';
import { freePort } from './lib/ports.mjs';
import { startThrowawayPostgres } from './lib/postgres.mjs';
import { run, stopProcess } from './lib/processes.mjs';
import { appEnv, runCli, startApp, startSimulator } from './lib/services.mjs';
import { stopSignals } from './lib/signals.mjs';

const LATENCY_MS = 50;
const DIST_DIR = '.next-bench';
const FLOWS = ['limit', 'useCase', 'request', 'straightforward'];
/** The database as an installation runs it: what is committed is on the disk. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** A database for each flow, so that each one's written rows are counted by themselves. */
async function createDatabases(url, signal) {
  await runCli('migrate', { env: { DATABASE_URL: url }, signal });
  const { default: postgres } = await import('postgres');
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const sql = postgres(admin.href, { max: 1, onnotice: () => {} });
  const urls = {};
  try {
    for (const flow of FLOWS) {
      const name = `bench_${flow.toLowerCase()}`;
      await sql`create database ${sql(name)} template ${sql(new URL(url).pathname.slice(1))}`;
      const own = new URL(url);
      own.pathname = `/${name}`;
      urls[flow] = own.href;
    }
  } finally {
    await sql.end();
  }
  return urls;
}

async function measure(signal, stops) {
  await ensureInstalled({ signal });
  await ensureBuilt({ distDir: DIST_DIR, signal });
  const logs = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  stops.push(() => rmSync(logs, { recursive: true, force: true }));

  const server = await startThrowawayPostgres({ signal, settings: DURABLE });
  stops.push(server.stop);
  const databases = await createDatabases(server.url, signal);
  const simulator = await startSimulator({
    args: ['--latency', String(LATENCY_MS)],
    log: join(logs, 'simulator.log'),
    signal,
    onStart: (started) => stops.push(() => stopProcess(started)),
  });
  const port = await freePort();
  const env = appEnv({
    databaseUrl: databases.request,
    appPort: port,
    simulator,
    nextauthSecret: 'only for the time of a benchmark',
  });
  const app = await startApp({
    port,
    env: { ...env, NEXT_DIST_DIR: DIST_DIR, REFRESH_RATE_LIMIT: '0' },
    log: join(logs, 'app.log'),
    signal,
    onStart: (started) => stops.push(() => stopProcess(started)),
  });
  const services = {
    databases,
    endpoint: env.OUTBOUNDBOT_ENDPOINT,
    control: `http://127.0.0.1:${simulator.controlPort}`,
    appUrl: app.url,
    latencyMs: LATENCY_MS,
    instanceId: env.OUTBOUNDBOT_INSTANCE_ID,
    credentials: {
      accessKeyId: env.ALIBABA_CLOUD_ACCESS_KEY_ID,
      accessKeySecret: env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    },
  };
  const program = [...typescriptArgs, join(root, 'bench', 'refresh.ts'), ...process.argv.slice(2)];
  const { code } = await run(process.execPath, program, {
    env: { ...process.env, NODE_ENV: 'production', BENCH_SERVICES: JSON.stringify(services) },
    signal,
  });
  return code;
}

const stop = stopSignals();
const stops = [];
let code = 1;
try {
  code = await measure(stop.signal, stops);
} catch (error) {
  if (stop.exitCode() === null) console.error(error instanceof SetupError ? `\n✗ ${error.message}` : error);
}
// The last thing started is the first one stopped.
for (const end of stops.reverse()) await end();
process.exit(stop.exitCode() ?? code);
