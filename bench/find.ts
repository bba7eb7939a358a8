// The program behind `npm run bench:find`, one step of it at a time: see scripts/bench-find.mjs.
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { type SQL, sql } from 'drizzle-orm';
import postgres from 'postgres';

import { toActor } from '@/lib/auth/actor';
import { createDb, type Db } from '@/lib/db/client';
import { stepIndex } from '@/lib/jobs/job-index/keep-index';
import { type Selection, wholeTask } from '@/lib/jobs/selection';
import { findWordsRows, MOST_COUNTED } from '@/lib/jobs/words/find-words';
import { stepWords } from '@/lib/jobs/words/keep-words';

import { chanceFrom, makeConversations } from './find/data';
import { markdownTable } from './table';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    plans: { type: 'string' },
    cold: { type: 'boolean', default: false },
  },
});
// oxlint-disable-next-line node/no-process-env -- how the script hands over where its database is
const { databaseUrl, step } = JSON.parse(process.env.BENCH_SERVICES ?? '{}') as {
  databaseUrl: string;
  step: string;
};

const WORDS = 20;
const RUNS = 5;
/** The straightforward way takes so long that only some of the words are looked for by it. */
const PLAIN_WORDS = 6;

await ({ make, warm } as Record<string, () => Promise<void>>)[step]?.();
if (step === 'cold') await cold();

async function make(): Promise<void> {
  const client = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const { seconds } = await makeConversations(client, Number(values.rows));
  const { db, end } = open(2);
  // oxlint-disable-next-line no-await-in-loop -- one step after another
  while ((await stepIndex(db)) !== 'idle');
  await client`vacuum (analyze) callboard.job_index`;
  const startedAt = Date.now();
  // oxlint-disable-next-line no-await-in-loop -- one step after another
  while ((await stepWords(db)) !== 'idle');
  const filled = (Date.now() - startedAt) / 1000;
  await client`vacuum (analyze) callboard.job_words`;
  const sizes = await client<{ name: string; size: string }[]>`
    select relname as name, pg_size_pretty(pg_table_size(oid)) as size from pg_class
    where relname like 'job_words%' and relkind in ('r', 'i') and pg_table_size(oid) > 100000 order by relname`;
  const told = sizes.map(({ name, size }) => `${name} ${size}`).join(', ');
  console.log(
    `${values.rows} conversations made in ${seconds.toFixed(0)} s, their words written in ${filled.toFixed(0)} s ` +
      `(${((filled * 1000) / Number(values.rows)).toFixed(2)} ms each): ${told}`,
  );
  await end();
  await client.end();
}

function open(max: number) {
  return createDb(databaseUrl, { max, applicationName: 'callboard-find', statementTimeoutMs: 120_000 });
}

/** Words that nobody chose: two characters over all frequencies, and four characters out of any sentence. */
async function drawWords(db: Db, seed: number): Promise<{ two: string[]; four: string[] }> {
  const rows = await db.execute<{ text: string }>(
    sql`select customer || robot as text from callboard.job_words where row_id % 41 = ${seed % 41} order by row_id limit 4000`,
  );
  const counts = new Map<string, number>();
  const chance = chanceFrom(seed);
  const four: string[] = [];
  for (const { text } of rows) {
    const sentences = text.split(/[\n\f]/).filter((sentence) => sentence.length > 5);
    for (const gram of new Set(sentences.flatMap((one) => [...one].map((_, at) => one.slice(at, at + 2))))) {
      if (/^\p{Script=Han}{2}$/u.test(gram)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    const one = sentences[Math.floor(chance() * sentences.length)] ?? '';
    const piece = one.slice(Math.floor(chance() * (one.length - 4))).slice(0, 4);
    if (/^\p{Script=Han}{4}$/u.test(piece)) four.push(piece);
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => a - b);
  const most = Math.log(sorted.at(-1)![1]);
  const two = Array.from({ length: WORDS }, (_, n) => {
    const wanted = Math.exp((most * n) / (WORDS - 1));
    const near = sorted.filter(([, count]) => count >= wanted * 0.95);
    return near[Math.floor(chance() * Math.min(near.length, 5))]![0];
  });
  const pieces = [...new Set(four)];
  return {
    two: [...new Set(two)],
    four: Array.from({ length: WORDS }, () => pieces[Math.floor(chance() * pieces.length)]!),
  };
}

/** Keeps the plan of every statement that a search runs. */
function explaining(db: Db, keep: (plan: string) => void): Db {
  const execute = async (query: SQL) => {
    const plan = await db.execute<Record<string, string>>(sql`explain (analyze, buffers) ${query}`);
    keep(plan.map((line) => Object.values(line)[0]).join('\n'));
    return db.execute(query);
  };
  return new Proxy(db, { get: (target, key) => (key === 'execute' ? execute : Reflect.get(target, key)) });
}

type Measured = { word: string; ms: number };
/** The time within which so great a part of the times lies. */
function share(times: number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)]!;
}

async function scopes(db: Db) {
  const [org] = await db.execute<{ org: string; user: string; task: number }>(sql`
    select m.organization_id as org, u.id as user, (select min(id) from call_tasks) as task
    from callboard.users u join callboard.memberships m on m.user_id = u.id limit 1`);
  const membership = {
    userId: org!.user,
    userName: 'Find',
    organizationId: org!.org,
    organizationName: 'Find',
  };
  const actor = toActor({ ...membership, role: 'operator' }, 'session')!;
  const of = (scope: Selection['scope'], word: string): Selection => ({
    ...wholeTask(org!.task),
    scope,
    filter: { words: { text: word, terms: [word] } },
  });
  return { orgId: actor.orgId, taskId: org!.task, of };
}

async function warm(): Promise<void> {
  const { db, end } = open(2);
  const { orgId, taskId, of } = await scopes(db);
  const { two, four } = await drawWords(db, 11);
  const lines: string[][] = [];
  const late: string[] = [];
  for (const [name, words] of [
    ['2 characters', two],
    ['4 characters', four],
  ] as const) {
    for (const scope of [taskId, 'all-tasks'] as const) {
      for (const [what, limit, p95, worst] of [
        ['first 100', 100, 20, 100],
        ['capped count', MOST_COUNTED + 1, 150, 150],
      ] as const) {
        const measured: Measured[] = [];
        for (const word of words) {
          const times: number[] = [];
          for (let run = 0; run <= RUNS; run += 1) {
            const startedAt = performance.now();
            await findWordsRows(orgId, db, of(scope, word), limit);
            if (run > 0) times.push(performance.now() - startedAt);
          }
          measured.push({ word, ms: share(times, 0.5) });
        }
        const all = measured.map(({ ms }) => ms);
        const slowest = measured.toSorted((a, b) => b.ms - a.ms)[0]!;
        const figures = [share(all, 0.5), share(all, 0.95), slowest.ms];
        const label = `${what}, ${name}, ${scope === 'all-tasks' ? 'all tasks' : 'one task'}`;
        lines.push([label, ...figures.map((ms) => ms.toFixed(1)), slowest.word]);
        if (figures[1]! > p95 || figures[2]! > worst)
          late.push(`FAIL ${label}: p95 ${figures[1]!.toFixed(1)} ms, worst ${figures[2]!.toFixed(1)} ms`);
        console.error(lines.at(-1)!.join(' | '));
        await keepPlan(db, `${label}: ${slowest.word}`, (one) =>
          findWordsRows(orgId, one, of(scope, slowest.word), limit),
        );
      }
    }
  }
  const times: Measured[] = [];
  for (const word of two.filter((_, at) => at % Math.ceil(two.length / PLAIN_WORDS) === 0)) {
    const query = sql`select t.id from leads_task_list t where t.task_id = ${taskId}
      and t.call_conversation::text ilike ${`%${word}%`} order by t.id limit 100`;
    const startedAt = performance.now();
    await db.execute(query);
    times.push({ word, ms: performance.now() - startedAt });
  }
  const all = times.map(({ ms }) => ms);
  lines.push([
    'ILIKE, first 100, 2 characters, one task',
    share(all, 0.5).toFixed(1),
    share(all, 0.95).toFixed(1),
    Math.max(...all).toFixed(1),
    '',
  ]);
  console.log(
    markdownTable(
      [['warm, ms', 'median', 'p95', 'worst', 'slowest'], ...lines],
      (column) => column > 0 && column < 4,
    ),
  );
  for (const line of late) console.log(line);
  process.exitCode = late.length > 0 ? 1 : 0;
  await end();
}

async function keepPlan(db: Db, label: string, run: (db: Db) => Promise<unknown>): Promise<void> {
  const { plans } = values;
  if (!plans) return;
  appendFileSync(plans, `## ${label}\n`);
  await run(explaining(db, (plan) => appendFileSync(plans, `${plan}\n\n`)));
}

/** Words of every frequency, each once, right after a restart that left nothing in memory. */
async function cold(): Promise<void> {
  const { db, end } = open(2);
  const { orgId, taskId, of } = await scopes(db);
  const words = ['投诉', '退款', '湖畔', '您好', '翻新'];
  for (const word of words) {
    const startedAt = performance.now();
    await findWordsRows(orgId, db, of(taskId, word), 100);
    console.log(`cold, first 100 of ${word}: ${(performance.now() - startedAt).toFixed(0)} ms`);
  }
  await end();
}
