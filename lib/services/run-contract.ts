import 'server-only';

import type { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import type { startQueryExecutionRunSchema } from '@/lib/runs/run-input';
import type { Run, RunState } from '@/lib/runs/schemas';

import { getRun, startRun } from './runs';

// The two addresses that other programs know, in the envelope of `POST /query-task-execution`.

/** What those programs call a run's state: a paused one goes on, and a cancelled one will not. */
const STATUS: Record<RunState, 'pending' | 'running' | 'done' | 'failed'> = {
  pending: 'pending',
  running: 'running',
  paused: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'failed',
};

/** `POST /start-query-execution-run`. A second request joins the run that is under way, and its message says so. */
export async function startQueryExecutionRun(
  actor: Actor,
  input: z.infer<typeof startQueryExecutionRunSchema>,
) {
  const { run, joined } = await startRun(actor, {
    taskId: input.task_id,
    batchSize: input.batch_size,
    pauseMs: input.sleep_ms,
    skipRecording: input.skip_recording,
    retryOf: null,
    query: '',
  });
  const message = joined ? '该任务的整批刷新正在进行，已加入' : `整批刷新已开始：共 ${run.totalRows} 条作业`;
  return { status: 'success', code: 200, message, data: { run_id: run.id } };
}

/** `GET /get-query-execution-run?run_id=`. */
export async function getQueryExecutionRun(actor: Actor, runId: string) {
  const run = await getRun(actor, runId);
  return {
    status: 'success',
    code: 200,
    message: '查询成功',
    data: {
      total_jobs: run.totalRows,
      processed_jobs: run.processed,
      status: STATUS[run.state],
      error: errorOf(run),
    },
  };
}

function errorOf({ state, error, counts }: Run): string | null {
  if (state === 'cancelled') return '整批刷新已取消';
  if (error) return `${error.code} ${error.message}`;
  return state === 'done' && counts.failed > 0 ? `${counts.failed} 条作业查询失败` : null;
}
