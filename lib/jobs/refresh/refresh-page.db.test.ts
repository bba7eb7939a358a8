import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { AppError } from '@/lib/errors';
import { createOutboundBot } from '@/lib/outboundbot/client';
import { askedNow } from '@/lib/outboundbot/testing/caller';
import type { OutboundBot } from '@/lib/outboundbot/types';
import { findReceipt, listReceipts } from '@/lib/receipts/stored-receipts';
import { findRecordings } from '@/lib/recordings/find-recordings';
import { maskAnswer } from '@/lib/values/masking';
import { DEFAULTS, type Simulator, startSimulator } from '@/simulator/start';

import { presentRefresh } from './present-refresh';
import { findLastCheck } from '../detail/last-check-repository';
import { listRefreshedJobs } from '../list/list-jobs';
import { findLastRefresh } from '../list/list-repository';
import { type Refreshed, refreshChosen, refreshJob, refreshPage, refreshSelected } from './refresh-page';
import type { RefreshDependencies } from './refresh-steps';
import type { RefreshInput } from './refresh-input';
import { wholeTask } from '../selection';
import {
  createOrganization,
  createRows,
  createTask,
  readRow,
  type RowValues,
  wholePage,
} from '../testing/world';
import { jobTimeline } from '../timeline/timeline';

let database: TestDatabase;
let simulator: Simulator;
let outboundbot: OutboundBot;
let actor: Actor;
let taskId: number;

beforeAll(async () => {
  [database, simulator] = await Promise.all([createTestDatabase(), startSimulator()]);
  outboundbot = connect();
});
afterAll(() => Promise.all([database.drop(), simulator.close()]));
beforeEach(async () => {
  actor = await createOrganization(database);
  taskId = await createTask(database, actor);
});

function connect(limits: { concurrency?: number } = {}): OutboundBot {
  return createOutboundBot({
    instanceId: DEFAULTS.instanceId,
    region: 'cn-shanghai',
    endpoint: simulator.url,
    credentials: { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: DEFAULTS.accessKeySecret },
    ...limits,
  });
}

/** How often the provider was asked about a job. */
async function requestsFor(jobId: string): Promise<number> {
  const response = await fetch(`${simulator.controlUrl}/requests?about=${jobId}`);
  return ((await response.json()) as { requests: unknown[] }).requests.length;
}

async function control(method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(simulator.controlUrl + path, { method, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

type Job = Record<string, unknown> & { JobId: string };

const PHONE = '13812348000';

function job(JobId: string = randomUUID(), changes: Record<string, unknown> = {}): Job {
  return {
    JobId,
    Status: 'Succeeded',
    Contacts: [{ ContactName: '张三', PhoneNumber: PHONE }],
    Tasks: [
      {
        TaskId: `call-of-${JobId}`,
        Status: 'SucceededFinish',
        CallingNumber: '057126883106',
        CalledNumber: PHONE,
        PlanedTime: 1_763_870_400_000,
        Duration: 3000,
        Conversation: [{ Speaker: 'Contact', Script: `我的号码是${PHONE}`, Timestamp: 1_763_870_410_000 }],
      },
    ],
    ...changes,
  };
}

const script = (jobs: Job[], recordings = {}) => control('POST', '/jobs', { jobs, recordings });
const fault = (values: Record<string, unknown>) => control('PUT', '/faults', values);

/** Rows for the jobs, as they are before the first refresh. */
function rowsFor(jobs: Job[], values: RowValues = {}): Promise<number[]> {
  return createRows(
    database,
    taskId,
    jobs.map(({ JobId }) => ({
      call_job_id: JobId,
      call_status: 'Scheduling',
      leads_phone: PHONE,
      ...values,
    })),
  );
}

const dependencies = (): RefreshDependencies => ({
  db: database.db,
  outboundbot,
  findRecordings: (wanted, options) => findRecordings({ outboundbot, wanted, ...options }),
});

const answerTo = <T>(by: Actor, answer: T): T => (by.via === 'token' ? answer : maskAnswer(answer));
const answers = (refreshed: Refreshed, by: Actor) => ({
  refreshed,
  // As the door hands it out.
  answer: answerTo(by, presentRefresh(refreshed, by.via).data),
  token: presentRefresh(refreshed, 'token').data,
});

async function refresh(changes: Partial<RefreshInput> = {}, by = actor) {
  const input = { task_id: taskId, page: 1, page_size: 20, skip_recording: true, ...changes };
  return answers(await refreshPage(dependencies(), by, input, askedNow()), by);
}

async function refreshOne(rowId: number, by = actor) {
  return answers(await refreshJob(dependencies(), by, rowId, askedNow()), by);
}

/** The AppError that something ends with. */
async function failureOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the refresh did not fail');
}

const failure = (changes: Partial<RefreshInput> = {}, by = actor) => failureOf(refresh(changes, by));

describe('a refresh of a page', () => {
  it('answers with the provider’s data, what was written and a verdict for every row', async () => {
    const jobs = [job(), job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const { token } = await refresh();

    expect(token).toMatchObject({
      task_id: taskId,
      task_name: '家装回访',
      task_type: 2,
      total_jobs: 3,
      updated_count: 3,
      error_count: 0,
      pagination: { page: 1, page_size: 20, total_pages: 1, total_count: 3 },
    });
    expect(token.query_time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(token.jobs_data).toEqual(
      jobs.map((sent) => ({ ...sent, is_interested: null, follow_data: null, recording_url: null })),
    );
    expect(token.receipt.counts).toEqual({
      rows: 3,
      updated: 3,
      unchanged: 0,
      not_returned: 0,
      superseded: 0,
      invalid: 0,
    });
    expect(token.receipt.rows.map(({ row_id }) => row_id)).toEqual(ids);
    expect(token.receipt.provider_calls).toMatchObject([{ operation: 'ListJobs', rows: 3, code: 'OK' }]);
    expect(await readRow(database, ids[0]!)).toMatchObject({
      call_status: 'Succeeded',
      calling_number: '057126883106',
    });

    const second = await refresh();
    expect(second.token).toMatchObject({ updated_count: 0, receipt: { counts: { unchanged: 3 } } });
  });

  it('takes the last page when the asked one is past it, in id order', async () => {
    const jobs = Array.from({ length: 5 }, () => job());
    await script(jobs);
    const ids = await rowsFor(jobs);
    const { token } = await refresh({ page: 9, page_size: 2 });
    expect(token.pagination).toEqual({ page: 3, page_size: 2, total_pages: 3, total_count: 5 });
    expect(token.receipt.rows.map(({ row_id }) => row_id)).toEqual(ids.slice(4));
  });

  it('asks once for rows that share a job id and judges each', async () => {
    const shared = job();
    await script([shared]);
    const ids = await createRows(database, taskId, [
      { call_job_id: shared.JobId, call_status: 'Scheduling' },
      { call_job_id: shared.JobId, call_status: 'Succeeded', call_task_id: `call-of-${shared.JobId}` },
    ]);
    const { token } = await refresh();
    expect(token.receipt.provider_calls).toMatchObject([{ rows: 1 }]);
    expect(token.receipt.rows.map(({ row_id }) => row_id)).toEqual(ids);
    expect(token.jobs_data).toHaveLength(2);
  });

  it('counts a job that is answered twice as its last, and leaves out one that is not answered', async () => {
    const jobs = [job(), job(), job()];
    await script(jobs.slice(0, 2));
    const ids = await rowsFor(jobs);
    await fault({ kind: 'duplicates', jobId: jobs[0]!.JobId });
    const { token } = await refresh();
    expect(token.receipt.rows.map(({ verdict }) => verdict)).toEqual(['updated', 'updated', 'not_returned']);
    expect(token.jobs_data.map(({ JobId }) => JobId)).toEqual([jobs[0]!.JobId, jobs[1]!.JobId]);
    expect(token.jobs_data[0]).toMatchObject({ Status: jobs[0]!.Status });
    expect(await readRow(database, ids[0]!)).toMatchObject({ call_status: jobs[0]!.Status });
  });

  it.each(['emptyJobs', 'noJobs'])('takes %s as a success in which nothing was returned', async (kind) => {
    const jobs = [job()];
    await script(jobs);
    await rowsFor(jobs);
    await fault({ kind, jobId: jobs[0]!.JobId });
    const { token } = await refresh();
    expect(token.jobs_data).toEqual([]);
    expect(token.receipt.counts).toMatchObject({ rows: 1, not_returned: 1 });
  });

  it('makes a row invalid whose data it cannot read, and writes the others', async () => {
    const jobs = [job(), job(randomUUID(), { Status: 7 }), job(randomUUID(), { Tasks: 'none' })];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const { token } = await refresh();
    expect(token.receipt.rows.map(({ verdict }) => verdict)).toEqual(['updated', 'invalid', 'invalid']);
    expect(token.error_count).toBe(2);
    expect(token.receipt.rows[1]!.reason).toContain('Status');
    expect(await readRow(database, ids[1]!)).toMatchObject({ call_status: 'Scheduling' });
  });

  it('refuses words that are not a list, and takes what else the job tells', async () => {
    const jobId = randomUUID();
    const told = job(jobId);
    await script([told]);
    const [id] = await rowsFor([told]);
    await refresh();
    const before = await readRow(database, id!);
    expect(before.call_conversation).not.toBeNull();

    const calls = told.Tasks as Record<string, unknown>[];
    const withWords = (call: object) => ({
      ...calls.at(-1),
      Conversation: JSON.stringify([{ Script: 'x' }]),
      ...call,
    });
    await script([{ ...told, Status: 'Failed', Tasks: [withWords({})] }]);
    const { token } = await refresh();
    expect(
      token.receipt.rows.map(({ verdict, changes }) => [verdict, changes?.map(({ field }) => field)]),
    ).toEqual([['updated', ['call_status']]]);
    expect(await readRow(database, id!)).toMatchObject({
      call_status: 'Failed',
      call_conversation: before.call_conversation,
    });

    // Another call's words are never kept beside this one's.
    await script([{ ...told, Tasks: [withWords({ TaskId: randomUUID() })] }]);
    await refresh();
    expect(await readRow(database, id!)).toMatchObject({ call_conversation: null });
  });

  it('leaves everything but the columns of a refresh as it was', async () => {
    const jobs = [job()];
    await script(jobs);
    const [id] = await rowsFor(jobs, { leads_name: '韩梅梅', leads_follow_id: 9 });
    const before = await readRow(database, id!);
    await refresh();
    const { call_status, planed_time, call_task_id, call_conversation, calling_number, updated_at, ...rest } =
      await readRow(database, id!);
    expect([
      call_status,
      planed_time,
      call_task_id,
      call_conversation,
      calling_number,
      updated_at,
    ]).not.toContain(null);
    expect(before).toMatchObject(rest);
  });

  it('tells the follow-up that the row names, if it is the same lead’s', async () => {
    const jobs = [job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs, { leads_id: `lead-${taskId}` });
    const [own, other] = await database.sql<{ id: number }[]>`
      insert into leads_follow (leads_id, leads_remark, follow_time) values
        (${`lead-${taskId}`}, '约周六', '2026-01-02T03:04:05Z'), ('another', '别人的', null) returning id`;
    await database.sql`update leads_task_list set leads_follow_id = ${own!.id}, is_interested = 1 where id = ${ids[0]!}`;
    await database.sql`update leads_task_list set leads_follow_id = ${other!.id} where id = ${ids[1]!}`;
    const { token } = await refresh();
    expect(token.jobs_data[0]).toMatchObject({
      is_interested: 1,
      follow_data: { id: own!.id, leads_remark: '约周六', follow_time: '2026-01-02T03:04:05.000Z' },
    });
    expect(token.jobs_data[1]).toMatchObject({ follow_data: null });
  });

  it('asks in several calls for more than 99 jobs', async () => {
    const jobs = Array.from({ length: 120 }, () => job());
    await script(jobs);
    await rowsFor(jobs);
    const { token } = await refresh({ page_size: 500 });
    expect(token.receipt.provider_calls.map(({ rows }) => rows).toSorted((a, b) => a - b)).toEqual([21, 99]);
    expect(token.updated_count).toBe(120);
  });
});

it('sees what another program writes into a row between the reading and the lock', async () => {
  const jobs = [job(), job()];
  await script(jobs);
  const ids = await rowsFor(jobs);
  await refresh();
  const late: RefreshDependencies = {
    ...dependencies(),
    // The rows have been read and the provider has answered.
    findRecordings: async (...args) => {
      await database.sql`update leads_task_list set call_conversation = '[]' where id = ${ids[0]!}`;
      return dependencies().findRecordings(...args);
    },
  };
  const input = { task_id: taskId, page: 1, page_size: 20, skip_recording: false };
  const { receipt } = await refreshPage(late, actor, input, askedNow());
  expect(receipt.rows[0]!.changes).toContainEqual({
    field: 'call_conversation',
    from: { turns: 0 },
    to: { turns: 1 },
  });
  expect(receipt.rows[1]!.changes?.map(({ field }) => field)).toEqual(['recording_url']);
});

describe('recordings', () => {
  it('are not looked up unless asked for', async () => {
    const jobs = [job()];
    await script(jobs);
    await rowsFor(jobs);
    const { token } = await refresh();
    expect(token.receipt.recordings).toEqual({ asked: 0, reused: 0, failed: 0 });
  });

  it('are looked up for Succeeded jobs, stored, and reused while the link lives', async () => {
    const jobs = [job(), job(randomUUID(), { Status: 'Failed' })];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const { token } = await refresh({ skip_recording: false });
    expect(token.receipt.recordings).toEqual({ asked: 1, reused: 0, failed: 0 });
    expect(token.jobs_data[0]!.recording_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/record\//);
    expect(await readRow(database, ids[0]!)).toMatchObject({
      recording_url: token.jobs_data[0]!.recording_url,
    });

    const second = await refresh({ skip_recording: false });
    expect(second.token.receipt.recordings).toEqual({ asked: 0, reused: 1, failed: 0 });
    expect(second.token.updated_count).toBe(0);
  });

  it('that fail or are not ready are counted, and the stored link stays', async () => {
    const jobs = [job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    await refresh({ skip_recording: false });
    const before = await readRow(database, ids[0]!);
    await database.sql`update callboard.job_states set recording_expires_at = now() where task_id = ${taskId}`;
    await fault({ kind: 'forbidden', operation: 'DownloadRecording', jobId: jobs[0]!.JobId });
    await fault({ kind: 'recordingNotReady', jobId: jobs[1]!.JobId });
    const { token } = await refresh({ skip_recording: false });
    expect(token.receipt.recordings).toEqual({ asked: 2, reused: 0, failed: 2 });
    expect(token.receipt.counts.unchanged).toBe(2);
    expect(await readRow(database, ids[0]!)).toEqual(before);
  });

  it('of an earlier call are never shown with a new call’s words', async () => {
    const sent = job();
    await script([sent]);
    const [id] = await rowsFor([sent]);
    await refresh({ skip_recording: false });
    await script([
      job(sent.JobId, { Status: 'Executing', Tasks: [...(sent.Tasks as unknown[]), { TaskId: 'second' }] }),
    ]);
    await refresh({ skip_recording: false });
    expect(await readRow(database, id!)).toMatchObject({
      call_task_id: 'second',
      recording_url: null,
      call_conversation: null,
    });
  });
});

describe('a refresh that fails', () => {
  it('writes nothing and leaves a receipt that tells the provider’s code and RequestId', async () => {
    const jobs = [job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const before = await readRow(database, ids[0]!);
    await fault({ kind: 'forbidden', operation: 'ListJobs', jobId: jobs[0]!.JobId });
    const error = await failure();
    expect(error).toMatchObject({ kind: 'provider_failed' });
    expect(error.details.message).toMatch(/^获取外呼任务状态失败/);
    expect(error.details.message).toContain('NoPermission');
    expect(error.details.message).not.toContain(jobs[0]!.JobId);
    expect(error.details.message).not.toContain('127.0.0.1');
    expect(error.details.requestId).toBeTruthy();
    expect(await readRow(database, ids[0]!)).toEqual(before);
    expect(await findReceipt(actor.orgId, database.db, error.details.receiptId!)).toMatchObject({
      error: { code: 'NoPermission', requestId: error.details.requestId },
      rows: [],
    });
  });

  it('writes nothing when one of several ListJobs calls fails', async () => {
    const jobs = Array.from({ length: 120 }, () => job());
    await script(jobs);
    const ids = await rowsFor(jobs);
    await fault({ kind: 'forbidden', operation: 'ListJobs', jobId: jobs[110]!.JobId });
    expect((await failure({ page_size: 500 })).kind).toBe('provider_failed');
    const [changed] = await database.sql`
      select count(*)::int as n from leads_task_list where id = any(${ids}) and call_status <> 'Scheduling'`;
    expect(changed!.n).toBe(0);
  });

  it.each([
    ['a page of HTML', 'html503'],
    ['an empty 502', 'empty502'],
    ['a reset connection', 'reset'],
    ['throttling', 'throttle'],
  ])('asks again after %s', async (_, kind) => {
    const jobs = [job()];
    await script(jobs);
    await rowsFor(jobs);
    await fault({ kind, operation: 'ListJobs', jobId: jobs[0]!.JobId, times: 1 });
    const { token } = await refresh();
    expect(token.updated_count).toBe(1);
    expect(token.receipt.provider_calls).toHaveLength(2);
    expect(token.receipt.provider_calls.at(-1)).toMatchObject({ code: 'OK' });
  });

  /** A page whose provider is kept from it: its one place is another organization's until the test lets go. */
  async function behindAnother() {
    const jobs = [job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const narrow = connect({ concurrency: 1 });
    const other = randomUUID();
    await fault({ kind: 'hang', operation: 'DescribeJob', jobId: other });
    const leave = new AbortController();
    const caller = { orgId: 'another', actorId: 'another', class: 'person' } as const;
    const holder = narrow.describeJob(other, { caller, deadline: leave.signal }).catch(() => undefined);
    await expect.poll(() => requestsFor(other)).toBe(1);
    let waits = () => {};
    const waiting = new Promise<void>((resolve) => (waits = resolve));
    const listJobs: OutboundBot['listJobs'] = (...args) => {
      const answered = narrow.listJobs(...args);
      waits();
      return answered;
    };
    const refreshed = (request: ReturnType<typeof askedNow>) =>
      refreshPage(
        { ...dependencies(), outboundbot: { ...narrow, listJobs } },
        actor,
        { task_id: taskId, page: 1, page_size: 20, skip_recording: true },
        request,
      );
    const letGo = async () => {
      leave.abort();
      await holder;
    };
    return { jobs, ids, refreshed, waiting, letGo };
  }

  it('that had no turn in time is told as busy, with a receipt, and asks and writes nothing', async () => {
    const { jobs, ids, refreshed, letGo } = await behindAnother();
    const before = await readRow(database, ids[0]!);
    // The request came fourteen seconds ago: one is left of its fifteen.
    const error = await failureOf(refreshed(askedNow({ startedAt: Date.now() - 14_000 })));
    await letGo();
    expect(error.kind).toBe('busy');
    expect(error.details.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(await readRow(database, ids[0]!)).toEqual(before);
    expect(await findReceipt(actor.orgId, database.db, error.details.receiptId!)).toMatchObject({
      error: { code: 'NoTurn', requestId: null },
      rows: [],
      providerCalls: [],
    });
    expect(await requestsFor(jobs[0]!.JobId)).toBe(0);
  });

  it('whose asker has gone before its turn asks nothing, and leaves a receipt that says so', async () => {
    const { jobs, refreshed, waiting, letGo } = await behindAnother();
    const leaving = new AbortController();
    const failed = failureOf(refreshed(askedNow({ gone: leaving.signal })));
    await waiting;
    leaving.abort();
    const error = await failed;
    await letGo();
    expect(error.kind).toBe('caller_gone');
    expect(await findReceipt(actor.orgId, database.db, error.details.receiptId!)).toMatchObject({
      error: { code: 'CallerGone' },
    });
    expect(await requestsFor(jobs[0]!.JobId)).toBe(0);
  });

  it('whose asker goes once the jobs are there writes them, and asks for no recording', async () => {
    const jobs = [job()];
    await script(jobs, { [`call-of-${jobs[0]!.JobId}`]: {} });
    const ids = await rowsFor(jobs);
    const leaving = new AbortController();
    const slow: RefreshDependencies = {
      ...dependencies(),
      outboundbot: {
        ...outboundbot,
        listJobs: async (...args) => {
          const answered = await outboundbot.listJobs(...args);
          leaving.abort();
          return answered;
        },
      },
    };
    const { receipt } = await refreshJob(slow, actor, ids[0]!, askedNow({ gone: leaving.signal }));
    expect(receipt.rows).toMatchObject([{ verdict: 'updated' }]);
    expect(receipt.recordings).toEqual({ asked: 0, reused: 0, failed: 0 });
    expect(receipt.providerCalls.map(({ operation }) => operation)).toEqual(['ListJobs']);
  });

  it('tells of throttling at once when the provider asks for a pause past the deadline', async () => {
    const jobs = [job()];
    await script(jobs);
    await rowsFor(jobs);
    await fault({ kind: 'throttle', retryAfterMs: 90_000, operation: 'ListJobs', jobId: jobs[0]!.JobId });
    const startedAt = Date.now();
    const error = await failure();
    expect(Date.now() - startedAt).toBeLessThan(14_000);
    expect(error).toMatchObject({ kind: 'provider_failed', details: { retryAfterSeconds: 90 } });
    expect(error.details.message).toContain('Throttling.User');
  });

  it('says that there is nothing to refresh: no row with a job id', async () => {
    await createRows(database, taskId, [{ call_job_id: null }, { call_job_id: '' }]);
    expect((await failure()).kind).toBe('no_jobs');
  });

  it('answers a foreign task like a missing one', async () => {
    const jobs = [job()];
    await script(jobs);
    await rowsFor(jobs);
    const stranger = await createOrganization(database);
    const [foreign, missing, beyond] = [
      await failure({}, stranger),
      await failure({ task_id: 999_999 }, stranger),
      await failure({ task_id: 2_147_483_648 }, stranger),
    ];
    expect(foreign).toMatchObject({ kind: 'not_found', details: missing.details });
    expect(beyond.kind).toBe('not_found');
  });
});

describe('a refresh of one job', () => {
  it('asks for, writes and answers that row alone, its recording looked up', async () => {
    const jobs = [job(), job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const { token, answer } = await refreshOne(ids[1]!);

    expect(token).toMatchObject({
      task_id: taskId,
      task_name: '家装回访',
      task_type: 2,
      total_jobs: 3,
      updated_count: 1,
      pagination: { page: 1, page_size: 1, total_pages: 1, total_count: 1 },
    });
    expect(token.jobs_data).toMatchObject([jobs[1]!]);
    expect(token.receipt.rows).toMatchObject([{ row_id: ids[1], verdict: 'updated' }]);
    expect(token.receipt.recordings).toEqual({ asked: 1, reused: 0, failed: 0 });
    expect(token.receipt.provider_calls).toMatchObject([
      { operation: 'ListJobs', rows: 1 },
      { operation: 'DownloadRecording', rows: 1 },
    ]);
    expect(JSON.stringify(answer)).not.toContain(PHONE);
    expect(answer.jobs_data[0]!.recording_url).toBe(`/api/jobs/${ids[1]}/recording`);
    expect(await readRow(database, ids[1]!)).toMatchObject({
      call_status: 'Succeeded',
      recording_url: token.jobs_data[0]!.recording_url,
    });
    expect(await readRow(database, ids[0]!)).toMatchObject({ call_status: 'Scheduling' });

    const second = await refreshOne(ids[1]!);
    expect(second.token.receipt.rows).toMatchObject([{ verdict: 'unchanged' }]);
    expect(second.token.receipt.recordings).toEqual({ asked: 0, reused: 1, failed: 0 });
  });

  it('leaves a receipt of one job, which is no refresh of a page', async () => {
    const jobs = [job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const page = { taskId, page: 1, pageSize: 1 };
    const ofPage = (await refresh({ page_size: 1 })).refreshed.receipt;
    const { refreshed } = await refreshOne(ids[0]!);

    const { receipts } = await listReceipts(actor.orgId, database.db, { ...page, pageSize: 20 });
    expect(receipts.map(({ id, rowId }) => [id, rowId])).toEqual([
      [refreshed.receipt.id, ids[0]],
      [ofPage.id, null],
    ]);
    expect(await findReceipt(actor.orgId, database.db, refreshed.receipt.id)).toMatchObject({
      rowId: ids[0],
      rows: [{ row_id: ids[0], verdict: 'updated' }],
    });
    expect(await findLastRefresh(actor.orgId, database.db, wholePage(taskId, 1, 1))).toMatchObject({
      receiptId: ofPage.id,
    });
    expect(await findLastCheck(actor.orgId, database.db, ids[0]!)).toMatchObject({
      receiptId: refreshed.receipt.id,
      outcome: 'updated',
    });
  });

  it('that fails tells it of that row only', async () => {
    const jobs = [job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    await refresh();
    await fault({ kind: 'forbidden', operation: 'ListJobs', jobId: jobs[0]!.JobId });
    const error = await failureOf(refreshOne(ids[0]!));
    expect(error.kind).toBe('provider_failed');
    expect(await findReceipt(actor.orgId, database.db, error.details.receiptId!)).toMatchObject({
      rowId: ids[0],
      error: { code: 'NoPermission' },
    });
    expect(await findLastCheck(actor.orgId, database.db, ids[0]!)).toMatchObject({ outcome: 'failed' });
    expect(await findLastCheck(actor.orgId, database.db, ids[1]!)).toMatchObject({ outcome: 'updated' });
  });

  it('is overtaken by a newer refresh of its page', async () => {
    const jobs = [job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    const slow: RefreshDependencies = {
      ...dependencies(),
      outboundbot: {
        ...outboundbot,
        listJobs: async (...args) => {
          const answered = await outboundbot.listJobs(...args);
          await refresh();
          return answered;
        },
      },
    };
    const { receipt } = await refreshJob(slow, actor, ids[0]!, askedNow());
    expect(receipt.rows).toMatchObject([{ verdict: 'superseded', reason: 'newer_refresh' }]);
  });

  it('says that a row without a job id cannot be refreshed', async () => {
    const ids = await createRows(database, taskId, [{ call_job_id: null }, { call_job_id: '' }]);
    for (const id of ids) expect((await failureOf(refreshOne(id))).kind).toBe('no_jobs');
  });

  it('answers a foreign row like a missing one', async () => {
    const jobs = [job()];
    await script(jobs);
    const [id] = await rowsFor(jobs);
    const stranger = await createOrganization(database);
    const [foreign, missing, beyond] = [
      await failureOf(refreshOne(id!, stranger)),
      await failureOf(refreshOne(999_999, stranger)),
      await failureOf(refreshOne(9_007_199_254_740_991, stranger)),
    ];
    expect(foreign).toMatchObject({ kind: 'not_found', details: missing.details });
    expect(beyond.kind).toBe('not_found');
  });
});

describe('what a browser gets', () => {
  it('holds no full number and no link of the provider’s', async () => {
    const jobs = [job(randomUUID(), { Note: `回拨 +86${PHONE}` })];
    await script(jobs);
    const [id] = await rowsFor(jobs);
    const { answer, token, refreshed } = await refresh({ skip_recording: false });
    expect(JSON.stringify(token)).toContain(PHONE);
    const sent = JSON.stringify(answer);
    for (const secret of [PHONE, '057126883106', 'OSSAccessKeyId', 'Signature', '127.0.0.1']) {
      expect(sent).not.toContain(secret);
    }
    expect(answer.jobs_data[0]!.recording_url).toBe(`/api/jobs/${id}/recording`);
    expect(refreshed.receipt.rows[0]!.changes!.map(({ field }) => field)).toContain('recording_url');
  });
});

describe('the time-line of a job', () => {
  it('tells the calls and each change, with whose refresh brought it, and no number in full', async () => {
    const jobs = [job()];
    await script(jobs);
    const [id] = await rowsFor(jobs);
    const { refreshed } = await refresh();
    await refresh();
    const events = answerTo(actor, await jobTimeline({ db: database.db }, actor, id!));
    expect(events.map(({ kind }) => kind)).toEqual(['planned', 'changed']);
    expect(events.at(-1)).toMatchObject({ by: '李雷', receiptId: refreshed.receipt.id });
    expect(events.at(-1)!.changes![0]).toEqual({ field: 'call_status', from: 'Scheduling', to: 'Succeeded' });
    expect(JSON.stringify(events)).not.toContain('057126883106');
  });

  it('is nobody else’s, and nothing of it can be changed', async () => {
    const jobs = [job()];
    await script(jobs);
    const [id] = await rowsFor(jobs);
    await refresh();
    const stranger = await createOrganization(database);
    await expect(jobTimeline({ db: database.db }, stranger, id!)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(database.sql`delete from callboard.job_events where row_id = ${id!}`).rejects.toThrow(
      'append-only',
    );
    await expect(database.sql`update callboard.job_events set kind = 'x'`).rejects.toThrow('append-only');
  });
});

describe('a refresh of a filtered and sorted page', () => {
  it('asks for its rows in their order, and the page keeps them though they no longer match', async () => {
    const jobs = Array.from({ length: 5 }, () => job());
    await script(jobs);
    const ids = await rowsFor(jobs);
    await database.sql`update leads_task_list set call_status = 'Failed' where id = ${ids[0]!}`;
    const selection = {
      ...wholeTask(taskId),
      filter: { status: ['Scheduling' as const] },
      sort: { key: 'id' as const, descending: true },
    };
    const select = { selection, page: 1, pageSize: 2 };
    const asked = { ...select, skipRecording: true };
    const refreshed = await refreshSelected(dependencies(), actor, asked, askedNow());
    const shown = [ids[4], ids[3]];
    expect(refreshed.receipt).toMatchObject({
      selection: 'status=Scheduling&sort=-id',
      page: 1,
      totalPages: 2,
    });
    expect(refreshed.receipt.rows.map(({ row_id, verdict }) => [row_id, verdict])).toEqual(
      shown.map((id) => [id, 'updated']),
    );

    const rowIds = refreshed.rows.map(({ rowId }) => rowId);
    const page = await listRefreshedJobs({ db: database.db }, actor, select, rowIds);
    expect(page.rows.map(({ rowId, left, callStatus }) => [rowId, left, callStatus])).toEqual(
      shown.map((id) => [id, true, 'Succeeded']),
    );
    expect(page.pagination).toMatchObject({ page: 1, totalCount: 2 });
    expect(page.lastRefresh).toMatchObject({ receiptId: refreshed.receipt.id });
    // Another page of the task has not been refreshed by it.
    expect(await findLastRefresh(actor.orgId, database.db, wholePage(taskId, 1, 2))).toBeNull();
  });

  it('that fails is told of the rows that it asked for', async () => {
    const jobs = [job(), job()];
    await script(jobs);
    const ids = await rowsFor(jobs);
    await fault({ kind: 'forbidden', operation: 'ListJobs', jobId: jobs[1]!.JobId });
    const selection = { ...wholeTask(taskId), sort: { key: 'id' as const, descending: true } };
    const asked = { selection, page: 1, pageSize: 1, skipRecording: true };
    const error = await failureOf(refreshSelected(dependencies(), actor, asked, askedNow()));
    expect(error.kind).toBe('provider_failed');
    expect(await findLastCheck(actor.orgId, database.db, ids[1]!)).toMatchObject({ outcome: 'failed' });
    expect(await findLastCheck(actor.orgId, database.db, ids[0]!)).toBeNull();
  });
});

it('refreshes chosen rows alone, leaves out what is not the task’s, and is no page’s last refresh', async () => {
  const jobs = [job(), job(), job()];
  await script(jobs);
  const rowIds = await rowsFor(jobs);
  const [withoutId] = await createRows(database, taskId, [{ leads_phone: PHONE }]);
  const otherTask = await createTask(database, actor);
  const [elsewhere] = await createRows(database, otherTask, [{ call_job_id: randomUUID() }]);
  const chosen = { taskId, rowIds: [rowIds[2]!, rowIds[0]!, withoutId!, elsewhere!] };
  const { receipt } = await refreshChosen(dependencies(), actor, chosen, askedNow());
  expect(receipt.rows.map(({ row_id, verdict }) => [row_id, verdict])).toEqual([
    [rowIds[0], 'updated'],
    [rowIds[2], 'updated'],
  ]);
  expect(await readRow(database, rowIds[1]!)).toMatchObject({ call_status: 'Scheduling' });
  expect(await findReceipt(actor.orgId, database.db, receipt.id)).toMatchObject({ pageSize: 0, rowId: null });
  for (const pageSize of [20, 50, 99])
    expect(await findLastRefresh(actor.orgId, database.db, wholePage(taskId, 1, pageSize))).toBeNull();

  const stranger = await createOrganization(database);
  await expect(refreshChosen(dependencies(), stranger, chosen, askedNow())).rejects.toMatchObject({
    kind: 'not_found',
  });
  await expect(
    refreshChosen(dependencies(), actor, { taskId, rowIds: [withoutId!] }, askedNow()),
  ).rejects.toMatchObject({ kind: 'no_jobs' });
});
