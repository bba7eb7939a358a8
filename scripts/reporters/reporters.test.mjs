import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it, vi } from 'vitest';

import { root } from '../lib/paths.mjs';

vi.setConfig({ testTimeout: 300_000 });

const folders = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Runs a runner on files of its own and answers what the reporter wrote, and the exit code. */
function results(files, command) {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-reporter-'));
  folders.push(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'tests'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const file = join(folder, 'results.json');
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, RESULTS_FILE: file };
  const { status } = spawnSync(process.execPath, command, { cwd: folder, env, encoding: 'utf8' });
  return { status, ...JSON.parse(readFileSync(file, 'utf8')) };
}

const vitest = (files) =>
  results({ 'vitest.config.mjs': 'export default {}', ...files }, [
    ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--dir', 'tests'],
    `--reporter=${join(root, 'scripts/reporters/vitest.mjs')}`,
  ]);

const playwright = (files) =>
  results(
    {
      'playwright.config.mjs': `export default { testDir: 'tests', retries: 0, reporter: ${JSON.stringify(
        join(root, 'scripts/reporters/playwright.mjs'),
      )} }`,
      ...files,
    },
    [join(root, 'node_modules/@playwright/test/cli.js'), 'test'],
  );

it('counts what Vitest ran: tests, a file that does not load, an error outside the tests', () => {
  const head = "import { beforeAll, describe, expect, it } from 'vitest';\n";
  const counts = vitest({
    'tests/a.test.mjs': `${head}it('one', () => {}); it('two', () => expect(1).toBe(2)); it.skip('three', () => {});`,
    'tests/b.test.mjs': `${head}throw new Error('no load');`,
    'tests/c.test.mjs': `${head}it('one', () => { setTimeout(() => { throw new Error('late'); }, 0); return new Promise((r) => setTimeout(r, 50)); });`,
    'tests/d.test.mjs': `${head}describe('d', () => { beforeAll(() => { throw new Error('hook'); }); it('one', () => {}); });`,
  });
  expect(counts).toMatchObject({ status: 1, passed: 2, failed: 4, finished: true });
  expect(counts.failures.toSorted()).toEqual([
    'outside the tests > late',
    'tests/a.test.mjs > two',
    'tests/b.test.mjs > the file itself',
    'tests/d.test.mjs > the file itself',
  ]);
  expect(counts.reasons.toSorted()[0]).toMatch(/^tests\/a\.test\.mjs > two\n +expected 1 to be 2/);
});

it('counts a Vitest run without a test as failed', () => {
  expect(vitest({})).toMatchObject({ status: 1, passed: 0, failed: 1 });
});

it('counts what Playwright ran: tests, a file that does not load', () => {
  const head = "import { expect, test } from '@playwright/test';\n";
  const files = {
    'tests/a.spec.mjs': `${head}test('one', () => {}); test.describe('some', () => test('two', () => expect(1).toBe(2))); test.skip('three', () => {});`,
  };
  const counts = playwright(files);
  expect(counts).toMatchObject({ status: 1, passed: 1, failed: 1, skipped: 1, finished: true });
  expect(counts.failures).toEqual(['tests/a.spec.mjs > some > two']);
  expect(counts.reasons).toEqual([
    expect.stringMatching(/^tests\/a\.spec\.mjs > some > two\n.*\n +Expected: 2/),
  ]);
  const broken = { ...files, 'tests/b.spec.mjs': `${head}throw new Error('no load');` };
  expect(playwright(broken).failed).toBeGreaterThanOrEqual(1);
  expect(playwright({})).toMatchObject({ status: 1, passed: 0, failed: 1 });
});
