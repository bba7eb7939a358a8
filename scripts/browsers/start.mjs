// The browsers of the walk: found where Debian puts them, started without a window, ended with their children.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isProgram } from '../lib/apt.mjs';
import { freePort } from '../lib/ports.mjs';
import { httpDriver, marionetteDriver, Page } from './webdriver.mjs';

const onPath = (...names) =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((path) => isProgram(path)) ?? null;

/** MiniBrowser lies beside WebKit's own library, whose folder names the machine and WebKit's interface. */
function miniBrowser() {
  const libraries = ['/usr/lib', '/usr/lib64', '/usr/libexec'].filter((path) => existsSync(path));
  const folders = libraries.flatMap((path) => [path, ...readdirSync(path).map((name) => join(path, name))]);
  const tried = folders.flatMap((path) => [
    join(path, 'webkit2gtk-4.1', 'MiniBrowser'),
    join(path, 'webkit2gtk-4.0', 'MiniBrowser'),
  ]);
  return tried.find((path) => isProgram(path)) ?? null;
}

/** Starts a program that is ended with all it has started. */
function start(program, args, env = {}) {
  const child = spawn(program, args, { detached: true, stdio: 'ignore', env: { ...process.env, ...env } });
  child.on('error', () => {});
  const stop = async () => {
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        return;
      }
      await Promise.race([once(child, 'exit'), sleep(5000, undefined, { ref: false })]);
    }
  };
  return { child, stop };
}

/** Tries until the program listens. */
async function whenUp(child, name, attempt) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (child.exitCode !== null)
        throw new Error(`${name} ended with exit code ${child.exitCode}`, { cause: error });
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

async function startFirefox(program, signal) {
  const profile = mkdtempSync(join(tmpdir(), 'callboard-firefox-'));
  const port = await freePort();
  const preferences = {
    'marionette.port': port,
    'media.autoplay.default': 0,
    'intl.accept_languages': 'zh-CN',
    'datareporting.policy.dataSubmissionEnabled': false,
    'app.update.disabledForTesting': true,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': 'data:,',
    'browser.shell.checkDefaultBrowser': false,
  };
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const args = ['--marionette', '--headless', '--no-remote', '--profile', profile];
  const { child, stop } = start(program, args, { MOZ_HEADLESS_WIDTH: '1440', MOZ_HEADLESS_HEIGHT: '900' });
  const end = async () => {
    await stop();
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    const driver = await whenUp(child, 'Firefox', () => marionetteDriver(port, {}, signal));
    return { driver, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function startWebKit({ driver: program, browser, display }, signal) {
  const port = await freePort();
  let screen = null;
  let env = {};
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    const number = `:${90 + Math.floor(Math.random() * 900)}`;
    screen = start(display, [number, '-screen', '0', '1440x900x24', '-nolisten', 'tcp']);
    env = { DISPLAY: number, LIBGL_ALWAYS_SOFTWARE: '1' };
  }
  const webDriver = start(program, [`--port=${port}`], { ...env, LANG: 'C.UTF-8', LANGUAGE: 'zh_CN' });
  const end = async () => {
    await webDriver.stop();
    await screen?.stop();
  };
  const capabilities = { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } };
  try {
    const connectOnce = () => httpDriver(`http://127.0.0.1:${port}`, capabilities, signal);
    const driver = await whenUp(webDriver.child, 'WebKitWebDriver', connectOnce);
    return { driver, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * The browsers that are walked. `missing` says in words what to install; `start` gives its page and how to end it.
 * @type {Record<string, { name: string, missing: () => string | null, start: (signal: AbortSignal) => Promise<{ page: Page, version: string, stop: () => Promise<void> }> }>}
 */
export const BROWSERS = {
  firefox: {
    name: 'Firefox',
    missing: () => (onPath('firefox-esr', 'firefox') ? null : 'Firefox: apt-get install firefox-esr'),
    start: (signal) => withPage(startFirefox(onPath('firefox-esr', 'firefox'), signal)),
  },
  webkit: {
    name: 'WebKit',
    missing: () => {
      const display = process.env.DISPLAY || process.env.WAYLAND_DISPLAY || onPath('Xvfb');
      return onPath('WebKitWebDriver') && miniBrowser() && display
        ? null
        : 'WebKit: apt-get install webkit2gtk-driver xvfb gstreamer1.0-plugins-good gstreamer1.0-libav';
    },
    start: (signal) =>
      withPage(
        startWebKit(
          { driver: onPath('WebKitWebDriver'), browser: miniBrowser(), display: onPath('Xvfb') },
          signal,
        ),
      ),
  },
};

async function withPage(starting) {
  const { driver, end } = await starting;
  const page = new Page(driver.send);
  const stop = async () => {
    await page.quit();
    driver.close();
    await end();
  };
  return { page, version: driver.told?.browserVersion ?? '', stop };
}
