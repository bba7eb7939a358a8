// Takes the README's pictures: `npm run screenshots`. Starts a database with the demo's data, the simulator with its
// clock standing still and a production build of the app for itself, and writes docs/screenshots/*.png.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuilt } from './lib/build.mjs';
import { findChromium } from './lib/chromium.mjs';
import { SetupError } from './lib/errors.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/paths.mjs';
import { runCli, withServices } from './lib/services.mjs';
import { stopSignals } from './lib/signals.mjs';

/** As in next.config.ts: the demo's build by default. */
const DIST_DIR = process.env.NEXT_DIST_DIR ?? '.next';
const FOLDER = join(root, 'docs', 'screenshots');
/** A task that is being called, so that its first refresh brings news. */
const TASK = '/tasks/54';
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const TIMEOUT_MS = 30_000;
const PLAYED_SECONDS = 8;

async function openPage(browser, url, { viewport, locale, theme }) {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    hasTouch: viewport === PHONE,
    isMobile: viewport === PHONE,
    locale: locale === 'zh' ? 'zh-CN' : 'en',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  await context.addCookies([
    { name: 'callboard-locale', value: locale, url },
    { name: 'callboard-theme', value: theme, url },
  ]);
  return context.newPage();
}

async function signIn(page) {
  const { password, users } = JSON.parse(readFileSync(join(root, 'cli', 'demo-users.json'), 'utf8'));
  await page.goto('/sign-in');
  await page.locator('input[autocomplete=username], input[type=email]').first().fill(users[0].email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL('**/mine');
}

async function refresh(page, address) {
  await page.goto(address);
  await page.locator('tr[data-row-id]').first().waitFor();
  await page.locator('#refresh-page').click();
  await page.locator('tr[data-verdict]').first().waitFor();
  await page.locator('#refresh-page[aria-busy=false]').waitFor();
}

/** Opens the job of the page that has the longest conversation and a recording, and plays some of it. */
async function play(page) {
  const playable = page
    .locator('tr[data-row-id]')
    .filter({ has: page.locator('button[aria-label*="录音"], button[aria-label*="recording"]') });
  const turns = await playable.evaluateAll((rows) =>
    rows.map((row) => Number(/(\d+) (?:轮|turns)/.exec(row.innerText)?.[1] ?? 0)),
  );
  await playable
    .nth(turns.indexOf(Math.max(...turns)))
    .getByRole('link')
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(播放|Play)$/ })
    .click();
  await page.waitForFunction((seconds) => {
    const audio = document.querySelector('#callboard-audio');
    return audio instanceof HTMLAudioElement && audio.currentTime > seconds;
  }, PLAYED_SECONDS);
}

async function save(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`· docs/screenshots/${name}.png`);
}

async function takeAll(browser, url) {
  const light = await openPage(browser, url, { viewport: DESKTOP, locale: 'zh', theme: 'light' });
  await signIn(light);
  await light.locator(`a[href^="${TASK}"]`).first().waitFor();
  await save(light, 'tasks-zh-light');
  await refresh(light, `${TASK}?page=1&size=20`);
  await save(light, 'refresh-zh-light');
  await play(light);
  await save(light, 'job-zh-light');

  const dark = await openPage(browser, url, { viewport: DESKTOP, locale: 'en', theme: 'dark' });
  await signIn(dark);
  await refresh(dark, `${TASK}?page=2&size=20`);
  await save(dark, 'refresh-en-dark');
  await play(dark);
  await save(dark, 'job-en-dark');

  const phone = await openPage(browser, url, { viewport: PHONE, locale: 'zh', theme: 'light' });
  await signIn(phone);
  await refresh(phone, `${TASK}?page=3&size=20`);
  await save(phone, 'phone-refresh-zh-light');

  const darkPhone = await openPage(browser, url, { viewport: PHONE, locale: 'en', theme: 'dark' });
  await signIn(darkPhone);
  await refresh(darkPhone, `${TASK}?page=4&size=20`);
  await play(darkPhone);
  await save(darkPhone, 'phone-job-en-dark');
}

async function main(signal) {
  await ensureInstalled({ signal });
  await ensureBuilt({ distDir: DIST_DIR, signal });
  const { chromium } = await import('@playwright/test');
  const executablePath = await findChromium({ signal });
  mkdirSync(FOLDER, { recursive: true });
  await withServices(
    { distDir: DIST_DIR, frozenAt: new Date().toISOString(), signal },
    async ({ appUrl, databaseUrl, simulatorControlUrl }) => {
      const args = ['--simulator', simulatorControlUrl];
      await runCli('seed', { args, env: { DATABASE_URL: databaseUrl }, signal });
      const browser = await chromium.launch({
        executablePath,
        args: [
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
          '--autoplay-policy=no-user-gesture-required',
          '--disable-dev-shm-usage',
          '--hide-scrollbars',
        ],
      });
      try {
        await takeAll(browser, appUrl);
      } finally {
        await browser.close();
      }
    },
  );
}

const stop = stopSignals();
let code = 0;
try {
  await main(stop.signal);
} catch (error) {
  code = 1;
  if (stop.exitCode() === null) console.error(error instanceof SetupError ? `\n✗ ${error.message}` : error);
}
process.exit(stop.exitCode() ?? code);
