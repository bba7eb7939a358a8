import { defineConfig } from '@playwright/test';

/** `npm test -- --only e2e` starts the services and sets these; the fixtures read the other E2E_ variables. */
const { CHROMIUM_PATH, E2E_BASE_URL } = process.env;

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: './e2e',
  testMatch: '**/*.spec.ts',
  outputDir: './test-results',
  globalSetup: './e2e/global-setup.ts',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  // For the slowest machine that runs them: only what fails waits so long.
  timeout: 90_000,
  globalTimeout: 20 * 60_000,
  expect: { timeout: 20_000 },
  reporter: process.env.RESULTS_FILE ? [['list'], ['./scripts/reporters/playwright.mjs']] : [['list']],
  use: {
    baseURL: E2E_BASE_URL,
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // A trace of every test costs a third of the run: `npx playwright test --trace on` makes one where it is needed.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: CHROMIUM_PATH || undefined,
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--autoplay-policy=no-user-gesture-required',
        '--disable-background-networking',
        '--disable-gpu',
        '--disable-component-update',
        '--disable-dev-shm-usage',
        '--disable-quic',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [{ name: 'chromium' }],
});
