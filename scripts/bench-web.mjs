// Measures the task page in a real browser: `npm run bench:web [-- --runs 5 --only scripts,lighthouse,listening,…]`.
// Starts a database, the simulator and production servers for itself, and leaves nothing behind but builds and
// Lighthouse's packages.
import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { findChromium } from './lib/chromium.mjs';
import { ensureLighthouse } from './lib/lighthouse.mjs';
import { withServices } from './lib/services.mjs';

const DIST_DIR = '.next-bench-web';

async function measure(services, given, signal) {
  const settings = await (await fetch(`${services.simulatorControlUrl}/settings`, { signal })).json();
  const { databaseUrl, simulatorControlUrl: controlUrl, nextauthSecret, logs } = services;
  const all = { databaseUrl, controlUrl, nextauthSecret, logs, simulator: { settings }, ...given };
  return runBenchProgram('web.ts', all, signal);
}

await benchmark(async (signal) => {
  const chromium = await findChromium({ signal });
  const lighthouse = await ensureLighthouse({ signal });
  // The build's source maps tell whose each byte of a script is.
  process.env.NEXT_SOURCE_MAPS = '1';
  await ensureBuilt({ distDir: DIST_DIR, signal });
  return withServices({ app: false, signal }, (services) =>
    measure(services, { distDir: DIST_DIR, chromium, lighthouse }, signal),
  );
});
