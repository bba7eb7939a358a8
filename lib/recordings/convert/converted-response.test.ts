import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CALLER } from '@/lib/outboundbot/testing/caller';

import { AppError } from '@/lib/errors';
import { alaw, mulaw } from '@/simulator/recordings/wav';

import type { OpenRecordingOptions } from '../open-recording';
import { makePeaks } from '../peaks/make-peaks';
import { fromAlaw, fromMulaw } from '../sound/sample-decoders';
import { tones, wavFile, type WavHead } from '../peaks/testing/wav';
import { soundFile } from '../sound/testing/files';
import { KnownSounds } from '../known-sounds';
import { CALL, giving, serve, startObjectStore, type ObjectStore, settledValue } from '../testing';
import { ConversionSlots } from './conversion-slots';
import { convertedHead, convertedResponse, type ConversionOptions } from './converted-response';
import type { TargetFormat } from './types';

// An encoder's thread takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let store: ObjectStore;
let slots: ConversionSlots;
beforeEach(() => {
  slots = new ConversionSlots();
});
afterEach(() => store.close());

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

function options(path = '/x.wav', more: Partial<OpenRecordingOptions> = {}): OpenRecordingOptions {
  return {
    outboundbot: giving(store.link(path)).outboundbot,
    endpoint: store.endpoint,
    caller: CALLER,
    startedAt: Date.now(),
    signal: new AbortController().signal,
    timeouts: { headMs: 10_000, stallMs: 10_000 },
    ...more,
  };
}
const as = (target: TargetFormat, more: Partial<ConversionOptions> = {}): ConversionOptions => ({
  target,
  download: true,
  timeZone: 'Asia/Shanghai',
  slots,
  ...more,
});

async function convert(answer: Answer, target: TargetFormat, path?: string): Promise<Response> {
  store = await startObjectStore(answer);
  return convertedResponse(CALL, options(path), as(target));
}
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const peaksOf = (file: Buffer) =>
  makePeaks(
    (async function* () {
      yield file;
    })(),
  );

/** Whether nobody holds a place. */
function areFree(): boolean {
  const taken = [slots.take(), slots.take()];
  for (const release of taken) release?.();
  return taken.every(Boolean);
}

/** Serves a file without telling how long it is. */
function unmeasured(file: Buffer): Answer {
  return (_request, response) => {
    response.flushHeaders();
    response.end(file);
  };
}

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

/** Left from 1 s to 2 s, right from 3 s to 3.6 s, of 4 s. */
const SIDES = [
  { from: 1, to: 2, height: 16_000 },
  { from: 3, to: 3.6, height: 8000 },
];
const CODECS: Record<
  string,
  { head: WavHead; encode: (samples: Int16Array) => Buffer; heard: (sample: number) => number }
> = {
  'PCM 8': {
    head: { bits: 8 },
    encode: (samples) => Buffer.from(samples.map((sample) => (sample >> 8) + 128)),
    heard: (sample) => (sample >> 8) * 256,
  },
  'A-law': {
    head: { tag: 6, bits: 8 },
    encode: (samples) => Buffer.from(samples.map(alaw)),
    heard: (sample) => fromAlaw(alaw(sample)),
  },
  'mu-law': {
    head: { tag: 7, bits: 8 },
    encode: (samples) => Buffer.from(samples.map(mulaw)),
    heard: (sample) => fromMulaw(mulaw(sample)),
  },
  'PCM 16, big-endian': {
    head: { bigEndian: true },
    encode: (samples) => Buffer.from(samples.buffer).swap16(),
    heard: (sample) => sample,
  },
};
const FORMATS = Object.keys(CODECS).flatMap((name) =>
  [
    [8000, 2],
    [11_025, 1],
    [48_000, 2],
  ].map(([rate, channels]) => ({ name, rate: rate!, channels: channels! })),
);

function fileOf(name: string, rate: number, channels: number) {
  const { head, encode, heard } = CODECS[name]!;
  const samples = tones(4, rate, SIDES.slice(0, channels));
  const expected = Int16Array.from(samples, heard);
  return { file: wavFile(encode(samples), { ...head, rate, channels }), expected };
}

describe('a recording as WAV', () => {
  it.each(FORMATS)('of $name, $rate Hz, $channels sides, has every sample in 16 bits', async (format) => {
    const { file, expected } = fileOf(format.name, format.rate, format.channels);
    const response = await convert(serve(file), 'wav');
    const wav = await bytesOf(response);
    expect(response.headers.get('content-length')).toBe(String(44 + expected.byteLength));
    expect(wav.equals(wavFile(Buffer.from(expected.buffer), { ...format, bits: 16 }))).toBe(true);
  });

  it('says its length also when its head promises 2 GB, and when it was cut short', async () => {
    const { file, expected } = fileOf('A-law', 8000, 2);
    const promising = wavFile(file.subarray(44), { tag: 6, bits: 8, dataSize: 0x7fffffff });
    for (const cut of [promising, promising.subarray(0, 20_001)]) {
      const response = await convert(serve(cut), 'wav');
      const frames = Math.floor((cut.length - 44) / 2);
      expect(response.headers.get('content-length')).toBe(String(44 + frames * 4));
      const wav = await bytesOf(response);
      expect(wav.subarray(44).equals(Buffer.from(expected.buffer, 0, frames * 4))).toBe(true);
      expect(wav.readUInt32LE(40)).toBe(frames * 4);
      await store.close();
    }
  });

  it('has a head without sizes when nobody knows them, and every sample', async () => {
    const { file, expected } = fileOf('mu-law', 8000, 2);
    const response = await convert(unmeasured(file), 'wav');
    expect(response.headers.get('content-length')).toBeNull();
    const wav = await bytesOf(response);
    expect([wav.readUInt32LE(4), wav.readUInt32LE(40)]).toEqual([0xffffffff, 0xffffffff]);
    expect(wav.subarray(44).equals(Buffer.from(expected.buffer))).toBe(true);
  });

  it.each([
    ['stereo-16k', 16_000, 2],
    ['mono-8k', 8000, 1],
  ] as const)('of the MP3 %s sounds like it', async (name, rate, channels) => {
    const mp3 = mp3File(name);
    const response = await convert(serve(mp3), 'wav', '/x.mp3');
    expect(response.headers.get('content-type')).toBe('audio/wav');
    const wav = await bytesOf(response);
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual([channels, rate]);
    expect(await peaksOf(wav)).toEqual(await peaksOf(mp3));
  });

  it('is the original when it is one of 16 bits, also cut short', async () => {
    const file = wavFile(Buffer.from(tones(4, 8000, SIDES).buffer)).subarray(0, 70_001);
    const response = await convert(serve(file), 'wav');
    expect(response.headers.get('content-length')).toBe('70001');
    expect((await bytesOf(response)).equals(file)).toBe(true);
  });
});

describe('a recording as MP3', () => {
  const ALL = [
    ...FORMATS,
    { name: 'A-law', rate: 8000, channels: 1 },
    { name: 'mu-law', rate: 6000, channels: 1 },
  ];
  it.each(ALL)('of $name, $rate Hz, $channels sides, keeps its sides and its length', async (format) => {
    const { file } = fileOf(format.name, format.rate, format.channels);
    const response = await convert(serve(file), 'mp3');
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(response.headers.get('content-length')).toBeNull();
    const peaks = await peaksOf(await bytesOf(response));
    expect(peaks.channels).toBe(format.channels);
    expect(Math.abs(peaks.durationMs - 4000)).toBeLessThan(300);
    const level = (side: number, from: number, to: number) => {
      const place = (seconds: number) => Math.round(seconds * 20) * peaks.channels * 2 + side * 2 + 1;
      const heights = [];
      for (let at = place(from); at < place(to); at += peaks.channels * 2) heights.push(peaks.peaks[at]!);
      return heights.reduce((sum, height) => sum + height, 0) / heights.length;
    };
    // The encoder begins some hundredths late, and a square wave swings over.
    for (const [side, { from, to, height }] of SIDES.slice(0, format.channels).entries()) {
      const loud = level(side, from + 0.2, to - 0.1) / (height / 256);
      expect(loud).toBeGreaterThan(0.8);
      expect(loud).toBeLessThan(1.5);
      expect(level(side, 0, from - 0.2)).toBeLessThan(3);
    }
  });

  it('is the original when it is one, whatever it is called', async () => {
    const mp3 = mp3File('stereo-16k');
    const response = await convert(serve(mp3), 'mp3', '/x.wav');
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(response.headers.get('content-length')).toBe(String(mp3.length));
    expect((await bytesOf(response)).equals(mp3)).toBe(true);
  });
});

describe('a recording of any kind that is read', () => {
  /** How long it is, and its sides in the WAV. */
  const FILES: [name: string, durationMs: number, sides: 1 | 2, isTold: boolean][] = [
    ['alaw-bits16.wav', 2400, 1, true],
    ['pcm24-mono.wav', 2400, 1, true],
    ['rf64-list-after.wav', 2400, 2, true],
    ['gsm610.wav', 2400, 1, true],
    ['adpcm-ima.wav', 2462, 1, true],
    ['ms-stereo.wav', 2404, 2, true],
    ['zeros-before.mp3', 2592, 1, true],
    ['xing.mp3', 2400, 1, true],
    ['vbr-silence-no-xing.mp3', 14_976, 1, true],
    ['mono-then-stereo.mp3', 5184, 2, true],
    // Only its end tells how long it is.
    ['mp3-within.wav', 2592, 2, false],
    ['opus-mono.ogg', 2400, 1, false],
    ['opus-stereo.ogg', 2400, 2, false],
  ];
  it.each(FILES)('becomes the same sound as WAV and as MP3: %s', async (name, durationMs, sides, isTold) => {
    const file = soundFile(name);
    const expected = await peaksOf(file);
    const response = await convert(serve(file), 'wav', `/${name}`);
    const wav = await bytesOf(response);
    expect(response.headers.get('content-length')).toBe(isTold ? String(wav.length) : null);
    expect(wav.readUInt16LE(22)).toBe(sides);
    expect(await peaksOf(wav)).toEqual(expected);
    expect(expected.durationMs).toBe(durationMs);

    const mp3 = await bytesOf(await convertedResponse(CALL, options(`/${name}`), as('mp3')));
    const again = await peaksOf(mp3);
    expect(again.channels).toBe(expected.channels);
    expect(Math.abs(again.durationMs - durationMs)).toBeLessThan(300);
    await expect.poll(areFree).toBe(true);
  });

  it.each([
    ['rate-8k-then-16k.mp3', ['wav']],
    ['adts.aac', ['wav', 'mp3']],
  ] as const)('or is refused before anything is sent: %s', async (name, targets) => {
    store = await startObjectStore(serve(soundFile(name)));
    for (const target of targets) {
      const error = await failureOf(convertedResponse(CALL, options(`/${name}`), as(target)));
      expect(error.kind).toBe('not_convertible');
    }
    await expect.poll(() => store.openConnections()).toBe(0);
    await expect.poll(areFree).toBe(true);
  });

  it('an MP3 is read twice, or once when it is known', async () => {
    const known = new KnownSounds();
    store = await startObjectStore(serve(soundFile('mono-then-stereo.mp3')));
    const gets = async () => {
      store.received.length = 0;
      const head = await convertedHead(CALL, options('/x.mp3', { known }), as('wav'));
      const response = await convertedResponse(CALL, options('/x.mp3', { known }), as('wav'));
      const length = (await bytesOf(response)).length;
      expect(response.headers.get('content-length')).toBe(String(length));
      return [store.received.length, head.headers.get('content-length')];
    };
    expect(await gets()).toEqual([3, null]);
    expect(await gets()).toEqual([2, String(44 + 5184 * 32)]);
  });

  it('an MP3 that changes between the two readings is not mixed', async () => {
    let times = 0;
    store = await startObjectStore((request, response) => {
      times += 1;
      const file = soundFile(times === 1 ? 'mono-then-stereo.mp3' : 'zeros-before.mp3');
      response.writeHead(200, { 'content-length': file.length, etag: `"${times}"` }).end(file);
    });
    expect((await failureOf(convertedResponse(CALL, options('/x.mp3'), as('wav')))).kind).toBe(
      'provider_failed',
    );
  });
});

describe('the answer', () => {
  it('carries a name, is for this listener alone, and promises no ranges', async () => {
    const response = await convert(serve(fileOf('A-law', 8000, 1).file), 'mp3');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'accept-ranges': 'none',
      'cache-control': 'private, no-store',
      'content-type': 'audio/mpeg',
      'content-disposition': `attachment; filename="recording-7.mp3"; filename*=UTF-8''${encodeURIComponent('十一月_回访-张三-138xxxx8000-20261123140000.mp3')}`,
      'x-content-type-options': 'nosniff',
    });
    await response.body?.cancel();
  });

  it.each(['wav', 'mp3'] as const)('to HEAD has the same head, takes no place: %s', async (target) => {
    store = await startObjectStore(serve(fileOf('A-law', 8000, 2).file));
    const head = await convertedHead(CALL, options(), as(target));
    const get = await convertedResponse(CALL, options(), as(target));
    expect([...head.headers]).toEqual([...get.headers]);
    expect(head.body).toBeNull();
    await get.body?.cancel();
  });

  const header = (seconds: number) =>
    wavFile(Buffer.alloc(0), { tag: 6, bits: 8, dataSize: seconds * 16_000 });
  const promise = (seconds: number) => (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': 44 + seconds * 16_000 });
    response.write(header(seconds));
  };
  it.each([
    ['of another kind', '无法识别', serve(Buffer.from('#!AMR\n'.padEnd(5000, 'x')))],
    ['of G.726', '无法识别', serve(wavFile(Buffer.alloc(600), { tag: 0x45, bits: 4 }))],
    ['of two bytes', '已损坏', serve(Buffer.from('RI'))],
    ['cut within its head', '已损坏', serve(fileOf('A-law', 8000, 2).file.subarray(0, 30))],
    ['2 GB by its head and nothing behind', '没有声音', serve(header(2 ** 31 / 16_000))],
    [
      '2 GB by its head, of unknown length, and nothing behind',
      '没有声音',
      unmeasured(header(2 ** 31 / 16_000)),
    ],
    ['of three hours', '太长', promise(3 * 3600)],
    [
      'whose head never ends',
      '已损坏',
      serve(wavFile(Buffer.alloc(9), { chunks: [['LIST', Buffer.alloc(500_000)]] })),
    ],
  ] as [string, string, Answer][])('to a file %s: it cannot be converted', async (_what, words, answer) => {
    const error = await failureOf(convert(answer, 'mp3'));
    expect(error).toMatchObject({ kind: 'not_convertible' });
    expect(error.message).toContain(words);
    await expect.poll(areFree).toBe(true);
    await expect.poll(() => store.openConnections()).toBe(0);
  });

  it('to an MP3 tag with nothing behind it: it cannot be converted', async () => {
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x10', 'latin1'), Buffer.alloc(16)]);
    expect((await failureOf(convert(serve(tag), 'wav', '/x.mp3'))).kind).toBe('not_convertible');
  });

  it('to HTML in place of the sound: the provider’s failure', async () => {
    const error = await failureOf(convert(serve(Buffer.from('<!doctype html>')), 'mp3'));
    expect(error.kind).toBe('provider_failed');
  });

  it('to a third at once: busy, and free again after one went; WAV from samples needs no place', async () => {
    const { file } = fileOf('A-law', 48_000, 2);
    store = await startObjectStore(serve(file));
    const two = await Promise.all([0, 1].map(() => convertedResponse(CALL, options(), as('mp3'))));
    for (const third of [convertedResponse, convertedHead]) {
      expect(await failureOf(third(CALL, options(), as('mp3')))).toMatchObject({
        kind: 'converter_busy',
        details: { retryAfterSeconds: 30 },
      });
    }
    const wav = await convertedResponse(CALL, options(), as('wav'));
    expect((await bytesOf(wav)).length).toBe(44 + 4 * 48_000 * 4);
    await two[0]!.body!.cancel();
    const next = await convertedResponse(CALL, options(), as('mp3'));
    await next.body!.cancel();
    expect((await bytesOf(two[1]!)).length).toBeGreaterThan(40_000);
    await expect.poll(() => store.openConnections()).toBe(0);
  });
});

describe('a conversion under way', () => {
  /** An hour of A-law stereo at 8 kHz, never all of it in memory; noise, so that the encoder has to work. */
  const HOUR_BYTES = 3600 * 16_000;
  const NOISE = Buffer.from(
    Array.from({ length: 65_536 }, (_, at) => (at * 7919 + (at >> 3) * 104_729) & 0xff),
  );
  let sent = 0;
  const hour: Answer = (_request, response) => {
    const head = wavFile(Buffer.alloc(0), { tag: 6, bits: 8, dataSize: HOUR_BYTES });
    response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': 44 + HOUR_BYTES });
    response.write(head);
    sent = 0;
    const more = () => {
      while (!response.destroyed && sent < HOUR_BYTES) {
        const piece = NOISE.subarray(0, HOUR_BYTES - sent);
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  };

  it.each(['wav', 'mp3'] as const)(
    'takes from the source only what the listener takes: %s',
    async (target) => {
      const response = await convert(hour, target);
      const reader = response.body!.getReader();
      await reader.read();
      const settled = await settledValue(() => sent);
      await sleep(500);
      // What is between is the two sockets' own buffers.
      expect(sent).toBe(settled);
      expect(sent).toBeLessThan(HOUR_BYTES / 3);
      await reader.cancel();
      await expect.poll(() => store.openConnections()).toBe(0);
      await expect.poll(areFree).toBe(true);
    },
  );

  it('of an hour to WAV keeps memory flat', { timeout: 180_000 }, async () => {
    const response = await convert(hour, 'wav');
    expect(response.headers.get('content-length')).toBe(String(44 + HOUR_BYTES * 2));
    const before = process.memoryUsage().arrayBuffers;
    let length = 0;
    let most = 0;
    for await (const piece of response.body!) {
      length += piece.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(length).toBe(44 + HOUR_BYTES * 2);
    // Of 115 MB; garbage that is not yet collected is in it.
    expect(most).toBeLessThan(60e6);
  });

  it.each(['wav', 'mp3'] as const)(
    'ends with an error when the source breaks off, not short: %s',
    async (target) => {
      const { file } = fileOf('A-law', 48_000, 2);
      const response = await convert((_request, answer) => {
        answer.writeHead(200, { 'content-type': 'audio/wav', 'content-length': file.length });
        answer.write(file.subarray(0, 300_000));
        setTimeout(() => answer.destroy(), 300);
      }, target);
      const reader = response.body!.getReader();
      await expect(
        (async () => {
          while (!(await reader.read()).done);
        })(),
      ).rejects.toThrow();
      await expect.poll(areFree).toBe(true);
    },
  );

  it('ends with the listener, and gives its place back', async () => {
    const listener = new AbortController();
    store = await startObjectStore(hour);
    const response = await convertedResponse(CALL, options('/x.wav', { signal: listener.signal }), as('mp3'));
    const reader = response.body!.getReader();
    await reader.read();
    listener.abort();
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow();
    await expect.poll(() => store.openConnections()).toBe(0);
    await expect.poll(areFree).toBe(true);
  });

  it('is given up when the listener takes nothing', async () => {
    store = await startObjectStore(hour);
    const response = await convertedResponse(CALL, options(), as('mp3', { patienceMs: 200 }));
    await expect.poll(() => store.openConnections()).toBe(0);
    await expect.poll(areFree).toBe(true);
    await expect(response.arrayBuffer()).rejects.toThrow('takes nothing');
  });
});

function mp3File(name: 'stereo-16k' | 'mono-8k'): Buffer {
  return readFileSync(new URL(`../peaks/testing/${name}.mp3`, import.meta.url));
}
