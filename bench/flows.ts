import pLimit from 'p-limit';

import type { RefreshInput } from '@/lib/jobs/refresh/refresh-input';
import { refreshPage } from '@/lib/jobs/refresh/refresh-page';
import { MAX_IDS_PER_CALL } from '@/lib/outboundbot/client';
import { type CallApi, createCallApi, type OutboundBotConfig } from '@/lib/outboundbot/runtime';
import type { OutboundBot, ProviderJob } from '@/lib/outboundbot/types';
import { findRecordings } from '@/lib/recordings/find-recordings';

import type { BenchDatabase } from './database';

const PARALLEL_CALLS = 24;
const TIMEOUT_MS = 10_000;

/** What one run is asked to do: the first `size` rows of the task. */
export type Page = { size: number; recordings: boolean };
/** What one run says that it did, checked after the clock has stopped. */
export type Outcome = { jobs: number; updated: number; recordingsAsked: number };
export type Flow = (page: Page) => Promise<Outcome>;

const inputOf = ({ size, recordings }: Page, taskId: number): RefreshInput => ({
  task_id: taskId,
  page: 1,
  page_size: size,
  skip_recording: !recordings,
});

/** The use case, in this process, wired as `lib/services/refresh.ts` wires it. */
export function useCase({ db, actor, taskId }: BenchDatabase, outboundbot: OutboundBot): Flow {
  return async (page) => {
    const { rows, receipt } = await refreshPage(
      {
        db,
        outboundbot,
        findRecordings: (wanted, options) => findRecordings({ outboundbot, wanted, ...options }),
      },
      actor,
      inputOf(page, taskId),
      { startedAt: Date.now(), gone: new AbortController().signal },
    );
    return {
      jobs: rows.filter((row) => row.job).length,
      updated: receipt.rows.filter((row) => row.verdict === 'updated').length,
      recordingsAsked: receipt.recordings.asked - receipt.recordings.failed,
    };
  };
}

/** `POST /query-task-execution` to a production build, until its answer is read. */
export function wholeRequest({ taskId, token }: BenchDatabase, appUrl: string): Flow {
  return async (page) => {
    const response = await fetch(`${appUrl}/query-task-execution`, {
      method: 'POST',
      headers: { 'access-token': token, 'content-type': 'application/json' },
      body: JSON.stringify(inputOf(page, taskId)),
    });
    const answer = (await response.json()) as {
      code: number;
      message: string;
      data: {
        jobs_data: unknown[];
        updated_count: number;
        receipt: { recordings: { asked: number; failed: number } };
      };
    };
    if (answer.code !== 200) throw new Error(`the app answered ${answer.code}: ${answer.message}`);
    const { jobs_data: jobs, updated_count: updated, receipt } = answer.data;
    return {
      jobs: jobs.length,
      updated,
      recordingsAsked: receipt.recordings.asked - receipt.recordings.failed,
    };
  };
}

type WireCall = { TaskId: string; PlanedTime: number; Conversation: unknown[]; CallingNumber: string };

/** The six columns of a job, read without a check: the benchmark's jobs are known to be well formed. */
function columnsOf(job: ProviderJob) {
  const call = (job.Tasks as WireCall[]).at(-1)!;
  return {
    call_status: job.Status as string,
    planed_time: new Date(call.PlanedTime).toISOString(),
    call_task_id: call.TaskId,
    call_conversation: call.Conversation,
    calling_number: call.CallingNumber,
  };
}

/**
 * The straightforward flow: the page's rows, one ListJobs (for more than 99 jobs one after another), and then for each
 * job a look-up of its recording, a SELECT and an UPDATE, by primary key, one after another.
 */
export function straightforward({ sql, taskId }: BenchDatabase, outboundbot: OutboundBot): Flow {
  return async ({ size, recordings }) => {
    const asking = {
      caller: { orgId: 'bench', actorId: 'bench', class: 'person' } as const,
      deadline: AbortSignal.timeout(300_000),
    };
    const page = await sql<{ id: number; call_job_id: string }[]>`
      select id, call_job_id from leads_task_list
      where task_id = ${taskId} and call_job_id is not null and call_job_id <> '' order by id limit ${size}`;
    const rowIds = new Map(page.map((row) => [row.call_job_id, row.id]));
    const jobs: ProviderJob[] = [];
    for (let from = 0; from < page.length; from += MAX_IDS_PER_CALL) {
      const ids = page.slice(from, from + MAX_IDS_PER_CALL).map((row) => row.call_job_id);
      jobs.push(...(await outboundbot.listJobs(ids, asking)));
    }
    let updated = 0;
    let recordingsAsked = 0;
    for (const job of jobs) {
      const columns = columnsOf(job);
      let recordingUrl: string | null = null;
      if (recordings) {
        const link = await outboundbot.downloadRecording(columns.call_task_id, asking);
        if (link.state === 'ready') recordingUrl = link.url;
        recordingsAsked += recordingUrl ? 1 : 0;
      }
      const [row] = await sql<{ id: number; recording_url: string | null }[]>`
        select * from leads_task_list where id = ${rowIds.get(job.JobId)!}`;
      const result = await sql`
        update leads_task_list set call_status = ${columns.call_status},
          planed_time = ${columns.planed_time}::timestamptz, call_task_id = ${columns.call_task_id},
          call_conversation = ${JSON.stringify(columns.call_conversation)}::text::jsonb,
          calling_number = ${columns.calling_number}, recording_url = ${recordingUrl ?? row!.recording_url}
        where id = ${row!.id}`;
      updated += result.count;
    }
    return { jobs: jobs.length, updated, recordingsAsked };
  };
}

/**
 * The limit: nothing but the provider's calls through its official runtime, as many at once as ours, and, where rows
 * change, one UPDATE by key with the same six columns. It knows the row ids beforehand, compares nothing, keeps no
 * receipt and answers nothing.
 */
export async function limit(
  { sql, rowIds }: BenchDatabase,
  config: OutboundBotConfig,
  jobIds: string[],
): Promise<(page: Page & { write: boolean }) => Promise<Outcome>> {
  const callApi = meetingDeadConnections(await createCallApi(config));
  const idOfJob = new Map(jobIds.map((id, at) => [id, rowIds[at]!]));
  return async ({ size, recordings, write }) => {
    const atOnce = pLimit(PARALLEL_CALLS);
    const jobs = await listJobs(callApi, atOnce, config.instanceId, jobIds.slice(0, size));
    const rows = jobs.map((job) => ({ id: idOfJob.get(job.JobId)!, ...columnsOf(job) }));
    const links = recordings
      ? await Promise.all(
          rows.map(({ call_task_id: callId }) =>
            atOnce(() => recordingLink(callApi, config.instanceId, callId)),
          ),
        )
      : [];
    let updated = 0;
    if (write) {
      const values = rows.map((row, at) => ({
        ...row,
        call_conversation: JSON.stringify(row.call_conversation),
        recording_url: links[at] ?? null,
      }));
      const result = await sql`
        update leads_task_list t set call_status = v.call_status, planed_time = v.planed_time,
          call_task_id = v.call_task_id, call_conversation = v.call_conversation::jsonb,
          calling_number = v.calling_number, recording_url = v.recording_url
        from json_to_recordset(${JSON.stringify(values)}::text::json) as v(id bigint, call_status text,
          planed_time timestamptz, call_task_id text, call_conversation text, calling_number text, recording_url text)
        where t.id = v.id`;
      updated = result.count;
    }
    return { jobs: jobs.length, updated, recordingsAsked: links.filter(Boolean).length };
  };
}

/** Calls once more when the server has just closed the kept-alive connection that the call was sent on. */
function meetingDeadConnections(callApi: CallApi): CallApi {
  return (...call) =>
    callApi(...call).catch((error: Error & { code?: string }) => {
      if (!/ECONNRESET|EPIPE|socket hang up/.test(`${error.code} ${error.message}`)) throw error;
      return callApi(...call);
    });
}

async function listJobs(
  callApi: CallApi,
  atOnce: ReturnType<typeof pLimit>,
  instanceId: string,
  ids: string[],
): Promise<ProviderJob[]> {
  const pages = Array.from({ length: Math.ceil(ids.length / MAX_IDS_PER_CALL) }, (_, at) =>
    ids.slice(at * MAX_IDS_PER_CALL, (at + 1) * MAX_IDS_PER_CALL),
  );
  const answers = await Promise.all(
    pages.map((page) =>
      atOnce(() => callApi('ListJobs', { InstanceId: instanceId, JobId: page }, TIMEOUT_MS)),
    ),
  );
  return answers.flatMap((answer) => (answer.body as { Jobs: ProviderJob[] }).Jobs);
}

async function recordingLink(callApi: CallApi, instanceId: string, callId: string): Promise<string> {
  const answer = await callApi('DownloadRecording', { InstanceId: instanceId, TaskId: callId }, TIMEOUT_MS);
  return (answer.body as { DownloadParams: { SignatureUrl: string } }).DownloadParams.SignatureUrl;
}
