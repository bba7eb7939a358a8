// `npm run test:again -- 5`: the tests several times in a row while every core is kept busy by something else, and then
// what failed how often. What else is given goes to `npm test`: `npm run test:again -- 5 --only db lib/jobs`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { tallyLines } from './lib/again.mjs';
import { SetupError, exitWith } from './lib/errors.mjs';
import { run } from './lib/processes.mjs';
import { stopSignals } from './lib/signals.mjs';

function readOptions() {
  const [count, ...rest] = process.argv.slice(2);
  const times = Number(count);
  if (Number.isInteger(times) && times >= 1) return { times, rest };
  throw new SetupError('Usage: npm run test:again -- <times> [--only groups] [file …]');
}

/** One thread a core that never rests; threads end with this process, whatever becomes of it. */
function keepBusy() {
  return Array.from({ length: availableParallelism() }, () => new Worker('for (;;);', { eval: true }));
}

async function runOnce(args, totalsFile, signal) {
  const started = Date.now();
  rmSync(totalsFile, { force: true });
  const { code } = await run(process.execPath, ['scripts/test.mjs', ...args], {
    env: { ...process.env, TOTALS_FILE: totalsFile },
    signal,
  });
  const seconds = () => (Date.now() - started) / 1000;
  try {
    const { passed, failed, failures } = JSON.parse(readFileSync(totalsFile, 'utf8'));
    return { passed, failed, failures, seconds: seconds() };
  } catch {
    return { passed: 0, failed: 1, failures: [`npm test ended with exit code ${code}`], seconds: seconds() };
  }
}

async function main() {
  const { times, rest } = readOptions();
  const stop = stopSignals();
  const folder = mkdtempSync(join(tmpdir(), 'callboard-again-'));
  const busy = keepBusy();
  const runs = [];
  try {
    for (let number = 1; number <= times && !stop.signal.aborted; number += 1) {
      console.log(`\n══ run ${number} of ${times}, beside ${busy.length} busy threads`);
      runs.push(await runOnce(rest, join(folder, 'totals.json'), stop.signal));
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all(busy.map((thread) => thread.terminate()));
  }
  console.log(`\n${tallyLines(runs).join('\n')}`);
  const isWell = runs.length === times && runs.every(({ failed }) => failed === 0);
  process.exit(stop.exitCode() ?? (isWell ? 0 : 1));
}

main().catch(exitWith);
