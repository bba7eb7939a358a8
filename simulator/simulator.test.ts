import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import openapi, { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedRequest } from './request-log';
import { DEFAULTS, type Simulator, startSimulator } from './start';
import type { Tables } from './world/tables';

const CLOCK = '2026-11-23T06:00:00.000Z';
const InstanceId = DEFAULTS.instanceId;
type Job = {
  JobId: string;
  Status: string;
  Tasks: { TaskId: string; Status: string; Conversation: unknown }[];
};

let simulator: Simulator;
// A CommonJS package: Node wraps its default export once more, a bundler does not.
const Client = 'default' in openapi ? (openapi.default as typeof openapi) : openapi;
let client: InstanceType<typeof Client>;
let tables: Tables;

/** The provider's own runtime: it shares no code with the simulator. */
function clientFor(accessKeyId: string, accessKeySecret: string) {
  const endpoint = new URL(simulator.url).host;
  return new Client(new $OpenApiUtil.Config({ protocol: 'http', endpoint, accessKeyId, accessKeySecret }));
}

async function call(action: string, query: Record<string, unknown>, by = client, readTimeout = 60_000) {
  const params = new $OpenApiUtil.Params({
    action,
    version: '2019-12-26',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query({ InstanceId, ...query }) });
  const runtime = { readTimeout, connectTimeout: readTimeout } as Parameters<typeof client.callApi>[2];
  return (await by.callApi(params, request, runtime)) as {
    body: Record<string, unknown>;
    statusCode: number;
  };
}
const jobsOf = async (...JobId: string[]) => (await call('ListJobs', { JobId })).body.Jobs as Job[];
const linkOf = async (TaskId: string, more = {}) =>
  (await call('DownloadRecording', { TaskId, ...more })).body.DownloadParams as Record<string, string>;

async function control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(simulator.controlUrl + path, init);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}
const fault = (body: unknown) => control('PUT', '/faults', body);
const scripted = (id: string, more = {}) => ({
  JobId: id,
  Status: 'Succeeded',
  Tasks: [
    { TaskId: `call-${id}`, Status: 'SucceededFinish', Duration: 3000, Conversation: [{ Script: '您好' }] },
  ],
  ...more,
});

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'test', clock: CLOCK, frozen: true });
  client = clientFor(DEFAULTS.accessKeyId, DEFAULTS.accessKeySecret);
  tables = await control<Tables>('GET', '/world?tasks=51,54');
}, 60_000);
afterAll(() => simulator.close());
afterEach(async () => {
  await control('DELETE', '/faults');
  await control('DELETE', '/jobs');
  await control('POST', '/clock', { now: CLOCK, frozen: true });
});
const jobIds = () =>
  tables.leads_task_list.filter((row) => row.task_id === 54).flatMap((row) => row.call_job_id || []);

describe('ListJobs', () => {
  it('answers 99 jobs to the provider’s own runtime, leaving out unknown ones', async () => {
    const { body, statusCode } = await call('ListJobs', {
      JobId: [...jobIds().slice(0, 98), "id 2*(中)~!'+&"],
    });
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ Success: true, Code: 'OK', HttpStatusCode: 200, Message: 'Success' });
    expect((body.Jobs as Job[]).map((job) => job.JobId).sort()).toEqual(jobIds().slice(0, 98).sort());
  });

  it.each([
    ['100 ids', { JobId: Array.from({ length: 100 }, (_, i) => `job-${i}`) }, 'InvalidParameter', 400],
    ['no ids', {}, 'MissingParameter', 400],
    ['another instance', { InstanceId: 'another', JobId: ['x'] }, 'NotExist.Instance', 404],
  ])('refuses %s', async (_, query, code, statusCode) => {
    await expect(call('ListJobs', query)).rejects.toMatchObject({ code, statusCode });
  });

  it('refuses a wrong secret, an unknown key and an unknown operation', async () => {
    const wrong = clientFor(DEFAULTS.accessKeyId, 'wrong');
    await expect(call('ListJobs', { JobId: ['x'] }, wrong)).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
    const unknown = clientFor('LTAIunknown', 'wrong');
    await expect(call('ListJobs', { JobId: ['x'] }, unknown)).rejects.toMatchObject({
      code: 'InvalidAccessKeyId.NotFound',
      statusCode: 404,
    });
    await expect(call('DropTables', {})).rejects.toMatchObject({
      code: 'InvalidAction.NotFound',
      statusCode: 404,
    });
  });

  it('follows the clock', async () => {
    const before = await jobsOf(...jobIds().slice(0, 40));
    expect(await jobsOf(...jobIds().slice(0, 40))).toEqual(before);
    expect(await control('POST', '/clock', { advanceMs: 600_000 })).toEqual({
      now: '2026-11-23T06:10:00.000Z',
      frozen: true,
    });
    expect(await jobsOf(...jobIds().slice(0, 40))).not.toEqual(before);
  });

  it('can fail for unknown ids instead', async () => {
    await control('PUT', '/settings', { unknownJobs: 'fail' });
    await expect(jobsOf('x')).rejects.toMatchObject({ code: 'NotExist.Job', statusCode: 404 });
    await control('PUT', '/settings', { unknownJobs: 'omit' });
    expect(await jobsOf('x')).toEqual([]);
  });

  it('gives scripted jobs as they are', async () => {
    const job = scripted('s-1', { Odd: { deep: [null] } });
    await control('POST', '/jobs', { jobs: [job] });
    expect(await jobsOf('s-1')).toEqual([job]);
    expect((await call('DescribeJob', { JobId: 's-1' })).body.Job).toEqual(job);
    await control('DELETE', '/jobs?jobId=s-1');
    expect(await jobsOf('s-1')).toEqual([]);
  });
});

describe('faults', () => {
  it.each([
    [{ kind: 'reset' }, { code: 'ECONNRESET' }],
    [{ kind: 'html503' }, { name: 'SyntaxError' }],
    [{ kind: 'empty502' }, { name: 'SyntaxError' }],
    [{ kind: 'garbage' }, { name: 'SyntaxError' }],
    [{ kind: 'hang' }, { name: 'RequestTimeoutError' }],
    [{ kind: 'stall' }, { code: 'ECONNRESET' }],
    [
      { kind: 'throttle', retryAfterMs: 700 },
      { name: 'ThrottlingError', code: 'Throttling.User', retryAfter: 700 },
    ],
    [{ kind: 'throttle' }, { name: 'ThrottlingError', retryAfter: undefined }],
    [
      { kind: 'forbidden' },
      { code: 'NoPermission', statusCode: 403, accessDeniedDetail: { NoPermissionType: 'ImplicitDeny' } },
    ],
    [
      { kind: 'error', status: 503, code: 'ServiceUnavailable' },
      { name: 'ServerError', statusCode: 503 },
    ],
    [{ kind: 'notExistJob' }, { code: 'NotExist.Job', statusCode: 404 }],
  ])('%j strikes its job, once, and no other', async (input, error) => {
    await control('POST', '/jobs', { jobs: [scripted('a'), scripted('b')] });
    await fault({ ...input, jobId: 'a', times: 1 });
    expect(await jobsOf('b')).toHaveLength(1);
    await expect(call('ListJobs', { JobId: ['a'] }, client, 400)).rejects.toMatchObject(error);
    expect(await jobsOf('a')).toHaveLength(1);
  });

  it('delays', async () => {
    await fault({ kind: 'latency', ms: 3000, jobId: 'a' });
    const answered: string[] = [];
    const ask = async (id: string) => {
      await jobsOf(id);
      answered.push(id);
    };
    const startedAt = performance.now();
    await Promise.all([ask('a'), ask('b')]);
    expect(performance.now() - startedAt).toBeGreaterThan(2995);
    expect(answered).toEqual(['b', 'a']);
  });

  it('delays for any time between two, of which the second is no shorter', async () => {
    await fault({ kind: 'latency', ms: 1500, upToMs: 1600, jobId: 'a' });
    const startedAt = performance.now();
    await jobsOf('a');
    expect(performance.now() - startedAt).toBeGreaterThan(1495);
    const body = JSON.stringify({ kind: 'latency', ms: 400, upToMs: 50 });
    const refused = await fetch(`${simulator.controlUrl}/faults`, { method: 'PUT', body });
    expect(refused.status).toBe(400);
  });

  it.each([
    [{ kind: 'missingIds' }, []],
    [
      { kind: 'unknownStatus', jobStatus: 'Odd' },
      [{ Status: 'Odd', Tasks: [{ Status: 'SucceededByTelepathy' }] }],
    ],
    [{ kind: 'unknownFields' }, [{ NewJobField: {}, Tasks: [{ NewCallField: true }] }]],
    [{ kind: 'nullLists' }, [{ Contacts: null, Tasks: [{ Conversation: null }] }]],
    [{ kind: 'nullLists', field: 'Tasks' }, [{ Tasks: null }]],
    [{ kind: 'wrongTypes' }, [{ Tasks: [{ Conversation: expect.any(String) }] }]],
    [{ kind: 'wrongTypes', field: 'Status', value: 7 }, [{ Status: 7 }]],
    [{ kind: 'duplicates' }, [{ Status: 'Scheduling' }, { Status: 'Succeeded' }]],
  ])('%j spoils its job only', async (input, expected) => {
    const other = scripted('b');
    await control('POST', '/jobs', { jobs: [scripted('a'), other] });
    await fault({ ...input, jobId: 'a' });
    const jobs = await jobsOf('a', 'b');
    expect(jobs.filter((job) => job.JobId === 'a')).toMatchObject(expected);
    expect(jobs.filter((job) => job.JobId === 'b')).toEqual([other]);
  });

  it('empty the list, leave it out, and fail with success', async () => {
    await fault({ faults: [{ kind: 'emptyJobs', times: 1 }] });
    expect((await call('ListJobs', { JobId: jobIds().slice(0, 2) })).body.Jobs).toEqual([]);
    await fault({ kind: 'noJobs', times: 1 });
    expect((await call('ListJobs', { JobId: jobIds().slice(0, 2) })).body).not.toHaveProperty('Jobs');
    await fault({ kind: 'successFalse', code: 'Odd', times: 1 });
    expect((await call('ListJobs', { JobId: ['a'] })).body).toMatchObject({ Success: false, Code: 'Odd' });
  });

  it('of one call reach only that call, and are cleared by it', async () => {
    await control('POST', '/jobs', { jobs: [scripted('a'), scripted('b')] });
    await fault({
      faults: [
        { kind: 'recordingNotReady', callId: 'call-a' },
        { kind: 'linkHost', callId: 'call-b' },
      ],
    });
    expect((await linkOf('call-a')).SignatureUrl).toBe('');
    expect((await linkOf('call-b')).SignatureUrl).toMatch(
      /^http:\/\/recordings\.example\.com\/record\/call-b\.wav\?/,
    );
    await control('DELETE', '/faults?callId=call-a');
    expect((await linkOf('call-a')).SignatureUrl).toContain(simulator.url);
    expect((await control<{ faults: unknown[] }>('GET', '/faults')).faults).toHaveLength(1);
  });

  it('are refused when they make no sense', async () => {
    const response = await fetch(`${simulator.controlUrl}/faults`, {
      method: 'PUT',
      body: '{"kind":"gremlins"}',
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: 'unknown kind of fault: gremlins' },
    ]);
  });
});

describe('recordings', () => {
  it('have a link for connected calls, and none for the others or right after the call', async () => {
    const reached = tables.leads_task_list.find((row) => row.recording_url)!;
    const { SignatureUrl, FileName } = await linkOf(reached.call_task_id!);
    expect(new URL(SignatureUrl!).pathname).toBe(new URL(reached.recording_url!).pathname);
    expect(FileName).toBe(`${reached.call_task_id}.wav`);
    const missed = tables.leads_task_list.find((row) => row.call_status === 'Failed' && row.call_task_id)!;
    expect((await linkOf(missed.call_task_id!)).SignatureUrl).toBe('');
    await expect(linkOf('unknown')).rejects.toMatchObject({ code: 'NotExist.Task', statusCode: 404 });

    const job = (await call('DescribeJob', { JobId: reached.call_job_id })).body.Job as {
      Tasks: { EndTime: number }[];
    };
    const ended = job.Tasks.at(-1)!.EndTime;
    for (const [after, ready] of [
      [19_000, false],
      [21_000, true],
    ] as const) {
      await control('POST', '/clock', { now: new Date(ended + after).toISOString() });
      expect((await linkOf(reached.call_task_id!)).SignatureUrl !== '').toBe(ready);
    }
  });

  it('are served whole, by range and by HEAD', async () => {
    await control('POST', '/jobs', { jobs: [scripted('a')] });
    const url = (await linkOf('call-a')).SignatureUrl!;
    const whole = await fetch(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([whole.status, bytes.length]).toEqual([200, 44 + 3 * 8000 * 4]);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    expect(head.headers.get('etag')).toBe(whole.headers.get('etag'));
    for (const [range, start, end] of [
      ['bytes=100-199', 100, 200],
      ['bytes=90000-', 90_000, bytes.length],
      ['bytes=-5', bytes.length - 5, bytes.length],
    ] as const) {
      const part = await fetch(url, { headers: { range } });
      expect([part.status, part.headers.get('content-range')]).toEqual([
        206,
        `bytes ${start}-${end - 1}/${bytes.length}`,
      ]);
      expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(start, end))).toBe(true);
    }
    const behind = await fetch(url, { headers: { range: `bytes=${bytes.length}-` } });
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
  });

  it('of half an hour keep nobody waiting while they are made', async () => {
    await control('POST', '/jobs', {
      jobs: [scripted('a'), scripted('b')],
      recordings: { 'call-a': { seconds: 1800, segments: [{ speaker: 'Robot', from: 0, to: 1800 }] } },
    });
    const [long, short] = [await linkOf('call-a'), await linkOf('call-b')];
    // Listeners of their own thread take everything at once, so that the simulator never waits for them.
    const listeners = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
      const [long, short] = workerData;
      (async () => {
        const response = await fetch(long);
        let heard = 0;
        const other = fetch(short).then((answer) => answer.arrayBuffer());
        const all = (async () => { for await (const bytes of response.body) heard += bytes.length; })();
        await other;
        const meanwhile = heard;
        await all;
        parentPort.postMessage(meanwhile / heard);
      })();`,
      { eval: true, workerData: [long.SignatureUrl!, short.SignatureUrl!] },
    );
    const [heardMeanwhile] = (await once(listeners, 'message')) as [number];
    await listeners.terminate();
    expect(heardMeanwhile).toBeLessThan(0.3);
  });

  it('come with swapped sides and as slices', async () => {
    await control('POST', '/jobs', {
      jobs: [scripted('a')],
      recordings: {
        'call-a': { seconds: 2, segments: [{ speaker: 'Robot', from: 0, to: 1 }], codec: 'pcm16' },
      },
    });
    const sides = async (url: string) => {
      const file = Buffer.from(await (await fetch(url)).arrayBuffer());
      const loud = [0, 2].map((side) =>
        file.subarray(44).some((_, i) => i % 4 === side && file.readInt16LE(44 + i) !== 0),
      );
      return [file.length, ...loud];
    };
    expect(await sides((await linkOf('call-a')).SignatureUrl!)).toEqual([64_044, true, false]);
    expect(await sides((await linkOf('call-a', { SwapChannels: true })).SignatureUrl!)).toEqual([
      64_044,
      false,
      true,
    ]);
    const sliced = await linkOf('call-a', { NeedVoiceSliceRecording: true });
    const slices = JSON.parse(sliced.VoiceSliceRecordingListJson!) as {
      fileName: string;
      filePath: string;
    }[];
    expect(slices.map((slice) => slice.fileName)).toEqual(['call-a-1.wav']);
    expect(await sides(slices[0]!.filePath)).toEqual([32_044, true, false]);
  });

  it('are refused with an expired or altered link, and when they are gone', async () => {
    await control('POST', '/jobs', {
      jobs: [scripted('a'), scripted('b')],
      recordings: { 'call-b': { state: 'gone' } },
    });
    const good = (await linkOf('call-a')).SignatureUrl!;
    await fault({ kind: 'expiredLink', callId: 'call-a', times: 1 });
    const expired = (await linkOf('call-a')).SignatureUrl!;
    const later = good.replace(/Expires=(\d+)/, (_, seconds) => `Expires=${Number(seconds) + 1}`);
    const gone = (await linkOf('call-b')).SignatureUrl!;
    for (const [url, status, code] of [
      [expired, 403, 'AccessDenied'],
      [later, 403, 'AccessDenied'],
      [good.replace('call-a', 'call-b'), 403, 'AccessDenied'],
      [gone, 404, 'NoSuchKey'],
    ] as const) {
      const response = await fetch(url);
      expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/xml']);
      expect(await response.text()).toContain(`<Code>${code}</Code>`);
    }
    const expires = Number(new URL(good).searchParams.get('Expires'));
    expect(Math.abs(expires - Date.now() / 1000 - 1800)).toBeLessThan(10);
  });

  it('redirect, turn to HTML, break off and disappear on demand', async () => {
    await control('POST', '/jobs', { jobs: [scripted('a')] });
    const url = (await linkOf('call-a')).SignatureUrl!;
    const once = (body: object) => fault({ callId: 'call-a', times: 1, ...body });
    await once({ kind: 'linkRedirect', url: 'http://example.com/x' });
    const redirect = await fetch(url, { redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'http://example.com/x']);
    await once({ kind: 'recordingHtml' });
    expect((await fetch(url)).headers.get('content-type')).toBe('text/html; charset=utf-8');
    await once({ kind: 'recordingGone' });
    expect((await fetch(url)).status).toBe(404);
    await once({ kind: 'recordingCut', bytes: 5000 });
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow();
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('the log', () => {
  it('keeps what was asked', async () => {
    await jobsOf('logged-1', 'logged-2');
    const logged = async () =>
      (await control<{ requests: LoggedRequest[] }>('GET', '/requests?operation=ListJobs&about=logged-2'))
        .requests;
    // The answer arrives before the simulator knows that it has been sent.
    await expect.poll(logged).toMatchObject([
      {
        method: 'POST',
        status: 200,
        parameters: { InstanceId, 'JobId.1': 'logged-1' },
        headers: { 'x-acs-action': 'ListJobs' },
      },
    ]);
    const since = (await logged())[0]!.seq;
    expect(await control('GET', `/requests?since=${since}`)).toEqual({ requests: [] });
    expect(await control('GET', '/stats')).toMatchObject({
      lastSeq: since,
      inFlight: 0,
      operations: { ListJobs: {} },
    });
  });
});
