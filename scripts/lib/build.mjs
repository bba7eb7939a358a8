import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { nextBin, root } from './paths.mjs';
import { run } from './processes.mjs';

/** Folders and files that a build is made of; tests, the simulator and the scripts are not among them. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'instrumentation.ts',
  'next.config.ts',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'proxy.ts',
];
const NOT_BUILT = /(\.test\.tsx?|^lib\/db\/testing.*)$/;

function* filesOf(path) {
  if (!existsSync(join(root, path))) return;
  let entries;
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
    if (!NOT_BUILT.test(path)) yield path;
    return;
  }
  for (const entry of entries) yield* filesOf(`${path}/${entry.name}`);
}

function sourceHash() {
  const hash = createHash('sha256').update(process.version);
  for (const path of SOURCES.flatMap((source) => [...filesOf(source)]).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

/**
 * Builds the app into `distDir` unless a build of exactly these sources lies there already.
 * @param {{ distDir?: string, quiet?: boolean, signal?: AbortSignal, onStart?: (recorded: object) => void }} [options]
 */
export async function ensureBuilt({ distDir = '.next', quiet = true, signal, onStart } = {}) {
  const stampFile = join(root, distDir, 'callboard-sources');
  const wanted = sourceHash();
  if (existsSync(join(root, distDir, 'BUILD_ID')) && existsSync(stampFile)) {
    if (readFileSync(stampFile, 'utf8').trim() === wanted) return;
  }
  console.log('· 构建 Building the app (next build) …');
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_DIST_DIR: distDir,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const { code, output } = await run(process.execPath, [nextBin, 'build'], { env, quiet, signal, onStart });
  if (code !== 0) {
    if (quiet) console.error(output.trimEnd());
    throw new SetupError('The app could not be built: next build failed, see above.');
  }
  writeFileSync(stampFile, `${wanted}\n`);
}
