import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

const stampFile = join(root, 'node_modules', '.callboard-install');

/** Says whether the installed packages are still the right ones: the lock file, Node's version, the platform. */
function wantedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256')
    .update(lock)
    .update(`${process.version} ${process.platform} ${process.arch}`)
    .digest('hex');
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) {
    throw new SetupError(`Callboard needs Node 20.20 or later; this is ${process.version}.`);
  }
}

/**
 * Installs the packages when the lock file, Node or the platform changed since the last time. npm's cache is enough;
 * the network is asked only for what the cache lacks.
 * @param {{ signal?: AbortSignal, onStart?: (recorded: object) => void }} [options]
 */
export async function ensureInstalled({ signal, onStart } = {}) {
  requireNode();
  const wanted = wantedStamp();
  const have = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : null;
  if (have === wanted) return;
  console.log('· 安装依赖 Installing packages (npm ci) …');
  // Started by `npm run`, npm's own CLI is known; started by `node`, it is looked up on PATH.
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const args = [
    ...npm.slice(1),
    'ci',
    '--include=dev',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const env = { ...process.env };
  // Set, it would leave out the packages that the build and the tests need.
  delete env.NODE_ENV;
  const { code } = await run(npm[0], args, { env, signal, onStart });
  if (code !== 0) throw new SetupError('The packages could not be installed: npm ci failed, see above.');
  writeFileSync(stampFile, `${wanted}\n`);
}
