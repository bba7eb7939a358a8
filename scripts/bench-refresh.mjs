// Measures one refresh: `npm run bench:refresh [-- --runs 20 --slow-runs 3 --sizes 20,99,500 --json]`. Starts a
// database, the simulator and a production build of the app for itself, and leaves nothing behind.
import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { runCli, withServices } from './lib/services.mjs';

const LATENCY_MS = 50;
const DIST_DIR = '.next-bench';
/** The database as an installation runs it: what is committed is on the disk. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** A database for each flow beside the app's, so that the rows that each one writes are counted by themselves. */
async function createDatabases(appDatabaseUrl, signal) {
  const { default: postgres } = await import('postgres');
  const sql = postgres(appDatabaseUrl, { max: 1, onnotice: () => {} });
  const urls = { request: appDatabaseUrl };
  try {
    for (const flow of ['limit', 'useCase', 'straightforward']) {
      const url = new URL(appDatabaseUrl);
      url.pathname = `/bench_${flow.toLowerCase()}`;
      await sql`create database ${sql(url.pathname.slice(1))}`;
      await runCli('migrate', { env: { DATABASE_URL: url.href }, signal });
      urls[flow] = url.href;
    }
  } finally {
    await sql.end();
  }
  return urls;
}

async function measure({ databaseUrl, appUrl, simulatorControlUrl }, signal) {
  const services = {
    databases: await createDatabases(databaseUrl, signal),
    appUrl,
    control: simulatorControlUrl,
    latencyMs: LATENCY_MS,
  };
  return runBenchProgram('refresh.ts', services, signal);
}

await benchmark(async (signal) => {
  await ensureBuilt({ distDir: DIST_DIR, signal });
  return withServices(
    {
      distDir: DIST_DIR,
      settings: DURABLE,
      simulatorArgs: ['--latency', String(LATENCY_MS)],
      env: { REFRESH_RATE_LIMIT: '0' },
      signal,
    },
    (services) => measure(services, signal),
  );
});
