// Measures what people cost who have a recording open and do not listen: `npm run bench:listeners`. Starts a
// database, the simulator and a production build of the app for itself, and leaves nothing behind.
import { join } from 'node:path';

import { ensureBuilt } from './lib/build.mjs';
import { SetupError } from './lib/errors.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, typescriptArgs } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { withServices } from './lib/services.mjs';
import { stopSignals } from './lib/signals.mjs';

const DIST_DIR = '.next-bench';

const stop = stopSignals();
let code = 1;
try {
  await ensureInstalled({ signal: stop.signal });
  await ensureBuilt({ distDir: DIST_DIR, signal: stop.signal });
  const env = { REFRESH_RATE_LIMIT: '0', LOG_LEVEL: 'warn' };
  code = await withServices({ distDir: DIST_DIR, env, signal: stop.signal }, async (services) => {
    const program = [...typescriptArgs, join(root, 'bench', 'listeners.ts')];
    const { code: result } = await run(process.execPath, program, {
      env: { ...process.env, NODE_ENV: 'production', BENCH_SERVICES: JSON.stringify(services) },
      signal: stop.signal,
    });
    return result;
  });
} catch (error) {
  if (stop.exitCode() === null) console.error(error instanceof SetupError ? `\n✗ ${error.message}` : error);
}
process.exit(stop.exitCode() ?? code);
