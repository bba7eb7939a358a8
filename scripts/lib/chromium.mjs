import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { SetupError } from './errors.mjs';
import { run } from './processes.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const USUAL_PLACES = [
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const HOW_TO =
  'Install Chromium or Google Chrome, or run `npx playwright install --with-deps chromium`, ' +
  'or set CHROMIUM_PATH to its program.';

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed() {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = [...NAMES.flatMap((name) => onPath.map((folder) => join(folder, name))), ...USUAL_PLACES];
  return places.find((path) => isProgram(path) && answers(path)) ?? null;
}

/** Ubuntu's chromium-browser is a script that only says where to get the real one. */
function answers(path) {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && /chrom|edge/i.test(stdout);
}

async function fromPlaywright() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : null;
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

async function fromDebian(signal) {
  // Ubuntu says that it is like Debian, but its package is only a pointer to a snap.
  if (process.getuid?.() !== 0 || !isDebian() || !isProgram('/usr/bin/apt-get')) return null;
  console.log('· 安装浏览器 Installing Chromium (apt-get) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'];
  let result = await run('/usr/bin/apt-get', packages, { env, quiet: true, signal });
  if (result.code !== 0) {
    await run('/usr/bin/apt-get', ['update'], { env, quiet: true, signal });
    result = await run('/usr/bin/apt-get', packages, { env, quiet: true, signal });
  }
  if (result.code !== 0) console.error(result.output.trimEnd().split('\n').slice(-5).join('\n'));
  return installed();
}

/**
 * The program of a Chromium for the browser tests: CHROMIUM_PATH, an installed one, Playwright's own, or Debian's
 * package, which root installs.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 */
export async function findChromium({ signal } = {}) {
  const given = process.env.CHROMIUM_PATH?.trim();
  if (given) {
    if (isProgram(given)) return given;
    throw new SetupError(`CHROMIUM_PATH names no program that can be run. ${HOW_TO}`);
  }
  const found = installed() ?? (await fromPlaywright()) ?? (await fromDebian(signal));
  if (!found) throw new SetupError(`The browser tests need a Chromium. ${HOW_TO}`);
  return found;
}
