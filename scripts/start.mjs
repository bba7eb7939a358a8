// `npm start`: looks at the environment first, starts the worker, then becomes `next start`. CALLBOARD_ROLE=web leaves
// out the worker, CALLBOARD_ROLE=worker everything else.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError, exitWith } from './lib/errors.mjs';
import { nextBin, root, startArgs } from './lib/paths.mjs';
import { keepWorker } from './lib/worker.mjs';

async function main() {
  process.env.NODE_ENV = 'production';
  process.env.NEXT_TELEMETRY_DISABLED ??= '1';
  // The app ends itself (lib/http/process/drain.ts).
  process.env.NEXT_MANUAL_SIG_HANDLE = 'true';
  process.chdir(root);
  if (!existsSync(nextBin)) throw new SetupError('The packages are not installed: npm ci');

  const { default: nextEnv } = await import('@next/env');
  nextEnv.loadEnvConfig(root, false, { info: () => {}, error: console.error });
  const { tsImport } = await import('tsx/esm/api');
  const { checkEnv, describeEnvProblems } = await tsImport('../lib/env.ts', import.meta.url);
  const check = checkEnv(process.env);
  if (!check.ok) throw new SetupError(`${describeEnvProblems(check)}\n  .env.example explains each.`);

  if (check.env.role === 'worker') return keepWorker({ onGivenUp: (code) => process.exit(code) });

  if (!existsSync(join(root, process.env.NEXT_DIST_DIR ?? '.next', 'BUILD_ID'))) {
    throw new SetupError('There is no build to start: npm run build');
  }
  if (check.env.role === 'all') keepWorker();
  // In this very process, so that every signal reaches the server itself.
  const host = process.env.HOST?.trim() || '0.0.0.0';
  process.argv = [
    process.execPath,
    nextBin,
    'start',
    '-H',
    host,
    '-p',
    String(check.env.port),
    ...startArgs,
    ...process.argv.slice(2),
  ];
  await import(nextBin);
}

main().catch(exitWith);
