import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError } from './errors.mjs';
import { root, stateDir } from './paths.mjs';
import { run } from './processes.mjs';
import { ensureStateDir } from './state.mjs';

const FILES = ['.npmrc', 'package.json', 'package-lock.json'];
const source = join(root, 'bench', 'web', 'lighthouse');
const folder = join(stateDir, 'lighthouse');
const stampFile = join(folder, 'node_modules', '.callboard-install');

/**
 * Installs Lighthouse from its own lock file when it is not there yet. Only the benchmark needs it, and its 200 packages
 * (185 MB) would make every installation a third larger.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string>} the module to import
 */
export async function ensureLighthouse({ signal } = {}) {
  const wanted = createHash('sha256')
    .update(readFileSync(join(source, 'package-lock.json')))
    .update(process.version)
    .digest('hex');
  const have = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : null;
  if (have !== wanted) {
    console.log('· 安装 Installing Lighthouse (npm ci) …');
    ensureStateDir();
    mkdirSync(folder, { recursive: true });
    for (const name of FILES) copyFileSync(join(source, name), join(folder, name));
    const npm = process.env.npm_execpath?.endsWith('.js')
      ? [process.execPath, process.env.npm_execpath]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
    const args = [...npm.slice(1), 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    const env = { ...process.env };
    delete env.NODE_ENV;
    const { code } = await run(npm[0], args, { cwd: folder, env, signal });
    if (code !== 0) throw new SetupError('Lighthouse could not be installed: npm ci failed, see above.');
    writeFileSync(stampFile, `${wanted}\n`);
  }
  return join(folder, 'node_modules', 'lighthouse', 'core', 'index.js');
}
