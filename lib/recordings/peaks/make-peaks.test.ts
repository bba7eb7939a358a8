import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { alaw, mulaw } from '@/simulator/recordings/wav';

import { makePeaks } from './make-peaks';
import { tones, wavFile, type WavHead } from './testing/wav';
import type { Peaks } from '../sound/types';

/** The file in chunks of that many bytes. */
async function* cut(file: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

/** The pairs of one side between two seconds, without the stretches at the edges. */
function pairs(
  { peaks, channels, peaksPerSecond }: Peaks,
  side: number,
  from: number,
  to: number,
): number[][] {
  const found = [];
  for (let at = Math.ceil(from * peaksPerSecond) + 1; at < to * peaksPerSecond - 1; at += 1) {
    const place = (at * channels + side) * 2;
    found.push([peaks[place]!, peaks[place + 1]!]);
  }
  return found;
}

const encoders: Record<string, { head: WavHead; encode: (samples: Int16Array) => Buffer }> = {
  'PCM 16': { head: { bits: 16 }, encode: (samples) => Buffer.from(samples.buffer) },
  'PCM 8': { head: { bits: 8 }, encode: (samples) => Buffer.from(samples.map((s) => (s >> 8) + 128)) },
  'A-law': { head: { tag: 6, bits: 8 }, encode: (samples) => Buffer.from(samples.map(alaw)) },
  'mu-law': { head: { tag: 7, bits: 8 }, encode: (samples) => Buffer.from(samples.map(mulaw)) },
};
const formats = Object.keys(encoders).flatMap((name) =>
  [8000, 11_025, 16_000, 44_100, 48_000].flatMap((rate) =>
    [1, 2].flatMap((channels) => [false, true].map((extensible) => ({ name, rate, channels, extensible }))),
  ),
);

describe('makePeaks of WAV', () => {
  it.each(formats)('reads $name, $rate Hz, $channels sides, extensible: $extensible', async (format) => {
    const { head, encode } = encoders[format.name]!;
    const sides = [
      { from: 1, to: 2, height: 16_000 },
      { from: 3, to: 3.6, height: 8000 },
    ].slice(0, format.channels);
    const data = encode(tones(4.02, format.rate, sides));
    const file = wavFile(data, { ...head, ...format });
    const peaks = await makePeaks(cut(file, 1013));
    expect(peaks).toMatchObject({ durationMs: 4020, channels: format.channels, peaksPerSecond: 20 });
    expect(peaks.peaks).toHaveLength(81 * format.channels * 2);
    for (const [side, { from, to, height }] of sides.entries()) {
      const loud = pairs(peaks, side, from, to);
      expect(loud.length).toBeGreaterThan(8);
      for (const [lowest, highest] of loud) {
        expect(Math.abs(highest! - height / 256)).toBeLessThan(2);
        expect(Math.abs(lowest! + height / 256)).toBeLessThan(2);
      }
      for (const pair of [...pairs(peaks, side, 0, from), ...pairs(peaks, side, to, 4)]) {
        expect(Math.max(...pair.map(Math.abs))).toBe(0);
      }
    }
  });

  const SAMPLES = tones(3, 8000, [
    { from: 0.5, to: 1, height: 20_000 },
    { from: 1.5, to: 2.5, height: 10_000 },
  ]);
  const DATA = Buffer.from(SAMPLES.buffer);
  const plain = () => makePeaks(cut(wavFile(DATA), 65_536));

  it.each([1, 2, 3, 5, 7, 44, 4096, 1_000_000])('does not mind how it is cut: %i bytes', async (size) => {
    expect(await makePeaks(cut(wavFile(DATA), size))).toEqual(await plain());
  });

  it('reads big-endian files', async () => {
    const swapped = Buffer.from(DATA).swap16();
    expect(await makePeaks(cut(wavFile(swapped, { bigEndian: true }), 999))).toEqual(await plain());
  });

  it('skips other chunks, odd ones too, before and after the sound', async () => {
    const chunks: WavHead['chunks'] = [
      ['LIST', Buffer.from('odd')],
      ['fact', Buffer.alloc(4)],
      ['bext', Buffer.alloc(70_001)],
      ['junk', Buffer.alloc(0)],
    ];
    const file = Buffer.concat([wavFile(DATA, { chunks }), Buffer.from('LIST\x04\0\0\0abcd', 'latin1')]);
    expect(await makePeaks(cut(file, 777))).toEqual(await plain());
  });

  it.each([
    ['nothing', 0],
    ['that it does not know', 0xffffffff],
    ['2 GB', 0x7fffffff],
  ])('reads to the end of a file that says %s of its size', async (_what, dataSize) => {
    expect(await makePeaks(cut(wavFile(DATA, { dataSize }), 4000))).toEqual(await plain());
  });

  it('takes what there is of a file that was cut short, also within a sample', async () => {
    const file = wavFile(DATA);
    const half = await makePeaks(cut(file.subarray(0, 44 + 1.25 * 32_000 + 3), 1000));
    expect(half.durationMs).toBe(1250);
    expect(half.peaks).toEqual((await plain()).peaks.slice(0, 100));
  });

  it('calls two equal sides one', async () => {
    const tone = { from: 1, to: 2, height: 9000 };
    const both = await makePeaks(cut(wavFile(Buffer.from(tones(3, 8000, [tone, tone]).buffer)), 9999));
    const one = await makePeaks(
      cut(wavFile(Buffer.from(tones(3, 8000, [tone]).buffer), { channels: 1 }), 9999),
    );
    expect(both).toEqual(one);
  });

  const head44 = wavFile(Buffer.alloc(0));
  it.each([
    ['empty', 'empty', Buffer.alloc(0)],
    ['a head without sound', 'empty', head44],
    ['a head of 2 GB without sound', 'empty', wavFile(Buffer.alloc(0), { dataSize: 2 ** 31 })],
    ['two bytes', 'damaged', Buffer.from('RI')],
    ['cut within the head', 'damaged', head44.subarray(0, 30)],
    ['data before its format', 'damaged', Buffer.from('RIFF\x24\0\0\0WAVEdata\x04\0\0\0abcd', 'latin1')],
    ['a format of 2 GB', 'damaged', Buffer.from('RIFF\x24\0\0\0WAVEfmt \xff\xff\xff\x7fabcd', 'latin1')],
    ['a rate of 0', 'damaged', wavFile(DATA, { rate: 0 })],
    ['no side', 'damaged', wavFile(DATA, { channels: 0 })],
    ['48 bits', 'unsupported', wavFile(DATA, { bits: 48 })],
    ['ADPCM without blocks', 'damaged', wavFile(DATA, { tag: 0x11, bits: 4 })],
    ['G.726', 'unplayable', wavFile(DATA, { tag: 0x45, bits: 4 })],
    ['G.722', 'unplayable', wavFile(DATA, { tag: 0x028f, bits: 8 })],
    ['AVI', 'unsupported', Buffer.from('RIFF\x24\0\0\0AVI LIST', 'latin1')],
    ['a page', 'unsupported', Buffer.from('<!doctype html><p>not a recording</p>')],
    ['AMR', 'unplayable', Buffer.from('#!AMR\nabcdefg')],
  ])('refuses %s: %s', async (_what, reason, file) => {
    for (const size of [1, 1000]) {
      await expect(makePeaks(cut(file, size))).rejects.toMatchObject({ name: 'UnreadableSound', reason });
    }
  });

  it('ends with the failure of a source that breaks off, and not with half a waveform', async () => {
    async function* broken() {
      yield wavFile(DATA).subarray(0, 5000);
      throw new Error('reset');
    }
    await expect(makePeaks(broken())).rejects.toThrow('reset');
  });

  it('gives up what is longer than any call', async () => {
    const second = Buffer.alloc(1000 * 60);
    async function* endless() {
      yield wavFile(Buffer.alloc(0), { channels: 1, bits: 8, rate: 1000, dataSize: 0xffffffff });
      for (;;) yield second;
    }
    await expect(makePeaks(endless())).rejects.toMatchObject({ reason: 'too_long' });
  });
});

describe('makePeaks of MP3', () => {
  // One tone from 1 s to 2 s at half the height (left), another from 3 s to 4.5 s at a quarter (right); 6 s in all.
  const file = (name: string) => readFileSync(new URL(`./testing/${name}.mp3`, import.meta.url));
  const heights = (peaks: Peaks, side: number, from: number, to: number) =>
    pairs(peaks, side, from, to).map(([, highest]) => highest!);

  it.each([1, 417, 100_000])('reads two sides, cut in %i bytes', async (size) => {
    const bytes = file('stereo-16k');
    const peaks = await makePeaks(cut(size === 1 ? bytes.subarray(0, 12_000) : bytes, size));
    expect(peaks.channels).toBe(2);
    if (size !== 1) expect(Math.abs(peaks.durationMs - 6000)).toBeLessThan(200);
    for (const height of heights(peaks, 0, 1.2, 1.9)) expect(Math.abs(height - 64)).toBeLessThan(8);
    for (const height of heights(peaks, 1, 1.2, 1.9)) expect(height).toBeLessThan(4);
    if (size !== 1)
      for (const height of heights(peaks, 1, 3.2, 4.4)) expect(Math.abs(height - 32)).toBeLessThan(6);
  });

  it('reads one side of 8 kHz, behind an ID3 tag', async () => {
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x10\0', 'latin1'), Buffer.alloc(2048)]);
    const peaks = await makePeaks(cut(Buffer.concat([tag, file('mono-8k')]), 1000));
    expect(peaks.channels).toBe(1);
    expect(Math.abs(peaks.durationMs - 6000)).toBeLessThan(400);
    for (const height of heights(peaks, 0, 1.3, 1.8)) expect(Math.abs(height - 64)).toBeLessThan(8);
  });

  it('refuses a tag with nothing behind it, and noise that begins like a frame', async () => {
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x10', 'latin1'), Buffer.alloc(16)]);
    await expect(makePeaks(cut(tag, 10))).rejects.toMatchObject({ reason: 'damaged' });
    const noise = Buffer.from(
      Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 3) * 31) & 0x7f),
    );
    noise.set([0xff, 0xfb, 0x90, 0x64]);
    await expect(makePeaks(cut(noise, 65_536))).rejects.toMatchObject({ reason: 'unsupported' });
  });
});
