import { describe, expect, it, vi } from 'vitest';

import { makePeaks } from '../peaks/make-peaks';
import { tones, wavFile } from '../peaks/testing/wav';
import type { Peaks } from './types';
import { mp3Facts } from './mp3-facts';
import { readMpegFrame } from './mpeg-frame';
import { soundKind } from './sound-kind';
import { inPieces, soundFile } from './testing/files';

// A decoder's thread takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const peaksOf = (file: Buffer, size?: number) => makePeaks(inPieces(file, size));

/** Both sides' levels in the measure of 0 to 127, one a stretch of 50 ms. */
function levels({ peaks, channels }: Peaks, side: number): number[] {
  return Array.from(
    { length: peaks.length / channels / 2 },
    (_, at) => peaks[(at * channels + Math.min(side, channels - 1)) * 2 + 1] ?? 0,
  );
}

/** How much two shapes are alike, 1 when they rise and fall together; one may begin some stretches later. */
function likeness(one: number[], other: number[]): number {
  const shifts = [0, 1, 2, 3, 4].flatMap((shift) => [shift, -shift]);
  return Math.max(
    ...shifts.map((shift) => {
      const pairs = one.flatMap((a, at) =>
        other[at + shift] === undefined ? [] : [[a, other[at + shift]!]],
      );
      const mean = (i: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[i]!, 0) / pairs.length;
      const [x, y] = [mean(0), mean(1)];
      let [xy, xx, yy] = [0, 0, 0];
      for (const [a = 0, b = 0] of pairs) {
        xy += (a - x) * (b - y);
        xx += (a - x) ** 2;
        yy += (b - y) ** 2;
      }
      return xy / Math.sqrt(xx * yy || 1);
    }),
  );
}

/** Lengths as another decoder finds them (ffmpeg 5.1), in ms, and the sides that differ. */
const FILES: [name: string, durationMs: number, channels: 1 | 2][] = [
  ['alaw-bits16.wav', 2400, 1],
  ['pcm24-mono.wav', 2400, 1],
  ['rf64-list-after.wav', 2400, 2],
  ['gsm610.wav', 2400, 1],
  ['adpcm-ima.wav', 2462, 1],
  ['ima-stereo.wav', 2415, 2],
  ['ms-stereo.wav', 2404, 2],
  ['mp3-within.wav', 2592, 2],
  ['opus-mono.ogg', 2400, 1],
  ['opus-stereo.ogg', 2400, 2],
  ['zeros-before.mp3', 2592, 1],
  ['xing.mp3', 2400, 1],
  ['vbr-silence-no-xing.mp3', 14_976, 1],
  ['mono-then-stereo.mp3', 5184, 2],
];

describe('a sound file', () => {
  it.each(FILES)(
    '%s is %i ms long, and has %i sides, however it is cut',
    async (name, durationMs, channels) => {
      const file = soundFile(name);
      const peaks = await peaksOf(file);
      expect(peaks).toMatchObject({ durationMs, channels });
      expect(peaks.peaks).toHaveLength(Math.ceil(durationMs / 50) * channels * 2);
      expect(await peaksOf(file, 777)).toEqual(peaks);
    },
  );

  it('has the shape of the voice that it was made of', async () => {
    const mono = levels(await peaksOf(soundFile('pcm24-mono.wav')), 0);
    for (const name of ['alaw-bits16.wav', 'gsm610.wav', 'adpcm-ima.wav', 'opus-mono.ogg', 'xing.mp3']) {
      expect(likeness(mono, levels(await peaksOf(soundFile(name)), 0)), name).toBeGreaterThan(0.9);
    }
    const stereo = await peaksOf(soundFile('rf64-list-after.wav'));
    for (const name of ['ima-stereo.wav', 'ms-stereo.wav', 'mp3-within.wav', 'opus-stereo.ogg']) {
      const peaks = await peaksOf(soundFile(name));
      for (const side of [0, 1]) {
        expect(likeness(levels(stereo, side), levels(peaks, side)), name).toBeGreaterThan(0.9);
        expect(likeness(levels(stereo, 1 - side), levels(peaks, side)), name).toBeLessThan(0.7);
      }
    }
  });

  it.each([
    ['adts.aac', 'unsupported'],
    ['rate-8k-then-16k.mp3', 'unsupported'],
  ])('%s is refused: %s', async (name, reason) => {
    await expect(peaksOf(soundFile(name))).rejects.toMatchObject({ name: 'UnreadableSound', reason });
  });
});

describe('a WAV file', () => {
  const SAMPLES = tones(2, 8000, [{ from: 0.5, to: 1.5, height: 16_000 }]);
  const DATA = Buffer.from(SAMPLES.buffer);
  const plain = () => peaksOf(wavFile(DATA, { channels: 1 }));

  const widened = (width: number, encode: (bytes: Buffer, sample: number, at: number) => void) => {
    const bytes = Buffer.alloc(SAMPLES.length * width);
    for (const [i, sample] of SAMPLES.entries()) encode(bytes, sample, i * width);
    return bytes;
  };
  it.each([
    ['24 bits', { bits: 24 }, widened(3, (bytes, sample, at) => bytes.writeIntLE(sample * 256, at, 3))],
    ['32 bits', { bits: 32 }, widened(4, (bytes, sample, at) => bytes.writeInt32LE(sample * 65_536, at))],
    [
      '32 bits, big-endian',
      { bits: 32, bigEndian: true },
      widened(4, (bytes, sample, at) => bytes.writeInt32BE(sample * 65_536, at)),
    ],
    [
      'floating point',
      { bits: 32, tag: 3 },
      widened(4, (bytes, sample, at) => bytes.writeFloatLE(sample / 32_768, at)),
    ],
    [
      'floating point of 64 bits, EXTENSIBLE',
      { bits: 64, tag: 3, extensible: true },
      widened(8, (bytes, sample, at) => bytes.writeDoubleLE(sample / 32_768, at)),
    ],
  ])('of %s is read', async (_what, head, data) => {
    expect(await peaksOf(wavFile(data, { ...head, channels: 1 }), 1013)).toEqual(await plain());
  });

  it('takes numbers that are none for silence', async () => {
    const data = Buffer.alloc(400);
    for (let at = 0; at < 400; at += 4)
      data.writeFloatLE(at % 8 === 0 ? Number.NaN : Number.POSITIVE_INFINITY, at);
    const { peaks } = await peaksOf(wavFile(data, { tag: 3, bits: 32, channels: 1 }));
    expect([...peaks]).toEqual([0, 0]);
  });

  it('is found behind a tag, small or with a picture', async () => {
    for (const size of [20, 5000, 300_000]) {
      const tag = Buffer.alloc(10 + size, 'x');
      tag.set([0x49, 0x44, 0x33, 3, 0, 0, 0, size >> 14, (size >> 7) & 0x7f, size & 0x7f]);
      expect(await peaksOf(Buffer.concat([tag, wavFile(DATA, { channels: 1 })]), 4096)).toEqual(
        await plain(),
      );
    }
  });

  it('is read over an odd chunk whose pad byte was left out', async () => {
    const file = wavFile(DATA, { channels: 1 });
    const chunk = Buffer.concat([Buffer.from('LIST\x05\0\0\0', 'latin1'), Buffer.from('hello')]);
    const unpadded = Buffer.concat([file.subarray(0, 36), chunk, file.subarray(36)]);
    for (const size of [1, 44, 100_000]) expect(await peaksOf(unpadded, size)).toEqual(await plain());
  });

  it('of three lines of which the first is silent loses nobody', async () => {
    const lines = tones(4, 8000, [
      { from: 0, to: 0, height: 0 },
      { from: 0.5, to: 1.5, height: 16_000 },
      { from: 2, to: 3, height: 8000 },
    ]);
    const peaks = await peaksOf(wavFile(Buffer.from(lines.buffer), { channels: 3 }));
    expect(peaks.channels).toBe(2);
    const height = (side: number, seconds: number) => levels(peaks, side)[seconds * 20];
    expect([height(1, 1), height(0, 1)]).toEqual([63, 0]);
    expect([height(0, 2.5), height(1, 2.5)]).toEqual([31, 0]);
  });
});

describe('an MP3', () => {
  const mp3 = soundFile('zeros-before.mp3');
  const from = mp3.findIndex((byte) => byte !== 0);
  const clean = mp3.subarray(from);

  it('of free format is refused: no browser plays it', async () => {
    const free = Buffer.from(clean);
    for (let at = 0; at < free.length;) {
      const { length } = readMpegFrame(free, at)!;
      free[at + 2] = free[at + 2]! & 0x0f;
      at += length;
    }
    await expect(peaksOf(free)).rejects.toMatchObject({ reason: 'unplayable' });
  });

  it('keeps its length over tags and junk between its frames', async () => {
    const tag = Buffer.alloc(128);
    tag.write('TAG');
    const id3 = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x20', 'latin1'), Buffer.alloc(32, 0xff)]);
    const junk = Buffer.alloc(2000, 0xff);
    for (const between of [id3, tag, junk, Buffer.alloc(500)]) {
      const joined = Buffer.concat([clean, between, clean, tag]);
      expect((await peaksOf(joined, 999)).durationMs).toBe(2 * 2592);
    }
  });

  it('that was cut short is as long as its whole frames', async () => {
    const { length } = readMpegFrame(clean, 0)!;
    expect((await peaksOf(clean.subarray(0, 10 * length + 5))).durationMs).toBe(720);
  });

  it('tells whether every second of it has as many bytes', async () => {
    const facts = async (name: string) => mp3Facts(inPieces(soundFile(name), 1000));
    expect(await facts('zeros-before.mp3')).toMatchObject({ frames: 36, samples: 20_736, isEven: true });
    expect(await facts('vbr-silence-no-xing.mp3')).toMatchObject({ samples: 119_808, isEven: false });
    expect(await facts('mono-then-stereo.mp3')).toMatchObject({ channels: 2, isEven: false });
    expect(await facts('xing.mp3')).toMatchObject({ samples: 19_200, isEven: false });
  });
});

describe('what a file is', () => {
  it.each([
    ['a page', '<!doctype html><p>not a recording</p>'],
    ['words', 'AccessDenied: the key has expired, ask for another one'],
    ['JSON', '{"code":403,"message":"no"}'],
    ['a picture', '\x89PNG\r\n\x1a\n0123456789'],
    ['an archive', 'PK\x03\x04aaaaaaaaaaaaaaaaa'],
    ['an AVI', 'RIFF\x24\0\0\0AVI LIST........'],
    ['two bytes like a frame’s', '\xff\xfb\x90\x64'.padEnd(2000, 'x')],
    ['nothing but zeros', '\0'.repeat(200_000)],
  ])('is not sound: %s', (_what, text) => {
    expect(soundKind(Buffer.from(text, 'latin1'), true)).toEqual({ kind: null });
  });

  it('is told by so few bytes, or more are asked for', () => {
    for (const name of ['adts.aac', 'zeros-before.mp3', 'opus-mono.ogg', 'gsm610.wav']) {
      const file = soundFile(name);
      const whole = soundKind(file, true);
      for (let length = 0; length < 3000; length += 7) {
        const found = soundKind(file.subarray(0, length), false);
        if (found.kind === 'more') expect(found.upTo).toBeGreaterThan(length);
        else expect(found).toEqual(whole);
      }
    }
  });
});
