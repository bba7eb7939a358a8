// All checks and tests. The last line says how many passed and failed, summed from the runners' own results.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ensureBuilt } from './lib/build.mjs';
import { findChromium } from './lib/chromium.mjs';
import { SetupError, exitWith } from './lib/errors.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nextBin, root, typescriptArgs } from './lib/paths.mjs';
import { findPgbouncer, startThrowawayPgbouncer } from './lib/pgbouncer.mjs';
import { startThrowawayPostgres, systemPrograms15 } from './lib/postgres.mjs';
import { run, tail } from './lib/processes.mjs';
import { withServices } from './lib/services.mjs';
import { stopSignals } from './lib/signals.mjs';

/** What asks most of a connection: transactions, locks, savepoints, failures, and the doors. */
const THROUGH_THE_POOLER = [
  'lib/db/rolled-back.db.test.ts',
  'lib/follow-ups/save-follow-up.db.test.ts',
  'lib/http/org-route.db.test.ts',
  'lib/jobs/list/list-jobs.db.test.ts',
  'lib/jobs/refresh/apply-snapshot.db.test.ts',
  'lib/jobs/refresh/refresh-page.db.test.ts',
];
const DIST_DIR = '.next-test';
const GROUPS = ['format', 'types', 'lint', 'i18n', 'unit', 'db', 'e2e'];
/** Where the browser tests' simulator stands still: this minute, because the app's own clock judges signed links. */
const FROZEN_AT = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();

const bin = (name, path) => join(root, 'node_modules', name, path);
const TSC = bin('typescript', 'bin/tsc');
const VITEST = bin('vitest', 'vitest.mjs');
const PLAYWRIGHT = bin('@playwright/test', 'cli.js');
const OXLINT = bin('oxlint', 'bin/oxlint');
const KNIP = bin('knip', 'bin/knip.js');
const PRETTIER = bin('prettier', 'bin/prettier.cjs');

/** What `npm run test:again` reads; `failures` are the names of what failed. */
const totals = { passed: 0, failed: 0, failures: [] };
/** Told at the end, where they are still seen when only the last lines of a log are kept. */
const reasons = [];
const summary = [];

function readOptions() {
  let parsed;
  try {
    parsed = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    throw new SetupError(`${error.message}\nUsage: npm test [-- --only ${GROUPS.join(',')} [file …]]`);
  }
  const only = parsed.values.only?.split(',').map((name) => name.trim()) ?? GROUPS;
  const unknown = only.filter((name) => !GROUPS.includes(name));
  if (unknown.length > 0)
    throw new SetupError(`--only knows ${GROUPS.join(', ')}, not ${unknown.join(', ')}`);
  return { wanted: new Set(only), files: parsed.positionals };
}

function count(name, passed, failed, started, failures = []) {
  totals.passed += passed;
  totals.failed += failed;
  totals.failures.push(...failures.map((one) => `${name}: ${one}`));
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  summary.push(
    `${failed > 0 ? '✗' : '✓'} ${name.padEnd(24)} ${seconds} s  ${passed} passed, ${failed} failed`,
  );
}

/** A check that is one thing, right or wrong; of a mere step of the set-up only the failure counts. */
async function check(name, work, { isSetUp = false } = {}) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  try {
    await work();
    if (!isSetUp) count(name, 1, 0, started);
    return true;
  } catch (error) {
    if (stop.signal.aborted) throw error;
    console.error(error instanceof SetupError ? error.message : error);
    count(name, 0, 1, started, ['the check itself']);
    return false;
  }
}

async function node(args, env = {}) {
  const { code } = await run(process.execPath, args, {
    env: { ...process.env, NEXT_DIST_DIR: DIST_DIR, NEXT_TELEMETRY_DISABLED: '1', ...env },
    signal: stop.signal,
  });
  if (code !== 0) throw new SetupError(`ended with exit code ${code}`);
}

/** A test runner: what its reporter wrote is counted; one that dies without a word is one failure. */
async function runner(name, args, env) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  const resultsFile = join(workDir, `${name.replace(/\W+/g, '-')}.json`);
  const { code } = await run(process.execPath, args, {
    env: { ...process.env, TZ: 'UTC', RESULTS_FILE: resultsFile, ...env },
    signal: stop.signal,
  });
  let results = { passed: 0, failed: 0, finished: false, failures: [], reasons: [] };
  try {
    results = JSON.parse(readFileSync(resultsFile, 'utf8'));
  } catch {
    console.error(`${name}: the runner left no results`);
  }
  // An exit code that no counted failure explains, or a run cut short, is a failure too.
  const unexplained = (code !== 0 || !results.finished) && results.failed === 0;
  const failed = results.failed + (unexplained ? 1 : 0);
  const names = [...results.failures, ...(unexplained ? [`ended with exit code ${code}`] : [])];
  count(name, results.passed, failed, started, names);
  reasons.push(...results.reasons);
  return failed;
}

const vitest = (project, files) => [
  ...[VITEST, 'run', '--project', project, ...files],
  ...['--reporter=default', '--reporter=./scripts/reporters/vitest.mjs'],
];

async function databaseTests(files) {
  const servers = [['embedded', undefined]];
  const system = systemPrograms15();
  if (system) servers.push(['PostgreSQL 15', system]);
  else
    console.log(
      '\n· PostgreSQL 15 is not installed here: the database tests run on the embedded server only',
    );
  for (const [index, [label, programs]] of servers.entries()) {
    const name = `database, ${label}`;
    let server;
    const start = async () => {
      server = await startThrowawayPostgres({ programs, signal: stop.signal });
    };
    const up = await check(`${name}: server`, start, { isSetUp: true });
    if (!up) continue;
    try {
      await runner(name, vitest('db', files), { TEST_DATABASE_URL: server.url });
      if (index === servers.length - 1) await databaseTestsThroughPooler(server, files);
    } finally {
      await server.stop();
    }
  }
}

/** Some of the tests once more, through a pooler that gives each transaction another connection. */
async function databaseTestsThroughPooler(server, files) {
  const chosen = THROUGH_THE_POOLER.filter((path) =>
    files.length > 0 ? files.some((file) => path.includes(file)) : true,
  );
  if (chosen.length === 0) return;
  const program = await findPgbouncer({ signal: stop.signal });
  if (!program) {
    console.log('\n· PgBouncer is not installed here: the database tests do not run through it');
    return;
  }
  const name = 'database, PgBouncer';
  let pooler;
  const start = async () => {
    // Vitest would leave out in silence what is not where it was.
    const gone = chosen.filter((path) => !existsSync(join(root, path)));
    if (gone.length > 0) throw new SetupError(`There is no ${gone.join(', ')}.`);
    pooler = await startThrowawayPgbouncer({ program, server, signal: stop.signal });
  };
  if (!(await check(`${name}: start`, start, { isSetUp: true }))) return;
  try {
    const environment = { TEST_DATABASE_URL: server.url, TEST_POOLER_PORT: String(pooler.port) };
    await runner(name, vitest('db', chosen), environment);
    if (pooler.keepsPrepared) {
      await runner(`${name}, prepared`, vitest('db', chosen), {
        ...environment,
        TEST_POOLER_PREPARES: 'true',
      });
    }
  } finally {
    await pooler.stop();
  }
}

async function browserTests(files) {
  let chromium;
  const ready = await check(
    'browser: Chromium',
    async () => {
      chromium = await findChromium({ signal: stop.signal });
      console.log(chromium);
    },
    { isSetUp: true },
  );
  const built =
    ready && (await check('build', () => ensureBuilt({ distDir: DIST_DIR, signal: stop.signal })));
  if (!built) return;
  const options = { distDir: DIST_DIR, frozenAt: FROZEN_AT, signal: stop.signal };
  const serve = () =>
    withServices(options, async (services) => {
      const failed = await runner('browser', [PLAYWRIGHT, 'test', ...files], {
        CHROMIUM_PATH: chromium,
        E2E_BASE_URL: services.appUrl,
        E2E_DATABASE_URL: services.databaseUrl,
        E2E_SIMULATOR_CONTROL_URL: services.simulatorControlUrl,
        E2E_NEXTAUTH_SECRET: services.nextauthSecret,
        E2E_DIST_DIR: DIST_DIR,
      });
      if (failed > 0) console.log(`\n── the app's last words\n${tail(join(services.logs, 'app.log'), 40)}`);
    });
  await check('browser: services', serve, { isSetUp: true });
}

async function runAll({ wanted, files }) {
  await ensureInstalled({ signal: stop.signal });
  if (wanted.has('format')) await check('format', () => node([PRETTIER, '--check', '--log-level=warn', '.']));
  if (wanted.has('types')) {
    await check('types', async () => {
      await node([nextBin, 'typegen']);
      await node([join(root, 'scripts', 'closed-doors.mjs')]);
      await node([TSC, '--noEmit', '-p', 'tsconfig.test.json']);
    });
  }
  if (wanted.has('lint')) {
    await check('lint', async () => {
      // The linter reads tsconfig.json, and with it the routes' types of the ordinary build folder.
      await node([nextBin, 'typegen'], { NEXT_DIST_DIR: undefined });
      await node([OXLINT, '--type-aware', '--deny-warnings']);
      // Files, exports and packages that nothing uses.
      await node([KNIP, '--no-progress']);
    });
  }
  if (wanted.has('i18n')) await check('messages', () => node([...typescriptArgs, 'cli/check-messages.ts']));
  if (wanted.has('unit')) await runner('unit', vitest('unit', files));
  if (wanted.has('db')) await databaseTests(files);
  if (wanted.has('e2e')) await browserTests(files);
}

function closingLines() {
  if (reasons.length > 0) console.log(`\n── why\n${reasons.slice(0, 10).join('\n')}`);
  console.log(`\n${summary.join('\n')}`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
}

const stop = stopSignals();
mkdirSync(tmpdir(), { recursive: true });
const workDir = mkdtempSync(join(tmpdir(), 'callboard-test-'));

async function main() {
  const options = readOptions();
  try {
    await runAll(options);
  } catch (error) {
    if (!stop.signal.aborted) console.error(error instanceof SetupError ? `✗ ${error.message}` : error);
    totals.failed += 1;
    totals.failures.push('set-up');
    summary.push(stop.signal.aborted ? '✗ stopped before the end' : '✗ set-up');
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  closingLines();
  if (process.env.TOTALS_FILE) writeFileSync(process.env.TOTALS_FILE, JSON.stringify(totals));
  process.exitCode = stop.exitCode() ?? (totals.failed > 0 ? 1 : 0);
  process.exit();
}

main().catch(exitWith);
