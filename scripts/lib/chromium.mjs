import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { installPackages, isProgram, mayInstallPackages } from './apt.mjs';
import { SetupError } from './errors.mjs';

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

async function fromDebian(signal) {
  // Ubuntu says that it is like Debian, but its package is only a pointer to a snap.
  if (!mayInstallPackages()) return null;
  console.log('· 安装浏览器 Installing Chromium (apt-get) …');
  await installPackages(['chromium', 'fonts-noto-cjk'], signal);
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
