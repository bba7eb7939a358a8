import type { ServerResponse } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createOutboundBot, type OutboundBotOptions } from './client';
import { CALLER } from './testing/caller';
import { envelope, jobIdsOf, json, startFakeProvider, type FakeProvider } from './testing/fake-provider';
import {
  CallerGoneError,
  deadlineIn,
  NoTurnError,
  ProviderError,
  type Caller,
  type CallOptions,
  type OutboundBot,
  type ProviderAttempt,
} from './types';

const INSTANCE = 'af81a389-91f0-4157-8d82-720edd02b66a';

let provider: FakeProvider;
let attempts: ProviderAttempt[];

beforeEach(async () => {
  provider = await startFakeProvider();
  attempts = [];
});
afterEach(() => provider.close());

function connect(options: Partial<OutboundBotOptions> = {}): OutboundBot {
  return createOutboundBot({
    instanceId: INSTANCE,
    region: 'cn-shanghai',
    endpoint: provider.endpoint,
    credentials: { accessKeyId: 'LTAItest', accessKeySecret: 'testSecret' },
    ...options,
  });
}

function within(ms: number) {
  return {
    caller: CALLER,
    deadline: AbortSignal.timeout(ms),
    onAttempt: (attempt: ProviderAttempt) => attempts.push(attempt),
  };
}

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe('the request', () => {
  it('is the one that was recorded from the runtime', async () => {
    await connect().listJobs(['id-1', 'id 2*(中)~', 'id-3'], within(30_000));
    const request = provider.received[0]!;
    expect(request.method).toBe('POST');
    expect(request.url).toBe(
      `/?InstanceId=${INSTANCE}&JobId.1=id-1&JobId.2=id%202*(%E4%B8%AD)~&JobId.3=id-3`,
    );
    expect(request.body).toBe('');
    const differs = [
      'host',
      'user-agent',
      'x-acs-date',
      'x-acs-signature-nonce',
      'x-acs-credentials-provider',
    ];
    expect(
      request.headers.map(([name, value]) => {
        if (differs.includes(name)) return [name];
        return [name, value.replace(/Signature=[0-9a-f]{64}$/, 'Signature=…')];
      }),
    ).toEqual([
      ['host'],
      ['x-acs-version', '2019-12-26'],
      ['x-acs-action', 'ListJobs'],
      ['user-agent'],
      ['x-acs-date'],
      ['x-acs-signature-nonce'],
      ['accept', 'application/json'],
      ['x-acs-content-sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ['x-acs-credentials-provider'],
      [
        'Authorization',
        'ACS3-HMAC-SHA256 Credential=LTAItest,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=…',
      ],
      ['Connection', 'keep-alive'],
      ['Content-Length', '0'],
    ]);
  });

  it('asks for one recording by its call id', async () => {
    await connect().downloadRecording('call-1', within(30_000));
    expect(provider.received[0]!.url).toBe(`/?InstanceId=${INSTANCE}&TaskId=call-1`);
    expect(provider.received[0]!.headers).toContainEqual(['x-acs-action', 'DownloadRecording']);
  });

  it('carries an STS token', async () => {
    const credentials = { accessKeyId: 'STS.x', accessKeySecret: 's', securityToken: 'token' };
    await connect({ credentials }).listJobs(['a'], within(30_000));
    expect(provider.received[0]!.headers).toContainEqual(['x-acs-security-token', 'token']);
  });
});

describe('listJobs', () => {
  it('asks in calls of 99 ids, each id once, and keeps what came: unknown fields, other jobs, repetitions', async () => {
    provider.answerWith((request, response) => {
      const jobs: unknown[] = jobIdsOf(request).map((id) => ({ JobId: id, New: { a: 1 } }));
      json(
        response,
        200,
        envelope({ Jobs: [...jobs, jobs[0], null, 'x', [], { JobId: 7 }, { Status: 'x' }] }),
      );
    });
    const ids = Array.from({ length: 200 }, (_, index) => `job-${index}`);
    const jobs = await connect().listJobs([...ids, ...ids.slice(0, 50)], within(30_000));
    expect(provider.received.map((request) => jobIdsOf(request).length).sort((a, b) => b - a)).toEqual([
      99, 99, 2,
    ]);
    expect(jobs).toHaveLength(203);
    expect(jobs[0]).toEqual({ JobId: 'job-0', New: { a: 1 } });
    expect(attempts.map(({ rows }) => rows).sort((a, b) => b - a)).toEqual([100, 100, 3]);
    expect(attempts[0]).toMatchObject({ operation: 'ListJobs', requestId: 'R-1', code: 'OK' });
  });

  it.each([undefined, null, []])('takes Jobs %j as no jobs', async (Jobs) => {
    provider.answerWith((_request, response) => json(response, 200, envelope({ Jobs, Code: 'ok' })));
    expect(await connect().listJobs(['a'], within(30_000))).toEqual([]);
  });

  it('asks nothing for no ids', async () => {
    expect(await connect().listJobs([], within(30_000))).toEqual([]);
    expect(provider.received).toEqual([]);
  });

  it('fails as a whole with the first failure and asks no further', async () => {
    provider.answerWith((request, response) => {
      if (jobIdsOf(request).includes('job-0')) {
        const failure = { Code: 'NotExist.Job', Message: 'no such job', RequestId: 'R-9' };
        setTimeout(() => json(response, 404, failure), 100);
      }
    });
    const ids = Array.from({ length: 400 }, (_, index) => `job-${index}`);
    const startedAt = performance.now();
    const error = await failureOf(connect({ concurrency: 2 }).listJobs(ids, within(30_000)));
    expect(error).toMatchObject({ kind: 'not_found', code: 'NotExist.Job', requestId: 'R-9' });
    expect(performance.now() - startedAt).toBeLessThan(25_000);
    // Two were under way; the other three were never sent.
    expect(provider.received).toHaveLength(2);
    expect(attempts.map(({ code }) => code).sort()).toEqual(['Cancelled', 'NotExist.Job']);
    await expect.poll(() => provider.underWay()).toBe(0);
  });
});

describe('describeJob', () => {
  const job = {
    JobId: 'job-1',
    NextExecutionTime: 1_763_884_800_000,
    Tasks: [
      {
        TaskId: 'call-1',
        HangUpDirection: 'client',
        RingingDuration: 5200,
        Conversation: [{ Script: '您好' }],
      },
    ],
    OfTheFuture: { a: 1 },
  };

  it('asks for one job and keeps every field', async () => {
    provider.answerWith((_request, response) => json(response, 200, envelope({ Job: job })));
    expect(await connect().describeJob('job-1', within(30_000))).toEqual(job);
    const request = provider.received[0]!;
    expect(request.url).toBe(`/?InstanceId=${INSTANCE}&JobId=job-1`);
    expect(Object.fromEntries(request.headers)['x-acs-action']).toBe('DescribeJob');
    expect(attempts).toMatchObject([{ operation: 'DescribeJob', code: 'OK', rows: 1, requestId: 'R-1' }]);
  });

  it('takes an answer that does not name the job as about the one asked for', async () => {
    provider.answerWith((_request, response) => json(response, 200, envelope({ Job: { Status: 'Failed' } })));
    expect(await connect().describeJob('job-1', within(30_000))).toEqual({
      JobId: 'job-1',
      Status: 'Failed',
    });
  });

  it.each([{ Job: null }, {}, { Job: 'x' }, { Job: [] }, { Job: { JobId: 'job-2' } }])(
    'refuses %j',
    async (fields) => {
      provider.answerWith((_request, response) => json(response, 200, envelope(fields)));
      expect(await failureOf(connect().describeJob('job-1', within(30_000)))).toMatchObject({
        kind: 'bad_answer',
        requestId: 'R-1',
      });
    },
  );

  it('tells that the provider does not know the job', async () => {
    provider.answerWith((_request, response) =>
      json(response, 404, {
        Code: 'NotExist.Job',
        Message: 'The Job job-1 does not exist',
        RequestId: 'R-9',
      }),
    );
    const error = await failureOf(connect().describeJob('job-1', within(30_000)));
    expect(error).toMatchObject({ kind: 'not_found', code: 'NotExist.Job', requestId: 'R-9' });
    expect(error.message).not.toContain('job-1');
    expect(provider.received).toHaveLength(1);
  });
});

describe('downloadRecording', () => {
  const link = 'http://b.oss-cn-shanghai.aliyuncs.com/record/x.wav';
  it.each([
    [
      { SignatureUrl: `${link}?Expires=1700000000&Signature=s`, FileName: 'x.wav' },
      '2023-11-14T22:13:20.000Z',
      'x.wav',
    ],
    [
      { SignatureUrl: `${link}?x-oss-date=20261123T100000Z&x-oss-expires=3600` },
      '2026-11-23T11:00:00.000Z',
      null,
    ],
    [{ SignatureUrl: link, FileName: null }, null, null],
    [{ SignatureUrl: `${link}?Expires=soon`, FileName: '' }, null, null],
  ])('reads the link %j', async (DownloadParams, expiresAt, fileName) => {
    provider.answerWith((_request, response) => json(response, 200, envelope({ DownloadParams })));
    expect(await connect().downloadRecording('c', within(30_000))).toEqual({
      state: 'ready',
      url: DownloadParams.SignatureUrl,
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      fileName,
    });
    expect(attempts[0]!.rows).toBe(1);
  });

  it.each([undefined, null, {}, { SignatureUrl: '' }, { SignatureUrl: null }])(
    'takes %j as not ready yet',
    async (DownloadParams) => {
      provider.answerWith((_request, response) => json(response, 200, envelope({ DownloadParams })));
      const recording = await connect().downloadRecording('c', within(30_000));
      expect(recording).toEqual({ state: 'not_ready', requestId: 'R-1' });
      expect(attempts[0]!.rows).toBe(0);
    },
  );

  it.each([
    { SignatureUrl: 7 },
    { SignatureUrl: 'javascript:alert(1)' },
    { SignatureUrl: '/a.wav' },
    [],
    'x',
  ])('refuses %j', async (DownloadParams) => {
    provider.answerWith((_request, response) => json(response, 200, envelope({ DownloadParams })));
    const error = await failureOf(connect().downloadRecording('c', within(30_000)));
    expect(error).toMatchObject({
      kind: 'bad_answer',
      code: 'BadAnswer',
      retryable: false,
      requestId: 'R-1',
    });
  });
});

type Row = [
  what: string,
  answer: (response: ServerResponse) => void,
  expected: Partial<ProviderError>,
  requestsSent: number,
];
const fails =
  (status: number, Code: string, headers = {}) =>
  (response: ServerResponse) =>
    json(
      response,
      status,
      { RequestId: 'R-5', HostId: 'h', Code, Message: 'The reason.', Recommend: 'https://x' },
      headers,
    );
const raw =
  (status: number, body: string, type = 'text/html') =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': type, 'x-acs-request-id': 'R-head' }).end(body);
const soon = { 'x-acs-retry-after': '5' };

const ERRORS: Row[] = [
  [
    '400 JSON',
    fails(400, 'InvalidParameter'),
    { kind: 'rejected', code: 'InvalidParameter', requestId: 'R-5' },
    1,
  ],
  ['403 RAM', fails(403, 'NoPermission'), { kind: 'forbidden', code: 'NoPermission', httpStatus: 403 }, 1],
  ['403 Forbidden.RAM', fails(403, 'Forbidden.RAM'), { kind: 'forbidden' }, 1],
  ['400 signature', fails(400, 'SignatureDoesNotMatch'), { kind: 'forbidden' }, 1],
  ['404 access key', fails(404, 'InvalidAccessKeyId.NotFound'), { kind: 'forbidden' }, 1],
  ['400 clock', fails(400, 'InvalidTimeStamp.Expired'), { kind: 'forbidden' }, 1],
  ['404 instance', fails(404, 'NotExist.Instance'), { kind: 'not_found', httpStatus: 404 }, 1],
  ['404 action', fails(404, 'InvalidAction.NotFound'), { kind: 'rejected' }, 1],
  ['400 throttled', fails(400, 'Throttling.User', soon), { kind: 'throttled', code: 'Throttling.User' }, 4],
  ['503 throttled', fails(503, 'Throttling', soon), { kind: 'throttled', httpStatus: 503 }, 4],
  ['500 JSON', fails(500, 'InternalError'), { kind: 'unavailable', httpStatus: 500, requestId: 'R-5' }, 4],
  ['503 JSON', fails(503, 'ServiceUnavailable'), { kind: 'unavailable', code: 'ServiceUnavailable' }, 4],
  [
    '400 XML',
    raw(400, '<Error><Code>MissingParameter</Code><Message>m</Message></Error>', 'text/xml;charset=utf-8'),
    { kind: 'rejected', code: 'MissingParameter' },
    1,
  ],
  [
    '503 HTML',
    raw(503, '<html></html>'),
    { kind: 'bad_answer', code: 'BadGateway', httpStatus: 503, requestId: 'R-head' },
    4,
  ],
  ['502 empty', raw(502, ''), { kind: 'bad_answer', code: 'BadGateway', httpStatus: 502 }, 4],
  ['502 null', raw(502, 'null'), { kind: 'bad_answer', code: 'BadGateway' }, 4],
  ['200 empty', raw(200, ''), { kind: 'bad_answer', code: 'BadGateway' }, 4],
  ['200 HTML', raw(200, '<html>'), { kind: 'bad_answer', code: 'BadGateway', httpStatus: 200 }, 4],
  ['404 HTML', raw(404, '<html>'), { kind: 'bad_answer', code: 'BadGateway', retryable: false }, 1],
  ['429 HTML', raw(429, '<html>'), { kind: 'throttled', code: 'Throttling' }, 4],
  ['400 null', raw(400, 'null'), { kind: 'bad_answer', code: 'BadAnswer', httpStatus: 400 }, 1],
  ['200 null', raw(200, 'null'), { kind: 'bad_answer', code: 'BadAnswer' }, 1],
  ['200 list', raw(200, '[]'), { kind: 'bad_answer', code: 'BadAnswer' }, 1],
  ['200 {}', raw(200, '{}'), { kind: 'bad_answer', code: 'BadAnswer' }, 1],
  ['302', raw(302, '{}'), { kind: 'bad_answer', code: 'Redirected', httpStatus: 302 }, 1],
  [
    'Success:false',
    (response) =>
      json(response, 200, envelope({ Success: false, Code: 'InvalidParameter', Message: 'The reason.' })),
    { kind: 'rejected', code: 'InvalidParameter', message: 'The reason.', requestId: 'R-1', httpStatus: 200 },
    1,
  ],
  [
    'Success:false, NotExist',
    (response) => json(response, 200, envelope({ Success: false, Code: 'NotExist.Instance' })),
    { kind: 'not_found' },
    1,
  ],
  [
    'Success:false, 500 inside',
    (response) => json(response, 200, envelope({ Success: false, Code: 'Odd', HttpStatusCode: 500 })),
    { kind: 'unavailable', code: 'Odd' },
    4,
  ],
  [
    'Success:false, 500 inside, but our own fault',
    (response) =>
      json(response, 200, envelope({ Success: false, Code: 'InvalidParameter', HttpStatusCode: 500 })),
    { kind: 'rejected', code: 'InvalidParameter', httpStatus: 500 },
    1,
  ],
  [
    'Success missing',
    (response) => json(response, 200, { Code: 'OK' }),
    { kind: 'rejected', code: 'NotSuccessful' },
    1,
  ],
  [
    'Code missing',
    (response) => json(response, 200, { Success: true }),
    { kind: 'rejected', code: 'Unknown' },
    1,
  ],
  [
    'Jobs no list',
    (response) => json(response, 200, envelope({ Jobs: {} })),
    { kind: 'bad_answer', code: 'BadAnswer' },
    1,
  ],
  ['reset', (response) => response.destroy(), { kind: 'network', code: 'ECONNRESET' }, 4],
  [
    'cut in the body',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"Code":', () => response.destroy());
    },
    { kind: 'network', code: 'ECONNRESET' },
    4,
  ],
];

describe('failures', () => {
  it.concurrent.each(ERRORS)('%s', async (_what, answer, expected, requestsSent) => {
    const own = await startFakeProvider();
    own.answerWith((_request, response) => answer(response));
    const told: ProviderAttempt[] = [];
    const options = {
      caller: CALLER,
      deadline: AbortSignal.timeout(60_000),
      onAttempt: (attempt: ProviderAttempt) => told.push(attempt),
    };
    const error = await failureOf(connect({ endpoint: own.endpoint }).listJobs(['a'], options));
    await own.close();
    expect(error).toMatchObject(expected);
    expect(error.retryable).toBe(requestsSent > 1);
    expect(own.received).toHaveLength(requestsSent);
    expect(told.map(({ code, rows }) => ({ code, rows }))).toEqual(
      Array.from({ length: requestsSent }, () => ({ code: error.code, rows: 0 })),
    );
  });

  it.each([
    ['http://127.0.0.1:1', 'ECONNREFUSED'],
    ['http://nowhere.invalid', /^(ENOTFOUND|EAI_AGAIN)$/],
  ])('%s', async (endpoint, code) => {
    const error = await failureOf(connect({ endpoint }).listJobs(['job-4711'], within(12_000)));
    expect(error).toMatchObject({
      kind: 'network',
      retryable: true,
      code: expect.stringMatching(code) as string,
    });
    expect(error.message).not.toMatch(/127|invalid|job-4711|http/);
    expect(attempts).toHaveLength(4);
  });

  it('https to an http port is not tried again', async () => {
    const endpoint = provider.endpoint.replace('http:', 'https:');
    const error = await failureOf(connect({ endpoint }).listJobs(['a'], within(30_000)));
    expect(error).toMatchObject({ kind: 'network', code: 'EPROTO', retryable: false });
  });

  it('tells no id and no address of the provider’s text', async () => {
    provider.answerWith((_request, response) =>
      json(response, 404, {
        Code: 'NotExist.Job',
        RequestId: '5C1A6E1E-2B0D-4B6B-8E4C-1A2B3C4D5E6F',
        Message: `Job lead#7 of ${INSTANCE} is not at https://x.aliyuncs.com/?a=b&c=d (10.1.2.3:80). `.repeat(
          9,
        ),
      }),
    );
    const error = await failureOf(connect().listJobs(['lead#7'], within(30_000)));
    expect(error.message).not.toMatch(/lead#7|af81|aliyuncs|10\.1|5C1A/);
    expect(error.message.length).toBeLessThanOrEqual(200);
    expect(error.message).toMatch(/^Job … of … is not at … \(…\)\./);
  });

  it('needs credentials', async () => {
    const names = ['ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'ALIBABA_CLOUD_CREDENTIALS_FILE', 'HOME'] as const;
    const before = names.map((name) => process.env[name]);
    Object.assign(process.env, {
      [names[0]]: 'true',
      [names[1]]: '/nonexistent',
      [names[2]]: '/nonexistent',
    });
    try {
      const error = await failureOf(connect({ credentials: undefined }).listJobs(['a'], within(30_000)));
      expect(error).toMatchObject({
        kind: 'forbidden',
        code: 'InvalidCredentials',
        message: 'no credentials were found',
        retryable: false,
      });
    } finally {
      names.forEach((name, at) => {
        if (before[at] === undefined) delete process.env[name];
        else process.env[name] = before[at];
      });
    }
  });

  it('a malformed endpoint is refused at once', () => {
    for (const endpoint of ['ftp://a', 'http://a/path', 'http://u:p@a', 'http://', 'a?b']) {
      expect(() => connect({ endpoint })).toThrow(TypeError);
    }
  });
});

describe('retries', () => {
  it('go on until an answer comes, and each attempt is told', async () => {
    provider.answerWith((_request, response, number) => {
      if (number < 3) fails(503, 'ServiceUnavailable')(response);
      else json(response, 200, envelope({ Jobs: [{ JobId: 'a' }] }));
    });
    expect(await connect().listJobs(['a'], within(30_000))).toEqual([{ JobId: 'a' }]);
    expect(attempts.map(({ code }) => code)).toEqual(['ServiceUnavailable', 'ServiceUnavailable', 'OK']);
    const nonces = provider.received.map(
      ({ headers }) => headers.find(([name]) => name === 'x-acs-signature-nonce')![1],
    );
    expect(new Set(nonces).size).toBe(3);
  });

  it('wait as long as the provider asks', async () => {
    const times: number[] = [];
    provider.answerWith((_request, response, number) => {
      times.push(performance.now());
      if (number === 1) fails(400, 'Throttling.User', { 'x-acs-retry-after': '700' })(response);
      else json(response, 200, envelope());
    });
    await connect().listJobs(['a'], within(30_000));
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(695);
    expect(times[1]! - times[0]!).toBeLessThan(25_000);
  });

  it('do not start past the deadline', async () => {
    provider.answerWith((_request, response) =>
      fails(400, 'Throttling.User', { 'x-acs-retry-after': '60000' })(response),
    );
    const startedAt = performance.now();
    const error = await failureOf(connect().listJobs(['a'], within(300)));
    expect(error).toMatchObject({
      kind: 'timeout',
      code: 'DeadlineExceeded',
      requestId: 'R-5',
      retryable: false,
    });
    expect(error.message).toContain('Throttling.User');
    expect(performance.now() - startedAt).toBeLessThan(25_000);
    expect(provider.received).toHaveLength(1);
  });

  it('end at once when the provider asks for a pause past the deadline', async () => {
    provider.answerWith((_request, response) =>
      fails(400, 'Throttling.User', { 'x-acs-retry-after': '60000' })(response),
    );
    const startedAt = performance.now();
    const error = await failureOf(connect().listJobs(['a'], { ...within(30_000), ...deadlineIn(30_000) }));
    expect(error).toMatchObject({
      kind: 'throttled',
      code: 'Throttling.User',
      requestId: 'R-5',
      retryAfterMs: 60_000,
    });
    expect(performance.now() - startedAt).toBeLessThan(25_000);
    expect(provider.received).toHaveLength(1);
  });

  it('follow an attempt that hangs, within the deadline', async () => {
    provider.answerWith((_request, response, number) => {
      if (number > 1) json(response, 200, envelope());
    });
    await connect({ attemptTimeoutMs: 200 }).listJobs(['a'], within(30_000));
    expect(attempts.map(({ code }) => code)).toEqual(['RequestTimeout', 'OK']);
    await expect.poll(() => provider.underWay()).toBe(0);
  });
});

describe('the deadline', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => {}],
    [
      'dribbles',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(timer));
      },
    ],
  ])('ends a call to a server that %s, and its connection', async (_what, answer) => {
    provider.answerWith((_request, response) => answer(response));
    const startedAt = performance.now();
    const error = await failureOf(connect().listJobs(['a'], within(400)));
    expect(error).toMatchObject({ kind: 'timeout', code: 'DeadlineExceeded' });
    expect(performance.now() - startedAt).toBeLessThan(25_000);
    expect(attempts.map(({ code }) => code)).toEqual(['DeadlineExceeded']);
    await expect.poll(() => provider.underWay()).toBe(0);
  });

  it('ends calls that still wait for their turn, and the next ones are not delayed by them', async () => {
    provider.answerWith(() => {});
    const bot = connect({ concurrency: 1, maxRps: 5 });
    const gone = within(300);
    const outcomes = await Promise.allSettled(
      // One after another at this pace they would take a minute.
      Array.from({ length: 300 }, (_, index) => bot.downloadRecording(`c-${index}`, gone)),
    );
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(provider.received).toHaveLength(1);
    provider.answerWith((_request, response) => json(response, 200, envelope()));
    const startedAt = performance.now();
    await bot.downloadRecording('next', within(30_000));
    expect(performance.now() - startedAt).toBeLessThan(25_000);
  });

  it('that has passed already asks nothing', async () => {
    const error = await failureOf(
      connect().listJobs(['a'], { caller: CALLER, deadline: AbortSignal.abort() }),
    );
    expect(error.code).toBe('DeadlineExceeded');
    expect(provider.received).toEqual([]);
  });
});

describe('turns', { timeout: 60_000 }, () => {
  const by = (orgId: string, callClass: Caller['class'], gone?: AbortSignal): CallOptions => ({
    caller: { orgId, actorId: orgId, class: callClass, ...(gone && { gone }) },
    deadline: new AbortController().signal,
  });
  /** Holds every answer back until it is let go; tells what the provider was asked, in order. */
  function held() {
    const answers: (() => void)[] = [];
    let holds = true;
    provider.answerWith((_request, response) => {
      const answer = () => json(response, 200, envelope({ DownloadParams: {} }));
      if (holds) answers.push(answer);
      else answer();
    });
    const names = () =>
      provider.received.map(({ url }) => new URL(url, 'http://x').searchParams.get('TaskId'));
    return {
      /** What was asked, once it is so many; a loaded machine takes its time. */
      asked: async (count: number) => {
        await expect.poll(() => names().length, { timeout: 15_000 }).toBe(count);
        return names();
      },
      letGo: (count: number) => answers.splice(0, count).forEach((answer) => answer()),
      letAllGo: () => {
        holds = false;
        answers.splice(0).forEach((answer) => answer());
      },
    };
  }

  it('one organization’s single call is asked within a round of another’s 60', async () => {
    const { asked, letGo, letAllGo } = held();
    const bot = connect();
    const many = Array.from({ length: 60 }, (_, index) =>
      bot.downloadRecording(`many-${index}`, by('many', 'page')),
    );
    await asked(20);
    const one = bot.downloadRecording('one', by('one', 'page'));
    letGo(1);
    expect((await asked(21))[20]).toBe('one');
    letAllGo();
    await Promise.all([one, ...many]);
  });

  it('a person’s call is asked at once behind 134 pages that hang', async () => {
    const { asked, letAllGo } = held();
    const bot = connect();
    const pages = Array.from({ length: 134 }, (_, index) =>
      bot.downloadRecording(`page-${index}`, by('a', 'page')),
    );
    await asked(20);
    const play = bot.downloadRecording('play', by('a', 'person'));
    // Not one of the pages has ended.
    expect((await asked(21))[20]).toBe('play');
    letAllGo();
    await Promise.all([play, ...pages]);
  });

  it('that are never had end as such, with a time to wait, and are no failure of the provider’s', async () => {
    const { asked, letAllGo } = held();
    const bot = connect({ concurrency: 1 });
    const first = bot.downloadRecording('first', by('a', 'page'));
    await asked(1);
    const options = {
      ...by('b', 'page'),
      ...deadlineIn(100),
      onAttempt: (told: ProviderAttempt) => attempts.push(told),
    };
    const error: unknown = await bot.listJobs(['x', 'y'], options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoTurnError);
    expect((error as NoTurnError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect((error as NoTurnError).retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(attempts).toEqual([]);
    letAllGo();
    await first;
    expect(await asked(1)).toEqual(['first']);
  });

  it('that never came for a second try are a failure of the provider’s, who was asked once', async () => {
    let fail = () => {};
    provider.answerWith((_request, response, number) => {
      const failure = { Code: 'ServiceUnavailable', Message: 'busy', RequestId: 'R-1' };
      if (number === 1) fail = () => json(response, 503, failure);
    });
    const bot = connect({ concurrency: 1 });
    const over = new AbortController();
    const first = bot
      .downloadRecording('first', { ...by('a', 'page'), deadline: over.signal })
      .catch((reason: unknown) => reason);
    await expect.poll(() => provider.received.length, { timeout: 15_000 }).toBe(1);
    const second = bot.downloadRecording('second', { ...by('a', 'page'), deadline: over.signal });
    fail();
    await expect.poll(() => provider.received.length, { timeout: 15_000 }).toBe(2);
    over.abort();
    expect(await first).toMatchObject({ code: 'DeadlineExceeded' });
    expect(((await first) as Error).message).toContain('ServiceUnavailable');
    await expect(second).rejects.toMatchObject({ code: 'DeadlineExceeded' });
  });

  it('of one who has gone are not asked, and what has been asked goes on', async () => {
    const { asked, letGo, letAllGo } = held();
    const bot = connect({ concurrency: 2 });
    const leaving = new AbortController();
    const calls = Array.from({ length: 50 }, (_, index) =>
      bot.downloadRecording(`c-${index}`, by('a', 'page', leaving.signal)),
    );
    const outcomes = Promise.allSettled(calls);
    expect(await asked(2)).toEqual(['c-0', 'c-1']);
    leaving.abort();
    const stays = bot.downloadRecording('stays', by('a', 'page'));
    letGo(2);
    expect(await asked(3)).toEqual(['c-0', 'c-1', 'stays']);
    letAllGo();
    await stays;
    const ends = (await outcomes).map((end) =>
      end.status === 'fulfilled' ? 'answered' : (end.reason as Error).name,
    );
    expect(ends).toEqual(['answered', 'answered', ...Array.from({ length: 48 }, () => 'CallerGoneError')]);
    const late = bot.downloadRecording('late', by('a', 'page', AbortSignal.abort()));
    await expect(late).rejects.toBeInstanceOf(CallerGoneError);
    await asked(3);
  });
});

describe('limits', () => {
  it('keeps at most 24 calls under way, over all callers of one instance', async () => {
    // The first 24 wait for each other, however slowly they come.
    const held: ServerResponse[] = [];
    provider.answerWith((_request, response, number) => {
      held.push(response);
      if (number < 24) return;
      setTimeout(() => held.splice(0).forEach((one) => json(one, 200, envelope())), 25);
    });
    const bot = connect();
    const ids = Array.from({ length: 99 * 10 }, (_, index) => `j-${index}`);
    await Promise.all([
      bot.listJobs(ids, within(60_000)),
      ...Array.from({ length: 90 }, (_, index) => bot.downloadRecording(`c-${index}`, within(60_000))),
    ]);
    expect(provider.received).toHaveLength(100);
    expect(provider.mostUnderWay()).toBe(24);
  });

  it('starts no more calls in a second than it may', async () => {
    const bot = connect({ maxRps: 10 });
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => bot.downloadRecording(`c-${index}`, within(60_000))),
    );
    // Ten at once, ten after one second, five after two.
    expect(performance.now() - startedAt).toBeGreaterThan(1990);
    expect(performance.now() - startedAt).toBeLessThan(50_000);
    expect(provider.received).toHaveLength(25);
  });

  it('adds no listener warning to a deadline that many calls share', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const deadline = new AbortController().signal;
    const bot = connect();
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        bot.downloadRecording(`c-${index}`, { caller: CALLER, deadline }),
      ),
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});
