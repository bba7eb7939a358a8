import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { AppError } from '@/lib/errors';
import { createOutboundBot } from '@/lib/outboundbot/client';
import { resolveEndpoint } from '@/lib/outboundbot/endpoint';
import { ProviderError, type OutboundBot, type ProviderAttempt } from '@/lib/outboundbot/types';
import { CALLER } from '@/lib/outboundbot/testing/caller';

import { DEFAULTS, startSimulator, type Simulator } from '@/simulator/start';
import { findRecordings } from './find-recordings';
import { openRecording, type OpenRecordingOptions } from './open-recording';
import { recordingState } from './recording-state';
import { CALL } from './testing';

let simulator: Simulator;
let outboundbot: OutboundBot;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'recordings' });
  outboundbot = createOutboundBot({
    instanceId: DEFAULTS.instanceId,
    region: 'cn-shanghai',
    endpoint: simulator.url,
    credentials: { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: DEFAULTS.accessKeySecret },
  });
  const jobs = Array.from({ length: 150 }, (_, index) => ({
    JobId: `job-${index}`,
    Status: 'Succeeded',
    Tasks: [{ TaskId: `call-${index}`, Status: 'SucceededFinish', Duration: 4000 }],
    Extra: { of: ['the provider’s own'] },
  }));
  await control('POST', '/jobs', {
    jobs,
    recordings: { 'call-2': { state: 'not_ready' }, 'call-3': { state: 'gone' } },
  });
});
afterAll(() => simulator.close());
afterEach(() => control('DELETE', '/faults'));

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.controlUrl}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

const within = (ms: number) => ({ caller: CALLER, deadline: AbortSignal.timeout(ms) });
const options = (more: Partial<OpenRecordingOptions> = {}): OpenRecordingOptions => ({
  outboundbot,
  endpoint: resolveEndpoint('cn-shanghai', simulator.url),
  caller: CALLER,
  startedAt: Date.now(),
  signal: new AbortController().signal,
  ...more,
});
const call = (index: number) => ({ ...CALL, callId: `call-${index}` });

async function bytesOf(body: ReadableStream<Uint8Array> | null): Promise<Buffer> {
  return Buffer.from(await new Response(body).arrayBuffer());
}

async function kindOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError || error instanceof ProviderError) return error.kind;
  throw new Error('no failure of ours', { cause: error });
}

describe('the simulator, which checks signatures and knows nothing of this client,', () => {
  it('answers for 150 jobs with every field', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `job-${index}`);
    const jobs = await outboundbot.listJobs([...ids, 'id 2*(中)~!'], within(10_000));
    expect(jobs.map(({ JobId }) => JobId).sort()).toEqual(ids.sort());
    expect(jobs[0]).toHaveProperty('Extra.of', ['the provider’s own']);
  });

  it.each([
    [{ kind: 'throttle', retryAfterMs: 10, times: 2 }, ['Throttling.User', 'Throttling.User', 'OK']],
    [{ kind: 'html503', times: 1 }, ['BadGateway', 'OK']],
    [{ kind: 'empty502', times: 1 }, ['BadGateway', 'OK']],
    [{ kind: 'garbage', times: 1 }, ['BadGateway', 'OK']],
    [{ kind: 'reset', times: 1 }, ['ECONNRESET', 'OK']],
    [{ kind: 'error', times: 1 }, ['InternalError', 'OK']],
    [{ kind: 'nullLists' }, ['OK']],
    [{ kind: 'unknownFields' }, ['OK']],
  ])('is asked again after %j', async (fault, codes) => {
    await control('PUT', '/faults', fault);
    const attempts: ProviderAttempt[] = [];
    const onAttempt = (attempt: ProviderAttempt) => attempts.push(attempt);
    expect(await outboundbot.listJobs(['job-1'], { ...within(10_000), onAttempt })).toHaveLength(1);
    expect(attempts.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    [{ kind: 'forbidden' }, 'forbidden'],
    [{ kind: 'notExistJob' }, 'not_found'],
    [{ kind: 'successFalse', code: 'InvalidParameter' }, 'rejected'],
    [{ kind: 'hang' }, 'timeout'],
    [{ kind: 'stall' }, 'timeout'],
  ])('fails for good with %j', async (fault, kind) => {
    await control('PUT', '/faults', fault);
    expect(await kindOf(outboundbot.listJobs(['job-1'], within(800)))).toBe(kind);
  });

  it.each(['emptyJobs', 'noJobs'])('answers no jobs with %s', async (kind) => {
    await control('PUT', '/faults', { kind });
    expect(await outboundbot.listJobs(['job-1'], within(5000))).toEqual([]);
  });

  it('refuses a wrong key', async () => {
    const credentials = { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: 'wrong' };
    const stranger = createOutboundBot({
      instanceId: DEFAULTS.instanceId,
      region: 'cn-shanghai',
      endpoint: simulator.url,
      credentials,
    });
    expect(await kindOf(stranger.listJobs(['job-1'], within(5000)))).toBe('forbidden');
  });
});

describe('recordings', () => {
  it('of a page are found at once', async () => {
    const wanted = Array.from({ length: 99 }, (_, index) => ({ callId: `call-${index}`, held: null }));
    const { links, counts } = await findRecordings({ outboundbot, wanted, ...within(10_000) });
    expect(counts).toEqual({ asked: 99, reused: 0, failed: 1 });
    expect(links.get('call-1')?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
  });

  it('that hang are given up at the deadline, and the others are there', async () => {
    await control('PUT', '/faults', { kind: 'hang', callId: 'call-5', operation: 'DownloadRecording' });
    const wanted = [4, 5, 6].map((index) => ({ callId: `call-${index}`, held: null }));
    const { links, counts } = await findRecordings({ outboundbot, wanted, ...within(500) });
    expect(counts).toEqual({ asked: 3, reused: 0, failed: 1 });
    expect([...links.keys()].sort()).toEqual(['call-4', 'call-6']);
  });

  it('play whole and by range', async () => {
    const whole = await openRecording(call(1), options());
    const sound = await bytesOf(whole.body);
    expect(whole.headers.get('content-length')).toBe(String(sound.length));
    expect(sound.toString('latin1', 0, 4)).toBe('RIFF');
    const etag = whole.headers.get('etag');
    const part = await openRecording(call(1), options({ range: 'bytes=1000-1999', ifRange: etag }));
    expect(part.status).toBe(206);
    expect((await bytesOf(part.body)).equals(sound.subarray(1000, 2000))).toBe(true);
    const changed = await openRecording(call(1), options({ range: 'bytes=1000-1999', ifRange: '"other"' }));
    expect(changed.status).toBe(200);
    await changed.body?.cancel();
    expect((await openRecording(call(1), options({ range: 'bytes=99999999-' }))).status).toBe(416);
  });

  it('heal an expired link', async () => {
    await control('PUT', '/faults', { kind: 'expiredLink', times: 1 });
    const opened = await openRecording(call(1), options({ range: 'bytes=0-9' }));
    expect((await bytesOf(opened.body)).length).toBe(10);
  });

  it.each([
    [2, null, 'recording_not_ready', 'not_ready'],
    [3, null, 'recording_gone', 'gone'],
    [999, null, 'recording_gone', 'gone'],
    [1, { kind: 'recordingNotReady' }, 'recording_not_ready', 'not_ready'],
    [1, { kind: 'recordingGone' }, 'recording_gone', 'gone'],
    [1, { kind: 'expiredLink' }, 'provider_failed', 'provider_error'],
    [1, { kind: 'linkHost' }, 'provider_failed', 'provider_error'],
    [1, { kind: 'linkRedirect' }, 'provider_failed', 'provider_error'],
    [1, { kind: 'recordingHtml' }, 'provider_failed', 'provider_error'],
    [1, { kind: 'forbidden', operation: 'DownloadRecording' }, 'provider_failed', 'provider_error'],
  ])('of call %i with %j say why they do not play: %s', async (index, fault, kind, state) => {
    if (fault) await control('PUT', '/faults', fault);
    expect(await kindOf(openRecording(call(index), options()))).toBe(kind);
    expect((await recordingState(call(index), options())).state).toBe(state);
  });

  it('that are cut, or stall, end with an error and not short', async () => {
    await control('PUT', '/faults', { kind: 'recordingCut', bytes: 5000, times: 1 });
    const cut = await openRecording(call(1), options());
    await expect(bytesOf(cut.body)).rejects.toThrow();
    await control('PUT', '/faults', { kind: 'stall', operation: 'GetRecording', times: 1 });
    const stalled = await openRecording(call(1), options({ timeouts: { headMs: 1000, stallMs: 200 } }));
    await expect(bytesOf(stalled.body)).rejects.toThrow();
  });
});
