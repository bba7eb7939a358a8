// Measures runs of whole tasks: `npm run bench:run [-- --jobs 20000 --rps 20 --workers 2]`. Starts a database, the
// simulator at 50 ms and the workers for itself, all on 127.0.0.1, and leaves nothing behind.
import { benchmark, runBenchProgram } from './lib/bench.mjs';
import { withServices } from './lib/services.mjs';

await benchmark((signal) =>
  withServices({ app: false, simulatorArgs: ['--latency', '50'], signal }, (services) =>
    runBenchProgram('run.ts', services, signal),
  ),
);
