// The program behind `npm run bench:scale`, one step of it at a time: see scripts/bench-scale.mjs.
import { parseArgs } from 'node:util';

import postgres from 'postgres';

import { median } from './report';
import { makeData } from './scale/data';
import { type Figure, ORGANIZATION_FIGURES, TASK_FIGURES } from './scale/figures';
import { blocksRead, fillIndex, openWorld, type ScaleWorld, useIndex } from './scale/world';
import { writeAtFullSpeed } from '@/lib/jobs/testing/full-speed-writer';
import { markdownTable } from './table';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    cold: { type: 'boolean', default: false },
    writer: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
// oxlint-disable-next-line node/no-process-env -- how the script hands over where its database is
const { databaseUrl, step } = JSON.parse(process.env.BENCH_SERVICES ?? '{}') as {
  databaseUrl: string;
  step: string;
};

const COLD_TARGET_MS = 300;
/** PostgreSQL plans a statement anew for each connection's first five runs. */
const WARM_UPS = 12;
const RUNS = 7;
const NO_MORE_FIGURES = 2;

if (step === 'make') await make();
else if (step === 'warm') await warm();
else if (step === 'write') await write();
else await cold(Number(step.split(' ')[1]));

async function make(): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const made = await makeData(sql, Number(values.rows));
  const { db, end } = await openWorld(databaseUrl, 2);
  const filled = await fillIndex(db);
  // Autovacuum is off: what it would have done by then.
  for (const table of [
    'job_index',
    'job_cells',
    'job_blocks',
    'job_count_changes',
    'job_index_dirty',
    'job_states',
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one table after another
    await sql.unsafe(`vacuum (analyze) callboard.${table}`);
  }
  const sizes = await sql<{ name: string; size: string }[]>`
    select relname as name, pg_size_pretty(pg_total_relation_size(oid)) as size from pg_class
    where relname in ('leads_task_list', 'job_states', 'job_index', 'job_cells', 'job_blocks') order by relname`;
  await end();
  await sql.end();
  console.log(
    `${made.rows} rows of ${made.tasks.length + made.others} tasks made in ${made.seconds.toFixed(0)} s, indexed in ${filled.toFixed(0)} s: ` +
      sizes.map(({ name, size }) => `${name} ${size}`).join(', '),
  );
}

type Timed = { ms: number; worst: number };
type Line = {
  figure: string;
  task: string;
  target: number;
  index: Timed;
  blocks: number;
  plain: Timed;
  plainBlocks: number;
};

async function timed(run: () => Promise<unknown>, warmUps: number, runs: number): Promise<Timed> {
  const times: number[] = [];
  for (let n = 0; n < warmUps + runs; n += 1) {
    const startedAt = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after another is what is measured
    await run();
    if (n >= warmUps) times.push(performance.now() - startedAt);
  }
  return { ms: median(times), worst: Math.max(...times) };
}

async function measureLine<Subject>(
  { world, one }: { world: ScaleWorld; one: ScaleWorld },
  figure: Figure<Subject>,
  subject: Subject,
  task: string,
): Promise<Line> {
  const run = () => figure.run(world, subject);
  const blocks = async () => {
    const before = await blocksRead(one.db);
    await figure.run(one, subject);
    return (await blocksRead(one.db)) - before;
  };
  const index = await timed(run, WARM_UPS, RUNS);
  const byIndex = await blocks();
  await useIndex(world.db, false);
  const plain = await timed(run, 1, 1);
  const plainBlocks = await blocks();
  await useIndex(world.db, true);
  console.error(`${figure.name}, ${task}: ${index.ms.toFixed(1)} ms`);
  return { figure: figure.name, task, target: figure.target, index, blocks: byIndex, plain, plainBlocks };
}

async function warm(): Promise<void> {
  const [world, one] = await Promise.all([openWorld(databaseUrl, 2), openWorld(databaseUrl, 1)]);
  const lines: Line[] = [];
  for (const figure of TASK_FIGURES) {
    for (const task of world.tasks) {
      // oxlint-disable-next-line no-await-in-loop -- one after another is what is measured
      lines.push(await measureLine({ world, one }, figure, task, `10^${Math.log10(task.rows)}`));
    }
  }
  // oxlint-disable-next-line no-await-in-loop -- one after another is what is measured
  for (const figure of ORGANIZATION_FIGURES)
    lines.push(await measureLine({ world, one }, figure, null, 'all'));
  await Promise.all([world.end(), one.end()]);
  const first = (line: Line) => lines.find(({ figure }) => figure === line.figure)!;
  const number = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  console.log(
    values.json
      ? JSON.stringify(lines)
      : markdownTable(
          [
            ['warm, ms', 'rows', 'median', 'worst', 'target', 'grows', 'blocks', 'without index', 'blocks'],
            ...lines.map((line) => [
              line.figure,
              line.task,
              number(line.index.ms),
              number(line.index.worst),
              String(line.target),
              `${(line.index.ms / first(line).index.ms).toFixed(1)} x`,
              String(line.blocks),
              number(line.plain.ms),
              String(line.plainBlocks),
            ]),
          ],
          (column) => column > 0,
        ),
  );
  const late = lines.filter(({ index, target }) => index.ms > target);
  for (const line of late) {
    console.log(`FAIL ${line.figure}, ${line.task}: ${number(line.index.ms)} ms, at most ${line.target}`);
  }
  process.exitCode = late.length > 0 ? 1 : 0;
}

/** One figure, once, right after a restart that left nothing in memory: of the largest task where there are several. */
async function cold(place: number): Promise<void> {
  const figure = [...TASK_FIGURES, ...ORGANIZATION_FIGURES][place];
  if (!figure) {
    process.exitCode = NO_MORE_FIGURES;
    return;
  }
  const world = await openWorld(databaseUrl, 2);
  const startedAt = performance.now();
  await (figure as Figure<unknown>).run(world, world.tasks.at(-1));
  const ms = performance.now() - startedAt;
  await world.end();
  const isLate = ms > COLD_TARGET_MS;
  console.log(
    `${isLate ? 'FAIL' : 'PASS'} cold, ${figure.name}: ${ms.toFixed(0)} ms, at most ${COLD_TARGET_MS}`,
  );
  process.exitCode = isLate ? 1 : 0;
}

async function write(): Promise<void> {
  const world = await openWorld(databaseUrl, 4);
  const told = await writeAtFullSpeed(databaseUrl, world.db, Number(values.writer));
  await world.end();
  console.log(told.text);
  process.exitCode = told.wrongs > 0 ? 1 : 0;
}
