// Measures the task page in a real Chromium on a production build: how much it weighs, how soon it shows and plays a job.
// scripts/bench-web.mjs starts what it needs and hands over the addresses; docs/measurements/README.md tells what is measured how.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { chromium, type Browser } from '@playwright/test';

import { forgetLinks } from './database';
import { startHourStore } from './hour-store';
import { sessionOf, type Session } from './session';
import { openContext, openTask } from './web/browser';
import { decodeInBrowser } from './web/decode';
import { audit } from './web/lighthouse';
import { openRow, playRow, seekAround, stepThroughJobs } from './web/listening';
import { traceLongestTask } from './web/main-thread';
import { type Figure, formatFigures, verdictOf } from './web/report';
import { readScriptBytes, sumNew } from './web/script-bytes';
import { freePort, refreshPages, startFreshApp, type App, type Services } from './web/services';
import { HOUR_SECONDS, makeWorld, PAGE_ROWS, type World } from './web/world';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string' } },
});
const RUNS = Number(values.runs);
if (!Number.isInteger(RUNS) || RUNS < 1) throw new RangeError('--runs must be a whole number from 1');
const services = JSON.parse(process.env.BENCH_SERVICES ?? 'null') as Services | null;
if (!services) throw new Error('started by scripts/bench-web.mjs');
/** The sandbox needs an ordinary user. */
const CHROMIUM_ARGS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const FOLLOWED_MS = 15_000;

type Bench = { services: Services; world: World; session: Session; app: App };

const launch = (bench: Pick<Bench, 'services'>) =>
  chromium.launch({ executablePath: bench.services.chromium, args: CHROMIUM_ARGS });

/** Calls `work` RUNS times, each with a browser of its own, and gathers what it measured under each name. */
async function measure<K extends string>(
  bench: Bench,
  work: (browser: Browser, run: number) => Promise<Record<K, number | number[]>>,
): Promise<Record<K, number[]>> {
  const gathered = {} as Record<K, number[]>;
  for (let run = 0; run < RUNS; run += 1) {
    // Each first sound asks the provider.
    await forgetLinks(bench.world);
    const browser = await launch(bench);
    try {
      for (const [name, value] of Object.entries(await work(browser, run)) as [K, number | number[]][]) {
        (gathered[name] ??= []).push(...[value].flat());
      }
    } finally {
      await browser.close();
    }
  }
  return gathered;
}

async function firstPlays(bench: Bench): Promise<Figure[]> {
  const { services, world, session } = bench;
  const times = await measure(bench, async (browser, run) => {
    const app = await startFreshApp(services);
    try {
      const context = await openContext(browser, app.url, session);
      const page = await openTask(context, world.taskId);
      return { play: await playRow(page, world.minuteRows[run % world.minuteRows.length]!, 'hover') };
    } finally {
      await app.stop();
    }
  });
  return [{ name: 'click to sound, first of a fresh server', unit: 'ms', values: times.play, most: 500 }];
}

async function listening(bench: Bench): Promise<Figure[]> {
  const { world, app, session } = bench;
  const times = await measure(bench, async (browser, run) => {
    const row = (n: number) => world.minuteRows[(10 + run * 5 + n) % world.minuteRows.length]!;
    const open = async () => openTask(await openContext(browser, app.url, session), world.taskId);
    const page = await open();
    const first = await playRow(page, row(0), 'hover');
    const again = await playRow(page, row(1), 'hover');
    await page.context().close();

    const hourPage = await open();
    const hour = await playRow(hourPage, world.hourRow, 'hover');
    const seek = await seekAround(hourPage, HOUR_SECONDS);
    await hourPage.context().close();

    const coldPage = await open();
    const noHover = await playRow(coldPage, row(2), 'none');
    await coldPage.context().close();

    const jobsPage = await open();
    const job = await openRow(jobsPage, row(3));
    // From the last row but one of the page to the next page's first ones, and back.
    await openRow(jobsPage, world.rowIds[PAGE_ROWS - 2]!);
    const names = (places: number[]) => places.map((place) => `客户${place}`);
    const next = await stepThroughJobs(jobsPage, names([PAGE_ROWS, PAGE_ROWS + 1, PAGE_ROWS + 2]), 'j');
    const previous = await stepThroughJobs(jobsPage, names([PAGE_ROWS + 1, PAGE_ROWS]), 'k');
    // The second step of each crosses the page's edge: the neighbour's page is not there yet, or not any more.
    const isEdge = (_: number, step: number) => step === 1;
    const steps = [next, previous];
    const edge = steps.flatMap((times) => times.filter(isEdge));
    const neighbour = steps.flatMap((times) => times.filter((time, step) => !isEdge(time, step)));
    return { first, again, hour, seek, noHover, job, neighbour, edge };
  });
  const ms = { unit: 'ms' } as const;
  return [
    { ...ms, name: 'click to job', values: times.job, most: 150 },
    { ...ms, name: 'J and K to the neighbour', values: times.neighbour, most: 100 },
    { ...ms, name: '… over the edge of the page', values: times.edge, most: 100 },
    { ...ms, name: 'click to sound, first of a page', values: times.first, most: 500 },
    { ...ms, name: 'click to sound, later', values: times.again, most: 500 },
    { ...ms, name: 'click to sound, 60 minutes', values: times.hour, most: 500 },
    { ...ms, name: 'click to sound, no hover before', values: times.noHover },
    { ...ms, name: 'seek in 60 minutes to sound', values: times.seek, most: 500 },
  ];
}

async function following(bench: Bench): Promise<Figure[]> {
  const { world, app, session } = bench;
  const times = await measure(bench, async (browser) => {
    const page = await openTask(await openContext(browser, app.url, session), world.taskId);
    await playRow(page, world.longRow, 'hover');
    // Until the transcript stands: opening it is not following it.
    await page.locator('[role=dialog] [data-index="1999"]').waitFor({ state: 'attached' });
    await page.waitForTimeout(1000);
    const marked = () => page.locator('[role=dialog] [data-index][data-active]').getAttribute('data-index');
    const from = Number(await marked());
    const task = await traceLongestTask(browser, page, () => page.waitForTimeout(FOLLOWED_MS));
    if (Number(await marked()) < from + 5) throw new Error('the transcript does not follow the sound');
    return { wall: task.wall, cpu: task.cpu };
  });
  return [
    { name: 'longest task while 2,000 sentences follow', unit: 'ms', values: times.wall, most: 50 },
    { name: '… of the processor', unit: 'ms', values: times.cpu },
  ];
}

async function scripts(bench: Bench): Promise<Figure[]> {
  const { services, world, app, session } = bench;
  const KB = 1000;
  const bytes = await measure(bench, async (browser) => {
    const page = await openTask(await openContext(browser, app.url, session), world.taskId);
    await page.waitForTimeout(500);
    const loaded = await readScriptBytes(page, services.distDir);
    await playRow(page, world.minuteRows[0]!, 'hover');
    await page.waitForLoadState('networkidle');
    const played = await readScriptBytes(page, services.distDir);
    const { all, ours } = sumNew(loaded);
    return { all: all / KB, ours: ours / KB, more: sumNew(played, loaded).all / KB };
  });
  const kb = { unit: 'KB' } as const;
  return [
    { ...kb, name: 'scripts of the page, compressed', values: bytes.all, most: 360 },
    { ...kb, name: '… ours', values: bytes.ours, most: 75 },
    { ...kb, name: '… more for an open job and its player', values: bytes.more, most: 60 },
  ];
}

async function lighthouse({ services, world, app, session }: Bench): Promise<Figure[]> {
  const options = { module: services.lighthouse, chromium: services.chromium, args: CHROMIUM_ARGS, freePort };
  const audits = await audit(options, session, `${app.url}/tasks/${world.taskId}?size=99`, RUNS);
  const failed = [...new Set(audits.flatMap((one) => one.failed))];
  const all = (name: 'performance' | 'accessibility' | 'largestPaintMs' | 'blockedMs') =>
    audits.map((one) => one[name]);
  return [
    { name: 'Lighthouse performance', unit: 'points', values: all('performance'), least: 95 },
    {
      name: 'Lighthouse accessibility',
      unit: 'points',
      values: all('accessibility'),
      least: 100,
      ...(failed.length > 0 && { note: failed.join(', ') }),
    },
    { name: '… largest paint', unit: 'ms', values: all('largestPaintMs') },
    { name: '… blocking time', unit: 'ms', values: all('blockedMs') },
  ];
}

async function peaks(bench: Pick<Bench, 'services'>): Promise<Figure[]> {
  const program = fileURLToPath(new URL('./peaks.ts', import.meta.url));
  const args = ['--conditions=react-server', '--expose-gc', '--import', 'tsx', program, '--json'];
  // It exits with 1 when it misses its targets, which are told here.
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: { stdout?: string }) => {
    if (error.stdout?.includes('{')) return { stdout: error.stdout };
    throw error;
  });
  const made = JSON.parse(stdout.trim().split('\n').at(-1)!) as { times: number[]; added: number[] };
  const store = await startHourStore();
  const decoded = { ms: [] as number[], added: [] as number[] };
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const browser = await launch(bench);
      try {
        const { ms, added } = await decodeInBrowser(browser, store.url);
        decoded.ms.push(ms);
        if (added !== null) decoded.added.push(added / 1e6);
      } finally {
        await browser.close();
      }
    }
  } finally {
    store.stop();
  }
  return [
    { name: 'peaks of 60 minutes', unit: 'ms', values: made.times, most: 2000 },
    {
      name: '… memory',
      unit: 'MB',
      values: [Math.max(...made.added) / 1e6],
      most: 50,
      note: 'the most of all runs, the first included',
    },
    { name: 'the same file decoded in the browser', unit: 'ms', values: decoded.ms },
    { name: '… memory', unit: 'MB', values: decoded.added },
  ];
}

const PARTS = { scripts, lighthouse, listening, following, peaks, firstPlays } as const;
type Part = keyof typeof PARTS;
const wanted = (values.only?.split(',') ?? Object.keys(PARTS)) as Part[];
for (const part of wanted)
  if (!(part in PARTS)) throw new RangeError(`--only knows ${Object.keys(PARTS).join(', ')}`);

const world = await makeWorld(services.databaseUrl, services.controlUrl);
const app = await startFreshApp(services);
const figures: Figure[] = [];
try {
  await refreshPages(app, world, PAGE_ROWS);
  const session = await sessionOf(world.sql, services.nextauthSecret, world.actor.userId);
  const bench: Bench = { services, world, session, app };
  await warmUp(bench);
  for (const part of wanted) {
    console.log(`· ${part} …`);
    const measured = await PARTS[part](bench);
    for (const { name, unit, values } of measured)
      console.log(`  ${name}: ${values.map(Math.round).join(' ')} ${unit}`);
    figures.push(...measured);
  }
} finally {
  await app.stop();
  await world.end();
}
console.log(`\n${formatFigures(figures)}\n`);
const failed = figures.filter((figure) => verdictOf(figure) === 'FAIL');
console.log(failed.length === 0 ? 'PASS' : `FAIL  ${failed.map(({ name }) => name).join(' · ')}`);
process.exit(failed.length === 0 ? 0 : 1);

/** A server in use has answered each kind of question before; the first ones are measured by themselves. */
async function warmUp(bench: Bench): Promise<void> {
  const browser = await launch(bench);
  try {
    const page = await openTask(await openContext(browser, bench.app.url, bench.session), bench.world.taskId);
    await playRow(page, bench.world.minuteRows.at(-1)!, 'hover');
    await page.waitForTimeout(1000);
  } finally {
    await browser.close();
  }
}
