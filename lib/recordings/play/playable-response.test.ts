import type { IncomingMessage, ServerResponse } from 'node:http';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { CALLER } from '@/lib/outboundbot/testing/caller';
import { KnownSounds } from '../known-sounds';
import { makePeaks } from '../peaks/make-peaks';
import { tones, wavFile } from '../peaks/testing/wav';
import { inPieces, soundFile } from '../sound/testing/files';
import { CALL, giving, serve, startObjectStore, type ObjectStore } from '../testing';
import type { SignedLink } from '../types';
import { playableResponse } from './playable-response';

// A decoder's thread takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let store: ObjectStore;
afterEach(() => store.close());

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A browser's player: what one listening remembers is kept over its ranges. */
async function player(answer: Answer) {
  store = await startObjectStore(answer);
  const known = new KnownSounds();
  const provider = giving(store.link());
  let held: SignedLink | null = null;
  return {
    signed: provider.signed,
    get: (range: string | null = null, ifRange: string | null = null) =>
      playableResponse(
        { ...CALL, held },
        {
          outboundbot: provider.outboundbot,
          endpoint: store.endpoint,
          caller: CALLER,
          startedAt: Date.now(),
          signal: new AbortController().signal,
          storeLink: async (_callId, link) => void (held = link),
          known,
          range,
          ifRange,
        },
        { timeZone: 'Asia/Shanghai' },
      ),
  };
}
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const peaksOf = (file: Buffer) => makePeaks(inPieces(file));

/** How far two sounds are from each other at most, in 16 bits. */
function furthest(one: Buffer, other: Buffer, from = 0): number {
  let most = 0;
  for (let at = from - (from % 2); at + 1 < one.length; at += 2)
    most = Math.max(most, Math.abs(one.readInt16LE(at) - other.readInt16LE(at)));
  return most;
}

const SAMPLES = tones(3, 8000, [
  { from: 0.5, to: 1, height: 20_000 },
  { from: 1.5, to: 2.5, height: 10_000 },
]);
const DATA = Buffer.from(SAMPLES.buffer);

describe('what every browser plays', () => {
  it.each([
    ['WAV of 16 bits', wavFile(DATA)],
    ['WAV of 8 bits', wavFile(DATA, { bits: 8 })],
    ['A-law', wavFile(DATA, { bits: 8, tag: 6 })],
    ['24 bits', soundFile('pcm24-mono.wav')],
    ['an MP3 whose every second has as many bytes', soundFile('zeros-before.mp3').subarray(0x100)],
    ['Opus', soundFile('opus-mono.ogg')],
    ['AAC, which is not read here', soundFile('adts.aac')],
    ['an MP3 that is not read here', soundFile('rate-8k-then-16k.mp3')],
  ])('is played as it is: %s', async (_what, file) => {
    const { get, signed } = await player(serve(file));
    const start = await get('bytes=0-');
    expect(start.status).toBe(206);
    expect((await bytesOf(start)).equals(file)).toBe(true);
    const part = await get('bytes=1000-1999');
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${file.length}`);
    expect((await bytesOf(part)).equals(file.subarray(1000, 2000))).toBe(true);
    expect((await get(`bytes=${file.length}-`)).status).toBe(416);
    expect(signed()).toBe(1);
  });

  it('costs the store one request a range', async () => {
    const { get } = await player(serve(wavFile(DATA)));
    for (const range of ['bytes=0-', 'bytes=5000-', 'bytes=60000-']) await (await get(range)).body?.cancel();
    expect(store.received).toHaveLength(3);
  });
});

describe('what a browser does not play, or tells a wrong length of', () => {
  const promising = wavFile(DATA, { dataSize: 0x7fffffff });
  const FILES: [name: string, file: Buffer, durationMs: number, sides: 1 | 2, tolerance: number][] = [
    ['an MP3 of changing bit rate', soundFile('vbr-silence-no-xing.mp3'), 14_976, 1, 2],
    ['one that says what it is', soundFile('xing.mp3'), 2400, 1, 2],
    ['an MP3 that becomes stereo', soundFile('mono-then-stereo.mp3'), 5184, 2, 2],
    ['GSM', soundFile('gsm610.wav'), 2400, 1, 400],
    ['IMA ADPCM', soundFile('adpcm-ima.wav'), 2462, 1, 0],
    ['MS ADPCM', soundFile('ms-stereo.wav'), 2404, 2, 0],
    ['G.711 whose head says 16 bits', soundFile('alaw-bits16.wav'), 2400, 1, 0],
    ['RF64', soundFile('rf64-list-after.wav'), 2400, 2, 0],
    ['a head of 2 GB', promising, 3000, 2, 0],
  ];

  it.each(FILES)(
    'is played as WAV of its true length: %s',
    async (_name, file, durationMs, sides, tolerance) => {
      const { get, signed } = await player(serve(file));
      const start = await get('bytes=0-');
      expect(start.status).toBe(206);
      const whole = await bytesOf(start);
      expect(start.headers.get('content-type')).toBe('audio/wav');
      expect(start.headers.get('content-length')).toBe(String(whole.length));
      expect(start.headers.get('content-range')).toBe(`bytes 0-${whole.length - 1}/${whole.length}`);
      expect(whole.readUInt16LE(22)).toBe(sides);
      expect(whole.readUInt32LE(40)).toBe(whole.length - 44);
      expect(await peaksOf(whole)).toEqual(await peaksOf(file));
      expect((await peaksOf(whole)).durationMs).toBe(durationMs);

      const etag = start.headers.get('etag');
      for (const from of [0, 1, 43, 44, 45, 1001, Math.floor(whole.length / 2), whole.length - 3]) {
        for (const length of [null, 2, 20_001]) {
          const to = length === null ? '' : from + length - 1;
          const part = await get(`bytes=${from}-${to}`, etag);
          const end = to === '' ? whole.length : Math.min(to + 1, whole.length);
          expect(part.headers.get('content-range')).toBe(`bytes ${from}-${end - 1}/${whole.length}`);
          const bytes = await bytesOf(part);
          expect(bytes.length).toBe(end - from);
          // Laid back to where it belongs, so that samples meet samples.
          const placed = Buffer.concat([whole.subarray(0, from), bytes, whole.subarray(end)]);
          expect(
            furthest(placed.subarray(0, whole.length - (whole.length % 2)), whole, from),
          ).toBeLessThanOrEqual(tolerance);
        }
      }
      expect((await bytesOf(await get('bytes=-100'))).length).toBe(100);
      expect((await get(`bytes=${whole.length}-`)).status).toBe(416);
      expect((await get('bytes=100-199', '"other"')).status).toBe(200);
      expect(signed()).toBe(1);
    },
  );

  it('is found out also when its first request is for a part behind the file’s end', async () => {
    const file = soundFile('gsm610.wav');
    const { get } = await player(serve(file));
    const part = await get('bytes=20000-20099');
    expect([part.status, (await bytesOf(part)).length]).toEqual([206, 100]);
  });

  it('ends with the listener', async () => {
    const { get } = await player(serve(soundFile('vbr-silence-no-xing.mp3')));
    const reader = (await get('bytes=0-')).body!.getReader();
    await reader.read();
    await reader.cancel();
    await expect.poll(() => store.openConnections()).toBe(0);
  });

  it('ends with an error when the source breaks off, not short', async () => {
    const file = wavFile(Buffer.alloc(400_000, 0x55), { tag: 6, bits: 16, channels: 1 });
    const { get } = await player((request, response) => {
      if (request.headers.range?.startsWith('bytes=0-')) return serve(file)(request, response);
      response.writeHead(206, {
        'content-range': `bytes 44-${file.length - 1}/${file.length}`,
        'content-length': file.length - 44,
        etag: '"e"',
      });
      response.write(file.subarray(44, 50_000));
      setTimeout(() => response.destroy(), 100);
    });
    const response = await get('bytes=0-');
    await expect(bytesOf(response)).rejects.toThrow();
  });
});
