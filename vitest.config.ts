import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const resolve = {
  alias: [
    { find: /^@\//, replacement: root },
    // Outside Next the package only throws; the build still enforces it.
    { find: 'server-only', replacement: `${root}node_modules/server-only/empty.js` },
  ],
};

/** For the busiest machine that runs them: only what fails waits so long. */
const patience = {
  testTimeout: 90_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 30_000 } },
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: [
            '{app,components,lib,simulator,cli,bench}/**/*.test.{ts,tsx}',
            'scripts/**/*.test.{mjs,ts}',
          ],
          exclude: ['**/*.db.test.ts'],
          env: { TZ: 'UTC' },
          ...patience,
        },
      },
      {
        resolve,
        test: {
          name: 'db',
          globalSetup: ['./scripts/vitest-database.mjs'],
          include: ['{app,lib,cli,simulator}/**/*.db.test.ts'],
          env: { TZ: 'UTC' },
          ...patience,
        },
      },
    ],
  },
});
