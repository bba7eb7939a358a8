// The program behind `npm run bench:export`, one step of it at a time: see scripts/bench-export.mjs.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';

import postgres from 'postgres';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { driveExport } from '@/lib/exports/drive-export';
import { takeExport } from '@/lib/exports/drive-repository';
import { getExport, openFile, startExport } from '@/lib/exports/exports';
import { cellOf } from '@/lib/exports/present-rows';
import { readExportRows } from '@/lib/exports/row-repository';
import { type ExportFormat, USUAL_COLUMNS } from '@/lib/exports/schemas';
import { fileWords } from '@/lib/exports/words';
import { BYTE_ORDER_MARK, csvLine } from '@/lib/values/csv';

import { makeData } from './scale/data';
import { openWorld } from './scale/world';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
// oxlint-disable-next-line node/no-process-env -- how the script hands over where its database is
const { databaseUrl, step } = JSON.parse(process.env.BENCH_SERVICES ?? '{}') as {
  databaseUrl: string;
  step: string;
};

const MB = 1024 ** 2;
const GREATEST_WAIT_EVERY_MS = 10;

type Measured = { rows: number; bytes: number; digest: string };

/** Takes a step's time, the process's memory and the longest time for which it did nothing else. */
async function measure(name: string, work: () => Promise<Measured>): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let [peak, last, longest] = [before, performance.now(), 0];
  const watch = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - GREATEST_WAIT_EVERY_MS);
    last = now;
    peak = Math.max(peak, process.memoryUsage.rss());
  }, GREATEST_WAIT_EVERY_MS);
  const startedAt = performance.now();
  const { rows, bytes, digest } = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  const cpu = process.cpuUsage();
  console.log(
    [
      name.padEnd(24),
      `${rows} rows in ${seconds.toFixed(1)} s`,
      `${Math.round(rows / seconds)} rows/s`,
      `${(bytes / MB).toFixed(0)} MB`,
      `memory ${(before / MB).toFixed(0)} -> ${(peak / MB).toFixed(0)} MB`,
      `longest wait ${longest.toFixed(0)} ms`,
      `processor ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s`,
      digest.slice(0, 8),
    ].join(' · '),
  );
}

async function take(db: Db, actor: Actor, id: string): Promise<Measured> {
  const { found, body } = await openFile(db, actor, id, '127.0.0.1');
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of body) {
    hash.update(part);
    bytes += part.length;
  }
  return { rows: found.rows, bytes, digest: hash.digest('hex') };
}

async function asProduct(db: Db, actor: Actor, format: ExportFormat): Promise<string> {
  const { id } = await startExport(db, actor, {
    ...{ taskId: null, query: '', format, columns: USUAL_COLUMNS, locale: 'zh' },
  });
  const leased = await takeExport(db, 'bench');
  if (!leased) throw new Error('nothing to write');
  const dependencies = { db, fetchRecording: () => Promise.resolve({ reason: 'gone' }) };
  const end = await driveExport(dependencies, actor.orgId, leased, new AbortController().signal);
  if (end !== 'done') throw new Error(`the export ended: ${end}`);
  return id;
}

/** One question for all rows, the file as one text, as one would begin. */
async function straightforward(db: Db, actor: Actor, sql: postgres.Sql): Promise<Measured> {
  const ids = await sql<{ id: number }[]>`
    select id::int from leads_task_list where call_job_id is not null and call_job_id <> '' order by id`;
  const rows = await readExportRows(
    actor.orgId,
    db,
    ids.map(({ id }) => id),
    USUAL_COLUMNS,
  );
  const words = fileWords('zh');
  const lines = rows.map((row) => csvLine(USUAL_COLUMNS.map((column) => cellOf(column, row, words))));
  const text = BYTE_ORDER_MARK + csvLine(USUAL_COLUMNS.map(words.heading)) + lines.join('');
  return {
    rows: rows.length,
    bytes: Buffer.byteLength(text),
    digest: createHash('sha256').update(text).digest('hex'),
  };
}

const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
if (step === 'make') {
  const made = await makeData(sql, Number(values.rows));
  console.log(`${made.rows} rows made in ${made.seconds.toFixed(0)} s`);
} else {
  const { db, actor, end } = await openWorld(databaseUrl, 4);
  if (step === 'straightforward') {
    await measure('all at once, CSV', () => straightforward(db, actor, sql));
  } else {
    const format = step as ExportFormat;
    let id = '';
    await measure(`export, ${format}`, async () => {
      id = await asProduct(db, actor, format);
      const { rows, bytes } = await getExport(db, actor, id);
      return { rows, bytes, digest: '' };
    });
    await measure(`taking it, ${format}`, () => take(db, actor, id));
  }
  await end();
}
await sql.end();
