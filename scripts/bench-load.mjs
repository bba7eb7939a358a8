// Measures what a crowd of operators meets: `npm run bench:load [-- --operators 200 --seconds 60 --pause 6]`. Starts a
// database, the simulator and a production build of the app for itself, all on 127.0.0.1, and leaves nothing behind.
import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { withServices } from './lib/services.mjs';

const DIST_DIR = '.next-bench';
/** A link that lives so short is never reused: every refresh asks for the recording of each of its jobs. */
const LINK_SECONDS = 300;

await benchmark(async (signal) => {
  await ensureBuilt({ distDir: DIST_DIR, signal });
  return withServices(
    {
      distDir: DIST_DIR,
      simulatorArgs: ['--link-validity', String(LINK_SECONDS)],
      env: { LOG_LEVEL: 'warn' },
      signal,
    },
    (services) => runBenchProgram('load.ts', services, signal),
  );
});
