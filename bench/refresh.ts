// Measures one refresh against the straightforward flow and against the limit; scripts/bench-refresh.mjs starts what
// it needs and hands over the addresses.
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

import { createOutboundBot } from '@/lib/outboundbot/client';

import { countUpdatedRows, forgetLinks, openBenchDatabase, tidy } from './database';
import { type Flow, limit, type Outcome, straightforward, useCase, wholeRequest } from './flows';
import { jobId, TURNS } from './jobs';
import { type Case, checkTargets, FLOWS, type FlowName, formatTable, type Measured, toLine } from './report';
import { createJobSwitch, readSettings } from './simulator';

const SIZES = [20, 99, 500];
const VARIANTS: Omit<Case, 'size'>[] = [
  { recordings: 'none', changed: 'all' },
  { recordings: 'none', changed: 'none' },
  { recordings: 'asked', changed: 'all' },
  { recordings: 'asked', changed: 'none' },
  { recordings: 'reused', changed: 'none' },
];
const WARM_UP_ROUNDS = 3;
/** Before the first case, so that no flow is measured while its code has hardly run. */
const FIRST_ROUNDS = 20;
/** Above this many calls one after another (about half a minute) the straightforward flow gets fewer runs. */
const SLOW_CALLS = 300;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    'slow-runs': { type: 'string', default: '3' },
    sizes: { type: 'string', default: SIZES.join(',') },
    json: { type: 'boolean', default: false },
  },
});
const runs = wholeNumber('runs');
const slowRuns = Math.min(runs, wholeNumber('slow-runs'));
const sizes = options.sizes.split(',').map(Number);
if (sizes.some((size) => !SIZES.includes(size))) throw new Error(`--sizes takes some of ${SIZES.join(',')}`);

function wholeNumber(name: 'runs' | 'slow-runs'): number {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1`);
  return value;
}

type Services = {
  databases: Record<FlowName, string>;
  appUrl: string;
  /** The simulator's control port. */
  control: string;
  latencyMs: number;
};
const services = JSON.parse(process.env.BENCH_SERVICES ?? 'null') as Services | null;
if (!services) throw new Error('started by `npm run bench:refresh`');

const provider = await readSettings(services.control);
const config = {
  instanceId: provider.instanceId,
  region: 'cn-shanghai',
  endpoint: provider.url,
  credentials: { accessKeyId: provider.accessKeyId, accessKeySecret: provider.accessKeySecret },
};
const outboundbot = createOutboundBot(config);
const jobIds = Array.from({ length: Math.max(...SIZES) }, (_, at) => jobId(at + 1));
const jobs = createJobSwitch(services.control, jobIds.length);

const databases = {
  limit: await openBenchDatabase(services.databases.limit),
  useCase: await openBenchDatabase(services.databases.useCase),
  request: await openBenchDatabase(services.databases.request),
  straightforward: await openBenchDatabase(services.databases.straightforward),
};
const limitFlow = await limit(databases.limit, config, jobIds);
const flows: Record<FlowName, (which: Case) => ReturnType<Flow>> = {
  limit: ({ size, recordings, changed }) =>
    limitFlow({ size, recordings: recordings === 'asked', write: changed === 'all' }),
  useCase: refreshed(useCase(databases.useCase, outboundbot)),
  request: refreshed(wholeRequest(databases.request, services.appUrl)),
  straightforward: refreshed(straightforward(databases.straightforward, outboundbot)),
};

function refreshed(flow: Flow) {
  return ({ size, recordings }: Case) => flow({ size, recordings: recordings !== 'none' });
}

/** A run that did something else than it should have is no measurement. */
function check(flow: FlowName, which: Case, outcome: Outcome): void {
  const { size, recordings, changed } = which;
  // The straightforward flow writes whether or not anything changed.
  const updated = changed === 'all' || flow === 'straightforward' ? size : 0;
  const expected: Outcome = { jobs: size, updated, recordingsAsked: recordings === 'asked' ? size : 0 };
  if (JSON.stringify(outcome) !== JSON.stringify(expected)) {
    throw new Error(
      `${flow} of ${JSON.stringify(which)} did ${JSON.stringify(outcome)}, not ${JSON.stringify(expected)}`,
    );
  }
}

async function beforeRound({ changed }: Case): Promise<void> {
  if (changed === 'all') await jobs.change();
}

/** The app reads recordings for their waveforms in the background, and keeps the links that it is given for them. */
async function beforeFlow(flow: FlowName, { recordings }: Case): Promise<void> {
  if (recordings === 'asked' && (flow === 'useCase' || flow === 'request'))
    await forgetLinks(databases[flow]);
}

async function countAll(): Promise<Record<FlowName, number>> {
  const counts = await Promise.all(
    FLOWS.map(async (flow) => [flow, await countUpdatedRows(databases[flow])] as const),
  );
  return Object.fromEntries(counts) as Record<FlowName, number>;
}

/**
 * Counting has ended the app's connections: until it has met every dead one, a request may fail. Nothing has changed
 * since the last round, so these write nothing.
 */
async function reconnect(which: Case): Promise<void> {
  for (let good = 0, tries = 0; good < WARM_UP_ROUNDS; tries += 1) {
    try {
      await flows.request(which);
      good += 1;
    } catch (error) {
      if (tries > 20) throw error;
    }
  }
}

async function measure(which: Case): Promise<Measured> {
  const { size, recordings } = which;
  const straightforwardRuns =
    recordings === 'reused' ? 0 : recordings === 'asked' && size >= SLOW_CALLS ? slowRuns : runs;
  await Promise.all(FLOWS.map((flow) => tidy(databases[flow])));
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await beforeRound(which);
    for (const flow of FLOWS) {
      if (flow === 'straightforward') continue;
      await beforeFlow(flow, which);
      await flows[flow](which);
    }
  }
  const before = await countAll();
  await reconnect(which);

  const times: Record<FlowName, number[]> = { limit: [], useCase: [], request: [], straightforward: [] };
  for (let round = 0; round < runs; round += 1) {
    await beforeRound(which);
    // Another flow begins each round, so that none always follows the same one.
    for (let turn = 0; turn < FLOWS.length; turn += 1) {
      const flow = FLOWS[(round + turn) % FLOWS.length]!;
      if (flow === 'straightforward' && round >= straightforwardRuns) continue;
      await beforeFlow(flow, which);
      const startedAt = performance.now();
      const outcome = await flows[flow](which);
      times[flow].push(performance.now() - startedAt);
      check(flow, which, outcome);
    }
  }
  const after = await countAll();
  const rowsWritten = Object.fromEntries(FLOWS.map((flow) => [flow, after[flow] - before[flow]]));
  return { case: which, times, rowsWritten: rowsWritten as Record<FlowName, number> };
}

async function describe(): Promise<string> {
  const [server] = await databases.limit.sql<{ version: string }[]>`
    select current_setting('server_version') as version`;
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${memory} GiB, Node ${process.versions.node}, PostgreSQL ${server!.version}`,
    `simulator at ${services!.latencyMs} ms, ${TURNS} turns a job; simulator, app, database and this program share the machine`,
    `medians of ${runs}; the straightforward flow's of ${slowRuns} where it makes more than ${SLOW_CALLS} calls one after another`,
    `load before: ${loadavg()[0]!.toFixed(1)}`,
  ].join('\n');
}

console.log(`${await describe()}\n`);
const measured: Measured[] = [];
for (let round = 0; round < FIRST_ROUNDS; round += 1) {
  await jobs.change();
  const recordings = round < WARM_UP_ROUNDS ? 'asked' : 'none';
  const which: Case = { size: 20, recordings, changed: 'all' };
  for (const flow of FLOWS) check(flow, which, await flows[flow](which));
}
for (const size of sizes) {
  for (const variant of VARIANTS) {
    const which = { size, ...variant };
    const result = await measure(which);
    measured.push(result);
    const { ms } = toLine(result);
    process.stderr.write(
      `· ${size} jobs, recordings ${which.recordings}, ${which.changed} changed: ` +
        `${FLOWS.map((flow) => `${flow} ${Number.isNaN(ms[flow]) ? '–' : ms[flow].toFixed(0)}`).join(', ')} ms\n`,
    );
  }
}
const lines = measured.map(toLine);
console.log(`${formatTable(lines)}\n`);
console.log(
  'rows written: use case / request / straightforward flow, per refresh, by pg_stat_user_tables.n_tup_upd\n',
);
const checks = checkTargets(lines);
for (const { ok, text } of checks) console.log(`${ok ? 'PASS' : 'FAIL'}  ${text}`);
const failed = checks.filter(({ ok }) => !ok).length;
console.log(`\n${checks.length - failed} targets reached, ${failed} missed`);
if (options.json) console.log(JSON.stringify(measured));

await Promise.all(FLOWS.map((flow) => databases[flow].end()));
process.exit(failed > 0 ? 1 : 0);
