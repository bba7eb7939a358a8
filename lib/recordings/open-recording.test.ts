import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it } from 'vitest';

import { AppError } from '@/lib/errors';
import { NoTurnError, ProviderError } from '@/lib/outboundbot/types';
import { CALLER } from '@/lib/outboundbot/testing/caller';

import { KnownSounds } from './known-sounds';
import { openRecording, type OpenRecordingOptions } from './open-recording';
import { recordingHead, recordingResponse } from './recording-response';
import { recordingState } from './recording-state';
import { CALL, giving, serve, startObjectStore, wave, type ObjectStore, settledValue } from './testing';
import type { SignedLink } from './types';

const SOUND = wave(200_000);
const IN_AN_HOUR = new Date(Date.now() + 3_600_000);

let store: ObjectStore;
afterEach(() => store.close());

async function start(answer: (request: IncomingMessage, response: ServerResponse) => void = serve(SOUND)) {
  store = await startObjectStore(answer);
}

function options(more: Partial<OpenRecordingOptions> = {}): OpenRecordingOptions {
  return {
    outboundbot: giving(store.link()).outboundbot,
    endpoint: store.endpoint,
    caller: CALLER,
    startedAt: Date.now(),
    signal: new AbortController().signal,
    ...more,
  };
}

async function bytesOf(body: ReadableStream<Uint8Array> | null): Promise<Buffer> {
  return Buffer.from(await new Response(body).arrayBuffer());
}

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe('the sound', () => {
  it('comes whole, as audio, with what the store says of it', async () => {
    await start();
    const stored: [string, SignedLink][] = [];
    const opened = await openRecording(
      CALL,
      options({ storeLink: async (callId, link) => void stored.push([callId, link]) }),
    );
    expect(opened.status).toBe(200);
    expect(Object.fromEntries(opened.headers)).toEqual({
      'accept-ranges': 'bytes',
      'content-length': '200000',
      'content-type': 'audio/wav',
      etag: '"e"',
      'last-modified': 'Mon, 23 Nov 2026 06:00:00 GMT',
    });
    expect((await bytesOf(opened.body)).equals(SOUND)).toBe(true);
    expect(stored).toEqual([['call-1', { url: store.link(), expiresAt: expect.any(Date) as Date }]]);
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=1000-', 1000, 199_999],
    ['bytes=150000-160000', 150_000, 160_000],
    ['bytes=-500', 199_500, 199_999],
  ])('comes by %s', async (range, from, to) => {
    await start();
    const opened = await openRecording(CALL, options({ range, ifRange: '"e"' }));
    expect(opened.status).toBe(206);
    expect(opened.headers.get('content-range')).toBe(`bytes ${from}-${to}/200000`);
    expect(opened.headers.get('content-length')).toBe(String(to - from + 1));
    expect((await bytesOf(opened.body)).equals(SOUND.subarray(from, to + 1))).toBe(true);
    expect(store.received[0]!.headers).toMatchObject({
      range,
      'if-range': '"e"',
      'accept-encoding': 'identity',
    });
  });

  it('past its end is 416', async () => {
    await start();
    const opened = await openRecording(CALL, options({ range: 'bytes=900000-' }));
    expect(opened).toMatchObject({ status: 416, body: null });
    expect(opened.headers.get('content-range')).toBe('bytes */200000');
  });

  it.each(['bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b'])('comes whole for the range %s', async (range) => {
    await start();
    const opened = await openRecording(CALL, options({ range, ifRange: '"e"' }));
    expect(opened.status).toBe(200);
    expect(store.received[0]!.headers).not.toHaveProperty('if-range');
    await opened.body?.cancel();
  });

  it.each([
    ['/a.mp3', 'application/octet-stream', 'audio/mpeg'],
    ['/a.wav', 'text/plain', 'audio/wav'],
    ['/a', 'video/mp4', 'audio/wav'],
    ['/a', 'audio/x-amr; q=1', 'audio/wav'],
  ])('of %s sent as %s is sent on as %s', async (path, sourceType, type) => {
    await start(serve(SOUND, sourceType));
    const opened = await openRecording(CALL, options({ outboundbot: giving(store.link(path)).outboundbot }));
    expect(opened.headers.get('content-type')).toBe(type);
    await opened.body?.cancel();
  });
});

describe('a part', () => {
  const part = (contentRange: string, body: Buffer, length = body.length) => {
    return (_request: IncomingMessage, response: ServerResponse) => {
      const head = { 'content-type': 'audio/wav', 'content-range': contentRange, 'content-length': length };
      response.writeHead(206, head).end(body);
    };
  };
  const text = Buffer.from('<Error><Code>AccessDenied</Code></Error>'.padEnd(100_000, ' '));
  const SOME = SOUND.subarray(1000, 2000);

  it.each([
    ['that is another one', 'bytes=1000-1999', part('bytes 0-999/200000', SOUND.subarray(0, 1000))],
    ['that is longer', 'bytes=1000-1999', part('bytes 1000-2999/200000', SOUND.subarray(1000, 3000))],
    ['that begins later', 'bytes=1000-', part('bytes 1001-199999/200000', SOUND.subarray(1001))],
    ['that is no end', 'bytes=-1000', part('bytes 1000-1999/200000', SOME)],
    ['that ends behind the end', 'bytes=1000-1999', part('bytes 1000-1999/1500', SOME)],
    ['that says another length', 'bytes=1000-1999', part('bytes 1000-1999/200000', SOME.subarray(1), 999)],
    ['that does not say which', 'bytes=1000-1999', part('', SOME)],
    ['of a text that is called sound', 'bytes=1000-1999', serve(text)],
    ['of a text, one byte', 'bytes=0-0', serve(Buffer.from('x'.repeat(5000)))],
  ])('%s is not passed on', async (_what, range, answer) => {
    await start(answer);
    const error = await failureOf(openRecording(CALL, options({ range })));
    expect(error.kind).toBe('provider_failed');
    await expect.poll(() => store.openConnections()).toBe(0);
  });

  it('that nobody asked for is not passed on', async () => {
    await start(part('bytes 0-999/200000', SOUND.subarray(0, 1000)));
    expect((await failureOf(openRecording(CALL, options()))).kind).toBe('provider_failed');
  });

  const aac = readFileSync(new URL('./sound/testing/adts.aac', import.meta.url));
  const zeros = readFileSync(new URL('./sound/testing/zeros-before.mp3', import.meta.url));
  it.each([
    ['AAC', '/x', 'application/octet-stream', aac, 'audio/aac'],
    ['WAV that is called something else', '/x', 'video/mp4', SOUND, 'audio/wav'],
    ['MP3 behind zeros', '/x', 'audio/wav', Buffer.concat([Buffer.alloc(6000), zeros]), 'audio/mpeg'],
    ['MP3', '/x.mp3', 'audio/x-wav', zeros, 'audio/mpeg'],
  ])('of %s has the type of the whole, as HEAD has', async (_what, path, sourceType, file, type) => {
    await start(serve(file, sourceType));
    const types = [];
    for (const known of [undefined, new KnownSounds()]) {
      const more = { outboundbot: giving(store.link(path)).outboundbot, ...(known && { known }) };
      for (const range of ['bytes=100-199', null, 'bytes=0-0', 'bytes=-7']) {
        const opened = await openRecording(CALL, options({ ...more, range }));
        types.push(opened.headers.get('content-type'));
        await opened.body?.cancel();
      }
      const head = await recordingHead(CALL, options(more), { download: false, timeZone: 'Asia/Shanghai' });
      types.push(head.headers.get('content-type'));
    }
    expect(new Set(types)).toEqual(new Set([type]));
  });

  it('costs one request once the recording is known, and another one when it has changed', async () => {
    let etag = '"1"';
    await start((request, response) => {
      response.setHeader('etag', etag);
      const write = response.writeHead.bind(response) as (status: number, head: object) => ServerResponse;
      response.writeHead = ((status: number, head: object) =>
        write(status, { ...head, etag })) as typeof response.writeHead;
      serve(SOUND)(request, response);
    });
    const known = new KnownSounds();
    const get = async () => {
      store.received.length = 0;
      await (await openRecording(CALL, options({ known, range: 'bytes=5000-5999' }))).body?.cancel();
      return store.received.map(({ headers }) => headers.range);
    };
    expect(await get()).toEqual(['bytes=5000-5999', 'bytes=0-4095']);
    expect(await get()).toEqual(['bytes=5000-5999']);
    etag = '"2"';
    expect(await get()).toEqual(['bytes=5000-5999', 'bytes=0-4095']);
  });
});

describe('the link', () => {
  it('that is held and lives is used without asking', async () => {
    await start();
    const provider = giving(store.link());
    const held = { url: store.link('/held.wav'), expiresAt: IN_AN_HOUR };
    const opened = await openRecording({ ...CALL, held }, options({ outboundbot: provider.outboundbot }));
    await opened.body?.cancel();
    expect(provider.signed()).toBe(0);
    expect(store.received.map(({ url }) => url)).toEqual(['/held.wav']);
  });

  it.each([
    ['about to expire', new Date(Date.now() + 10_000)],
    ['of unknown life', null],
  ])('that is held but %s is not used', async (_what, expiresAt) => {
    await start();
    const held = { url: store.link('/held.wav'), expiresAt };
    await (await openRecording({ ...CALL, held }, options())).body?.cancel();
    expect(store.received.map(({ url }) => url)).toEqual(['/record/x.wav?Expires=1']);
  });

  const expired = (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url!.startsWith('/fresh')) {
      response.writeHead(403, { 'content-type': 'application/xml', 'x-oss-request-id': 'OSS-1' });
      response.end('<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>');
    } else serve(SOUND)(request, response);
  };

  it('that has expired is signed afresh once, unseen, at the same place', async () => {
    await start(expired);
    const held = { url: store.link('/held.wav'), expiresAt: IN_AN_HOUR };
    const outboundbot = giving(store.link('/fresh.wav')).outboundbot;
    const opened = await openRecording({ ...CALL, held }, options({ outboundbot, range: 'bytes=100-199' }));
    expect((await bytesOf(opened.body)).equals(SOUND.subarray(100, 200))).toBe(true);
  });

  it('that came expired from the provider is signed afresh once', async () => {
    await start(expired);
    const provider = giving(store.link('/old.wav'), store.link('/fresh.wav'));
    const opened = await openRecording(CALL, options({ outboundbot: provider.outboundbot }));
    expect(opened.status).toBe(200);
    await opened.body?.cancel();
    expect(provider.signed()).toBe(2);
  });

  it('that stays refused is the provider’s failure', async () => {
    await start(expired);
    const provider = giving(store.link('/old.wav'));
    const error = await failureOf(openRecording(CALL, options({ outboundbot: provider.outboundbot })));
    expect(error).toMatchObject({ kind: 'provider_failed', details: { requestId: 'OSS-1' } });
    expect(error.message).toContain('403');
    expect(provider.signed()).toBe(2);
  });

  it.each(['http://127.0.0.1:1/a.wav', 'http://169.254.169.254/a.wav', 'https://evil.com/a.wav'])(
    'to %s is not fetched',
    async (link) => {
      await start();
      const error = await failureOf(openRecording(CALL, options({ outboundbot: giving(link).outboundbot })));
      expect(error).toMatchObject({ kind: 'provider_failed', details: { requestId: 'R-sign' } });
      expect(error.message).not.toContain(link);
    },
  );

  it('that redirects is not followed', async () => {
    const elsewhere = await startObjectStore(serve(SOUND));
    await start((_request, response) => void response.writeHead(302, { location: elsewhere.link() }).end());
    const error = await failureOf(openRecording(CALL, options()));
    expect(error.kind).toBe('provider_failed');
    expect(store.received).toHaveLength(1);
    expect(elsewhere.received).toHaveLength(0);
    await elsewhere.close();
  });
});

describe('no sound', () => {
  it.each([
    ['Failed', 'NoAnswer', 'not_answered'],
    ['Scheduling', null, 'not_answered'],
    [null, null, 'not_answered'],
    ['Executing', 'Executing', 'recording_not_ready'],
  ])('of a job %s, call %s, without asking anyone: %s', async (callStatus, callResult, kind) => {
    await start();
    const provider = giving(store.link());
    const call = { ...CALL, callStatus, callResult };
    const error = await failureOf(openRecording(call, options({ outboundbot: provider.outboundbot })));
    expect(error.kind).toBe(kind);
    expect(provider.signed()).toBe(0);
  });

  it('because it is not ready yet says when to ask again', async () => {
    await start();
    const outboundbot = giving({ state: 'not_ready', requestId: 'R-2' }).outboundbot;
    const error = await failureOf(openRecording(CALL, options({ outboundbot })));
    expect(error).toMatchObject({
      kind: 'recording_not_ready',
      details: { requestId: 'R-2', retryAfterSeconds: 15 },
    });
    expect(await recordingState(CALL, options({ outboundbot }))).toEqual({
      state: 'not_ready',
      request_id: 'R-2',
      retry_after: 15,
    });
  });

  it.each([
    ['not_found', 'NotExist.Recording', 'recording_gone', 'gone'],
    ['not_found', 'NotExist.Instance', 'provider_failed', 'provider_error'],
    ['forbidden', 'NoPermission', 'provider_failed', 'provider_error'],
    ['timeout', 'DeadlineExceeded', 'provider_failed', 'provider_error'],
  ] as const)('because the provider says %s %s: %s', async (kind, code, expected, state) => {
    await start();
    const failure = new ProviderError({ kind, code, message: 'why', requestId: 'R-3', retryable: false });
    const outboundbot = giving(failure).outboundbot;
    const error = await failureOf(openRecording(CALL, options({ outboundbot })));
    expect(error).toMatchObject({ kind: expected, details: { requestId: 'R-3' } });
    expect(await recordingState(CALL, options({ outboundbot }))).toEqual({ state, request_id: 'R-3' });
  });

  const answers =
    (status: number, body: string, type: string) => (_request: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(status, { 'content-type': type, 'x-oss-request-id': 'OSS-2' }).end(body);
  it.each([
    [
      'the object is gone',
      answers(404, '<Error><Code>NoSuchKey</Code></Error>', 'application/xml'),
      'recording_gone',
    ],
    ['HTML comes', answers(200, '<html>', 'text/html'), 'provider_failed'],
    ['HTML comes called audio', answers(200, '\n <!doctype html><script>', 'audio/wav'), 'provider_failed'],
    ['XML comes', answers(200, '<?xml version="1.0"?>', 'application/octet-stream'), 'provider_failed'],
    ['JSON comes', answers(206, '{"a":1}', 'application/json'), 'provider_failed'],
    [
      'words come called audio',
      answers(200, 'AccessDenied: the key has expired', 'audio/wav'),
      'provider_failed',
    ],
    ['a picture comes', answers(200, '\x89PNG\r\n\x1a\n'.padEnd(2000, 'x'), 'audio/wav'), 'provider_failed'],
    ['a part comes that nobody asked for', answers(206, 'RIFF....WAVEfmt ', 'audio/wav'), 'provider_failed'],
    ['the store breaks down', answers(503, 'x', 'text/plain'), 'provider_failed'],
    ['it is empty', answers(200, '', 'audio/wav'), 'recording_not_ready'],
  ] as const)('because %s', async (_what, answer, kind) => {
    await start(answer);
    const error = await failureOf(openRecording(CALL, options()));
    expect(error).toMatchObject({ kind, details: { requestId: 'OSS-2' } });
    await expect.poll(() => store.openConnections()).toBe(0);
  });

  it('because it is empty, by range', async () => {
    await start(serve(Buffer.alloc(0)));
    expect((await failureOf(openRecording(CALL, options({ range: 'bytes=0-' })))).kind).toBe(
      'recording_not_ready',
    );
  });

  it('because the store says nothing, in time', async () => {
    await start(() => {});
    const error = await failureOf(openRecording(CALL, options({ timeouts: { headMs: 150, stallMs: 150 } })));
    expect(error).toMatchObject({ kind: 'provider_failed', details: { requestId: 'R-sign' } });
    await expect.poll(() => store.openConnections()).toBe(0);
  });

  it('because nobody listens at the address', async () => {
    await start();
    const [, port] = store.endpoint.host.split(':');
    await store.close();
    const error = await failureOf(openRecording(CALL, options()));
    expect(error.kind).toBe('provider_failed');
    expect(error.message).not.toContain(port);
  });
});

describe('a transfer', () => {
  const partly = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': SOUND.length });
    response.write(SOUND.subarray(0, 50_000));
  };

  it('that is cut ends with an error, not short', async () => {
    await start((_request, response) => {
      partly(response);
      setTimeout(() => response.destroy(), 50);
    });
    const opened = await openRecording(CALL, options());
    await expect(bytesOf(opened.body)).rejects.toThrow();
  });

  it('that stalls ends with an error', async () => {
    await start((_request, response) => partly(response));
    const opened = await openRecording(CALL, options({ timeouts: { headMs: 1000, stallMs: 150 } }));
    await expect(bytesOf(opened.body)).rejects.toMatchObject({
      kind: 'provider_failed',
      cause: { message: 'the recording stopped coming' },
    });
    await expect.poll(() => store.openConnections()).toBe(0);
  });

  it('ends at the store when the listener cancels, or goes', async () => {
    const endless = (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'audio/wav' });
      const more = () => {
        while (!response.destroyed && response.write(SOUND));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    await start(endless);
    const opened = await openRecording(CALL, options());
    const reader = opened.body!.getReader();
    await reader.read();
    expect(store.openConnections()).toBe(1);
    await reader.cancel();
    await expect.poll(() => store.openConnections()).toBe(0);

    const listener = new AbortController();
    const second = await openRecording(CALL, options({ signal: listener.signal }));
    await second.body!.getReader().read();
    expect(store.openConnections()).toBe(1);
    listener.abort();
    await expect.poll(() => store.openConnections()).toBe(0);
  });

  it('to 200 listeners who do not listen takes little in', { timeout: 120_000 }, async () => {
    // The kernel takes a gigabyte from the store before it stalls: a busy machine needs its time for that.
    const timeouts = { headMs: 60_000, stallMs: 60_000 };
    let sent = 0;
    await start((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': 115_000_000 });
      const more = () => {
        while (!response.destroyed) {
          sent += SOUND.length;
          if (!response.write(SOUND)) break;
        }
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const before = process.memoryUsage();
    // Its ten seconds to the first bytes begin when it asks: twenty at a time have them even on a busy machine.
    const opened: Awaited<ReturnType<typeof openRecording>>[] = [];
    while (opened.length < 200) {
      const twenty = Array.from({ length: 20 }, () => openRecording(CALL, options({ timeouts })));
      opened.push(...(await Promise.all(twenty)));
    }
    await Promise.all(opened.map(({ body }) => body!.getReader().read()));
    const settled = await settledValue(() => sent);
    await sleep(500);
    // Nobody asks for more, so no more is taken from the store; its own buffers live in this process too.
    expect(sent).toBe(settled);
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(100e6);
    await Promise.all(opened.map(({ body }) => body!.cancel().catch(() => {})));
  });
});

describe('the ten seconds to the first bytes', () => {
  const almostOver = () => Date.now() - 9700;

  it('count from the request: waiting for a link', async () => {
    await start();
    const { outboundbot } = giving(store.link());
    let endsAt: number | undefined;
    const startedAt = Date.now() - 4000;
    const noticing: typeof outboundbot = {
      downloadRecording: (callId, asking) => {
        ({ endsAt } = asking);
        return outboundbot.downloadRecording(callId, asking);
      },
    };
    await (await openRecording(CALL, options({ outboundbot: noticing, startedAt }))).body?.cancel();
    expect(endsAt).toBe(startedAt + 10_000);
  });

  it.each([
    ['does not answer', () => {}],
    [
      'sends a head alone',
      (_request: IncomingMessage, response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'audio/wav' }).flushHeaders(),
    ],
  ])('count for a store that %s', async (_how, answer) => {
    await start(answer);
    const error = await failureOf(openRecording(CALL, options({ startedAt: almostOver() })));
    expect(error.kind).toBe('provider_failed');
  });

  it('leave half of themselves for a fresh link when the held one leads nowhere', async () => {
    const sound = serve(wave(1000));
    await start((request, response) => {
      if (request.url?.startsWith('/fresh')) sound(request, response);
    });
    const { outboundbot, signed } = giving(store.link('/fresh.wav'));
    const held = { url: store.link('/held.wav'), expiresAt: new Date(Date.now() + 3_600_000) };
    const opened = await openRecording(
      { ...CALL, held },
      options({ outboundbot, startedAt: Date.now() - 9000 }),
    );
    await opened.body?.cancel();
    expect(signed()).toBe(1);
  });

  it('do not end a transfer that goes on', async () => {
    const whole = wave(2000);
    let sendRest = () => {};
    await start((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': whole.length });
      response.write(whole.subarray(0, 1000));
      sendRest = () => response.end(whole.subarray(1000));
    });
    const opened = await openRecording(CALL, options({ startedAt: almostOver() }));
    await sleep(500);
    sendRest();
    expect((await bytesOf(opened.body)).equals(whole)).toBe(true);
  });

  it('that pass while waiting for a turn are no failure of the provider’s', async () => {
    await start();
    const waiting = { downloadRecording: () => Promise.reject(new NoTurnError(3000)) };
    const opened = openRecording(CALL, options({ outboundbot: waiting }));
    await expect(opened).rejects.toBeInstanceOf(NoTurnError);
    await expect(recordingState(CALL, options({ outboundbot: waiting }))).rejects.toBeInstanceOf(NoTurnError);
    expect(store.received).toEqual([]);
  });
});

describe('the answer', () => {
  const zone = { timeZone: 'Asia/Shanghai' };

  it('is for this listener alone, and is nothing but audio', async () => {
    await start();
    const response = await recordingResponse(CALL, options({ range: 'bytes=0-9' }), {
      download: false,
      ...zone,
    });
    expect(response.status).toBe(206);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('content-disposition')).toMatch(/^inline; /);
    expect((await bytesOf(response.body)).length).toBe(10);
  });

  it('to a download carries a name for every client', async () => {
    await start();
    const response = await recordingResponse(CALL, options(), { download: true, ...zone });
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="recording-7.wav"; filename*=UTF-8''${encodeURIComponent('十一月_回访-张三-138xxxx8000-20261123140000.wav')}`,
    );
    await response.body?.cancel();
  });

  it('to HEAD is that of GET without its body, and asks for the beginning alone', async () => {
    await start();
    const response = await recordingHead(CALL, options(), { download: false, ...zone });
    expect(response.status).toBe(200);
    expect(response.body).toBeNull();
    expect(response.headers.get('content-length')).toBe('200000');
    expect(response.headers.get('content-range')).toBeNull();
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(store.received.map(({ method, headers }) => [method, headers.range])).toEqual([
      ['GET', 'bytes=0-4095'],
    ]);
  });

  it('about its state is ready when its beginning comes', async () => {
    await start();
    expect(await recordingState(CALL, options())).toEqual({ state: 'ready' });
  });
});
