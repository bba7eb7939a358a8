// What the benchmarks' scripts share: from installed packages to the exit code.
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { ensureInstalled } from './install.mjs';
import { root, typescriptArgs } from './paths.mjs';
import { run } from './processes.mjs';
import { stopSignals } from './signals.mjs';

/** Runs a program of bench/ with this script's own arguments; it finds `services` in BENCH_SERVICES. Its exit code. */
export async function runBenchProgram(file, services, signal) {
  const program = [...typescriptArgs, join(root, 'bench', file), ...process.argv.slice(2)];
  const { code } = await run(process.execPath, program, {
    env: { ...process.env, NODE_ENV: 'production', BENCH_SERVICES: JSON.stringify(services) },
    signal,
  });
  return code;
}

/** Installs, lets `measure(signal)` work and exits with the code that it gives, or 1 when it fails. */
export async function benchmark(measure) {
  const stop = stopSignals();
  let code = 1;
  try {
    await ensureInstalled({ signal: stop.signal });
    code = await measure(stop.signal);
  } catch (error) {
    if (stop.exitCode() === null) console.error(error instanceof SetupError ? `\n✗ ${error.message}` : error);
  }
  process.exit(stop.exitCode() ?? code);
}
