// Measures what people cost who have a recording open and do not listen: `npm run bench:listeners [-- --cold]`. Starts a
// database, the simulator and a production build of the app for itself, and leaves nothing behind.
import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { withServices } from './lib/services.mjs';

const DIST_DIR = '.next-bench';

await benchmark(async (signal) => {
  await ensureBuilt({ distDir: DIST_DIR, signal });
  const env = { REFRESH_RATE_LIMIT: '0', PROVIDER_RATE_LIMIT: '0', LOG_LEVEL: 'warn' };
  return withServices({ distDir: DIST_DIR, env, signal }, (services) =>
    runBenchProgram('listeners.ts', services, signal),
  );
});
