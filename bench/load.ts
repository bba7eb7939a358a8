// Measures what a crowd of operators meets while their refreshes wait for the provider: how long pages, lists, jobs,
// health and refreshes take, what is answered, and what it costs. scripts/bench-load.mjs starts what it needs.
import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { createAsker, textOf } from './load/asker';
import { measureCosts } from './load/costs';
import { type Answer, checkLoad, formatAnswers, formatCosts, type Kind } from './load/report';
import { type LoadServices, makeCrowd, type Operator, PAGE_ROWS, setLatency } from './load/world';
import { mainThreadMs, processorMs, residentBytes } from './process-usage';

const PROVIDER_MS = { from: 50, to: 400 };
/** What is still under way when the time is over may take so much longer; then it counts as not answered. */
const LAST_ANSWERS_MS = 45_000;
const ROUND: readonly Kind[] = ['page', 'list', 'refresh', 'job', 'health'];

const { values: options } = parseArgs({
  options: {
    operators: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    /** Seconds between two steps of one operator, on average. */
    pause: { type: 'string', default: '6' },
  },
});
const operatorCount = wholeNumber('operators', 1000);
const seconds = wholeNumber('seconds', 600);
const pauseMs = wholeNumber('pause', 600) * 1000;

function wholeNumber(name: keyof typeof options, most: number): number {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new RangeError(`--${name} takes a whole number from 1 to ${most}`);
}

const services = JSON.parse(process.env.BENCH_SERVICES ?? 'null') as LoadServices | null;
if (!services) throw new Error('started by `npm run bench:load`');
const { appUrl, appPid, simulatorControlUrl } = services;

const inSeconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const crowd = await makeCrowd(services, operatorCount);
const first = createAsker(appUrl, AbortSignal.timeout(60_000));
// A server in use has answered each kind of question before.
for (const operator of crowd.operators.slice(0, 3)) {
  for (const kind of ROUND) await first.ask(kind, operator, 0);
}
first.end();

const answers: Answer[] = [];
const recordings = { asked: 0, failed: 0 };
await setLatency(simulatorControlUrl, PROVIDER_MS);
const before = {
  cpu: processorMs(appPid),
  main: mainThreadMs(appPid),
  memory: residentBytes(appPid),
  load: loadavg()[0]!,
};
const until = performance.now() + seconds * 1000;
const asker = createAsker(appUrl, AbortSignal.timeout(seconds * 1000 + LAST_ANSWERS_MS));
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
console.log(
  `${operatorCount} operators for ${seconds} s, each a step every ${pauseMs / 1000} s on average; ` +
    `provider at ${PROVIDER_MS.from} to ${PROVIDER_MS.to} ms; pages of ${PAGE_ROWS} with recordings`,
);
const over = new AbortController();
const watching = watch(over.signal);
await Promise.all(crowd.operators.map(work));
const spentMs = processorMs(appPid) - before.cpu;
const main = mainThreadMs(appPid);
over.abort();
const watched = await watching;
delay.disable();
asker.end();
const last = { load: loadavg()[0]!, memory: residentBytes(appPid) };

await setLatency(simulatorControlUrl, null);
const { costs, bareBytes } = await measureCosts(
  { url: appUrl, pid: appPid },
  crowd.operators,
  AbortSignal.timeout(60_000),
);
await crowd.end();

console.log(`\n${formatAnswers(answers)}\n`);
console.log(`recordings of refreshed jobs: ${recordings.asked} asked for, ${recordings.failed} not got`);
console.log(
  `app: ${(spentMs / answers.length).toFixed(1)} ms of the processor a request, all kinds together; ` +
    `memory ${mb(before.memory)} before, ${mb(watched.memory)} at most, ${mb(last.memory)} after`,
);
console.log(
  `its main thread worked for ${inSeconds(main.worked - before.main.worked)} and waited for a processor, which others ` +
    `had, for ${inSeconds(main.waited - before.main.waited)}`,
);
console.log(
  `this machine: load average ${before.load.toFixed(1)} before, ${last.load.toFixed(1)} after; ` +
    `this program itself was late by ${Math.round(delay.percentile(95) / 1e6)} ms (p95)`,
);
console.log(`\nNearly alone, two at once:\n\n${formatCosts(costs)}\n`);
console.log(`bare handler: ${mb(bareBytes)} of memory\n`);
const checks = checkLoad(answers, watched.databaseMs);
for (const { ok, text } of checks) console.log(`${ok ? 'PASS' : 'FAIL'}  ${text}`);
process.exit(checks.every(({ ok }) => ok) ? 0 : 1);

/** One operator's steps, one after another, until the time is over. */
async function work(operator: Operator, place: number): Promise<void> {
  // People come one after another, and are not at the same step.
  await sleep(Math.random() * pauseMs);
  for (let step = place; performance.now() < until; step += 1) {
    const kind = ROUND[step % ROUND.length]!;
    const answer = await asker.ask(kind, operator, step);
    answers.push(answer);
    if (kind === 'refresh' && answer.status === 200) await countRecordings(answer);
    await sleep(Math.min((0.5 + Math.random()) * pauseMs, Math.max(0, until - performance.now())));
  }
}

async function countRecordings(answer: Parameters<typeof textOf>[0]): Promise<void> {
  const found = /"recordings":\{"asked":(\d+),"reused":\d+,"failed":(\d+)/.exec(await textOf(answer));
  recordings.asked += Number(found?.[1] ?? 0);
  recordings.failed += Number(found?.[2] ?? 0);
}

/** The most memory of the app, and the longest that the database took for a question of ours. */
async function watch(signal: AbortSignal): Promise<{ memory: number; databaseMs: number }> {
  const most = { memory: 0, databaseMs: 0 };
  while (!signal.aborted) {
    most.memory = Math.max(most.memory, residentBytes(appPid));
    const from = performance.now();
    const ok = await crowd.sql`select 1`.then(
      () => true,
      () => false,
    );
    most.databaseMs = Math.max(most.databaseMs, ok ? performance.now() - from : Infinity);
    await sleep(500, undefined, { signal }).catch(() => {});
  }
  return most;
}
