import { accessSync, constants, readFileSync } from 'node:fs';

import { run } from './processes.mjs';

const APT_GET = '/usr/bin/apt-get';

/** Whether a file can be executed. */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** Whether this process may install Debian's packages. */
export function mayInstallPackages() {
  return process.getuid?.() === 0 && isDebian() && isProgram(APT_GET);
}

/**
 * Installs Debian's packages; why it failed is told on the console.
 * @param {string[]} names
 * @param {AbortSignal} [signal]
 */
export async function installPackages(names, signal) {
  // RUNLEVEL: a package that brings a service is not to start it.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const packages = ['install', '-y', '--no-install-recommends', ...names];
  let result = await run(APT_GET, packages, { env, quiet: true, signal });
  if (result.code !== 0) {
    await run(APT_GET, ['update'], { env, quiet: true, signal });
    result = await run(APT_GET, packages, { env, quiet: true, signal });
  }
  if (result.code !== 0) console.error(result.output.trimEnd().split('\n').slice(-5).join('\n'));
}
