import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { createCallApi } from '@/lib/outboundbot/runtime';
import { getRun, startRun } from '@/lib/runs/runs';
import { isOver, MOST_IDS } from '@/lib/runs/schemas';

import { openBenchDatabase } from './database';
import { residentBytes } from './process-usage';
import { type ProviderSettings, readSettings } from './simulator';

/** What has to hold: `rate` of the set one, `memory` from the first batches to the last ones. */
const LIMITS = { rate: 0.9, memoryMb: 64 };
/** Calls that the straightforward way makes, to tell its rate. */
const STRAIGHT_CALLS = 20;
const WARM_CALLS = 10;

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '20000' },
    rps: { type: 'string', default: '20' },
    workers: { type: 'string', default: '2' },
  },
});
const [jobs, rps, workers] = [Number(values.jobs), Number(values.rps), Number(values.workers)];
const services = JSON.parse(process.env.BENCH_SERVICES ?? '{}') as {
  databaseUrl: string;
  simulatorControlUrl: string;
};
const control = services.simulatorControlUrl;
const settings = await readSettings(control);
const database = await openBenchDatabase(services.databaseUrl);
const { sql, db, actor } = database;

/** A task for each worker, so that each has a run to drive. */
async function makeTask(at: number): Promise<number> {
  const count = Math.floor(jobs / workers);
  const [task] = await sql<{ id: number }[]>`
    insert into call_tasks (task_name, organization_id, task_type) values (${`Run ${at}`}, 'bench', 2) returning id`;
  const id = task!.id;
  await sql`insert into leads_task_list (task_id, call_job_id, call_status)
    select ${id}, 'run-' || ${id}::int || '-' || n, 'Executing' from generate_series(1, ${count}::int) n`;
  for (let from = 1; from <= count; from += 2000) {
    const length = Math.min(2000, count - from + 1);
    const scripted = Array.from({ length }, (_, index) => ({
      JobId: `run-${id}-${from + index}`,
      Status: 'Succeeded',
      Tasks: [],
    }));
    await fetch(`${control}/jobs`, { method: 'POST', body: JSON.stringify({ jobs: scripted }) });
  }
  return id;
}

async function startWorker(): Promise<ChildProcess> {
  const args = ['--conditions=react-server', '--import', 'tsx', 'worker/main.ts'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      DATABASE_URL: services.databaseUrl,
      NEXTAUTH_URL: 'http://127.0.0.1:3000',
      NEXTAUTH_SECRET: 'a secret of a benchmark, long enough',
      OUTBOUNDBOT_INSTANCE_ID: settings.instanceId,
      OUTBOUNDBOT_ENDPOINT: settings.url,
      OUTBOUNDBOT_MAX_RPS: String(rps),
      ALIBABA_CLOUD_ACCESS_KEY_ID: settings.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: settings.accessKeySecret,
      LOG_LEVEL: 'warn',
    },
  });
  await once(child, 'message');
  return child;
}

/** When each ListJobs call reached the provider, epoch ms. */
async function arrivals(): Promise<number[]> {
  const response = await fetch(`${control}/requests?operation=ListJobs`);
  const { requests } = (await response.json()) as { requests: { at: string }[] };
  return requests.map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
}

function mostInAnySecond(times: readonly number[]): number {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to++) {
    while (times[to]! - times[from]! >= 1000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

const rateOf = (times: readonly number[]) => ((times.length - 1) * 1000) / (times.at(-1)! - times[0]! || 1);

/** One call after the other, and each row compared and written by itself. */
async function straightforward(taskId: number, provider: ProviderSettings): Promise<number> {
  const api = await createCallApi({
    instanceId: provider.instanceId,
    region: 'cn-shanghai',
    endpoint: provider.url,
    credentials: { accessKeyId: provider.accessKeyId, accessKeySecret: provider.accessKeySecret },
  });
  const startedAt = performance.now();
  for (let call = 0; call < STRAIGHT_CALLS; call++) {
    const rows = await sql<{ id: number; call_job_id: string }[]>`
      select id, call_job_id from leads_task_list where task_id = ${taskId}
      order by id limit ${MOST_IDS} offset ${call * MOST_IDS}`;
    const ids = rows.map((row) => row.call_job_id);
    const answer = (await api('ListJobs', { InstanceId: provider.instanceId, JobId: ids }, 10_000)) as {
      body: { Jobs: { JobId: string; Status: string }[] };
    };
    for (const job of answer.body.Jobs) {
      const [row] = await sql<{ call_status: string }[]>`
        select call_status from leads_task_list where call_job_id = ${job.JobId} and task_id = ${taskId}`;
      if (row?.call_status !== job.Status)
        await sql`update leads_task_list set call_status = ${job.Status}, updated_at = now()
          where call_job_id = ${job.JobId} and task_id = ${taskId}`;
    }
  }
  return (STRAIGHT_CALLS * 1000) / (performance.now() - startedAt);
}

const taskIds: number[] = [];
for (let at = 1; at <= workers; at++) taskIds.push(await makeTask(at));
await sql`analyze`;
const processes = await Promise.all(Array.from({ length: workers }, startWorker));
let code = 0;
try {
  await fetch(`${control}/requests`, { method: 'DELETE' });
  const runs = await Promise.all(
    taskIds.map((taskId) =>
      startRun(db, actor, {
        taskId,
        batchSize: MOST_IDS,
        pauseMs: 0,
        skipRecording: true,
        retryOf: null,
        query: '',
      }),
    ),
  );
  const memory: number[][] = processes.map(() => []);
  for (;;) {
    const now = await Promise.all(runs.map(({ run }) => getRun(db, actor, run.id)));
    for (const [index, child] of processes.entries())
      memory[index]!.push(residentBytes(child.pid!) / 2 ** 20);
    if (now.every(({ state }) => isOver(state))) {
      const updated = now.reduce((sum, run) => sum + run.counts.updated, 0);
      if (updated !== Math.floor(jobs / workers) * workers)
        throw new Error(`only ${updated} rows were updated`);
      break;
    }
    await sleep(500);
  }
  const all = await arrivals();
  const reached = rateOf(all.slice(WARM_CALLS));
  const most = mostInAnySecond(all);
  const growth = Math.max(
    ...memory.map(
      (samples) => samples.at(-1)! - Math.max(...samples.slice(0, Math.ceil(samples.length / 10) + 2)),
    ),
  );
  await sql`update leads_task_list set call_status = 'Executing'`;
  const straight = await straightforward(taskIds[0]!, settings);
  const verdict = (held: boolean) => (held ? '✓' : '✗');
  const held = [reached >= LIMITS.rate * rps, most <= rps, growth <= LIMITS.memoryMb];
  console.log(`
${jobs} jobs in ${all.length} calls, ${workers} workers, ${rps} calls a second allowed, simulator at 50 ms
${verdict(held[0]!)} reached ${reached.toFixed(1)} a second, ${((100 * reached) / rps).toFixed(0)} % (limit ${100 * LIMITS.rate} %)
${verdict(held[1]!)} at most ${most} in any second, counted by the provider (limit ${rps})
${verdict(held[2]!)} worker memory ${growth >= 0 ? '+' : ''}${growth.toFixed(0)} MB from the first tenth to the last batch (limit ${LIMITS.memoryMb})
  one call after the other, row by row: ${straight.toFixed(1)} a second`);
  code = held.every(Boolean) ? 0 : 1;
} finally {
  for (const child of processes) child.kill('SIGKILL');
  await database.end();
}
process.exit(code);
