// How long a change at the provider stays unseen: our schedule, an even sweep over unfinished jobs, and an oracle that
// knows each change, with the same calls a second. The world runs on a clock of its own: what is measured is when the
// rules ask (lib/runs/schedule/next-check.ts), not the database or how long the provider takes to answer.
import { parseArgs } from 'node:util';

import { even, oracle, ours, type Outcome } from './freshness/askers';
import { LASTS_MS, makeWorld } from './freshness/world';
import { markdownTable } from './table';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '10' },
    jobs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    within: { type: 'string', default: '5' },
  },
});
const size = { tasks: Number(values.tasks), jobsPerTask: Number(values.jobs), seed: Number(values.seed) };
const RATES = [0.2, 0.5, 1].map((rate) => (rate * size.tasks * size.jobsPerTask) / 20_000);
/** The schedule's p95 is at most this share of the even sweep's. */
const MOST_OF_EVEN = 0.5;

const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
const jobs = size.tasks * size.jobsPerTask;
const days = LASTS_MS / 86_400_000;
const lines = [['calls/s', 'who asks', 'p50', 'p95', 'calls', 'calls per job and day', 'seen']];
const checks: { ok: boolean; text: string }[] = [];
for (const rate of RATES) {
  const outcomes: [string, Outcome][] = [
    ['schedule', ours(makeWorld(size), rate, Number(values.within))],
    ['even sweep', even(makeWorld(size), rate)],
    ['oracle', oracle(makeWorld(size), rate)],
  ];
  for (const [name, { p50, p95, calls, changes, unseen }] of outcomes) {
    const perJob = (calls / jobs / days).toFixed(2);
    lines.push([
      String(rate),
      name,
      seconds(p50),
      seconds(p95),
      String(calls),
      perJob,
      `${changes - unseen}/${changes}`,
    ]);
  }
  const [scheduled, swept] = outcomes.map(([, outcome]) => outcome.p95) as [number, number];
  const text = `${rate} calls/s: p95 ${(scheduled / swept).toFixed(2)} of the even sweep's, at most ${MOST_OF_EVEN}`;
  checks.push({ ok: scheduled <= MOST_OF_EVEN * swept, text });
}
console.log(`${size.tasks} tasks, ${jobs} jobs, ${LASTS_MS / 3_600_000} hours\n`);
console.log(markdownTable(lines, (column) => column !== 1));
console.log();
for (const { ok, text } of checks) console.log(`${ok ? 'PASS' : 'FAIL'}  ${text}`);
process.exit(checks.every(({ ok }) => ok) ? 0 : 1);
