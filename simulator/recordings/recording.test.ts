import { describe, expect, it } from 'vitest';

import { readRange } from './range';
import { byteLength, frameCount, readBytes, type Recording, TELEPHONE } from './recording';
import { alaw, mulaw, type WavFormat } from './wav';

const RECORDING: Recording = {
  name: 'call-1',
  durationMs: 12_345,
  segments: [
    { speaker: 'Robot', fromMs: 500, toMs: 3210 },
    { speaker: 'Contact', fromMs: 4000, toMs: 6543 },
    { speaker: 'Robot', fromMs: 7000, toMs: 12_000 },
  ],
  format: TELEPHONE,
  swapped: false,
  pitches: { Robot: 220, Contact: 120 },
};
const read = (recording: Recording, start = 0, end = byteLength(recording)) =>
  Buffer.concat([...readBytes(recording, start, end)]);

/** The loudest sample of a side (0 left, 1 right) between two times. */
function loudest(file: Buffer, side: 0 | 1, fromMs: number, toMs: number): number {
  let max = 0;
  for (let frame = Math.ceil(fromMs * 8); frame < Math.floor(toMs * 8); frame++) {
    max = Math.max(max, Math.abs(file.readInt16LE(44 + frame * 4 + side * 2)));
  }
  return max;
}

describe('a recording', () => {
  it('is a WAV file as long as the call', () => {
    const file = read(RECORDING);
    expect(file.length).toBe(44 + Math.round(12.345 * 8000) * 4);
    expect(file.length).toBe(byteLength(RECORDING));
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect([file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24)]).toEqual([1, 2, 8000]);
    expect([file.readUInt32LE(28), file.readUInt16LE(32), file.readUInt16LE(34)]).toEqual([32_000, 4, 16]);
    expect(file.readUInt32LE(40)).toBe(file.length - 44);
  });

  it('has each side sounding exactly while its speaker speaks', () => {
    const file = read(RECORDING);
    for (const [side, speaker] of [
      [0, 'Robot'],
      [1, 'Contact'],
    ] as const) {
      let silentFrom = 0;
      for (const { fromMs, toMs } of RECORDING.segments.filter((segment) => segment.speaker === speaker)) {
        expect(loudest(file, side, silentFrom, fromMs)).toBe(0);
        for (let ms = fromMs; ms + 200 <= toMs; ms += 200)
          expect(loudest(file, side, ms, ms + 200)).toBeGreaterThan(2000);
        expect(loudest(file, side, toMs - 20, toMs)).toBeGreaterThan(100);
        silentFrom = toMs;
      }
      expect(loudest(file, side, silentFrom, RECORDING.durationMs)).toBe(0);
    }
    expect(loudest(file, 0, 0, 12_345)).toBeLessThan(20_000);
  });

  it('changes sides when swapped', () => {
    const [file, swapped] = [read(RECORDING), read({ ...RECORDING, swapped: true })];
    for (let at = 44; at < file.length; at += 4) {
      if (file.readInt16LE(at) !== swapped.readInt16LE(at + 2)) expect.fail(`frame at ${at} differs`);
      if (file.readInt16LE(at + 2) !== swapped.readInt16LE(at)) expect.fail(`frame at ${at} differs`);
    }
  });

  const formats: WavFormat[] = [
    TELEPHONE,
    { codec: 'pcm8', rate: 8000, channels: 1 },
    { codec: 'alaw', rate: 8000, channels: 2 },
    { codec: 'mulaw', rate: 16_000, channels: 1 },
  ];
  it.each(formats)('gives every range as a slice of the whole: $codec $rate $channels', (format) => {
    const recording = { ...RECORDING, format };
    const file = read(recording);
    expect(file.length).toBe(byteLength(recording));
    const size = file.length;
    for (const [start, end] of [
      [0, 1],
      [0, 44],
      [10, 50],
      [43, 47],
      [44, 45],
      [45, 1000],
      [65_535, 65_541],
      [size - 1, size],
      [70_001, 200_003],
      [1001, size],
    ] as const) {
      if (start >= size) continue;
      expect(read(recording, start, Math.min(end, size)).equals(file.subarray(start, end))).toBe(true);
    }
  });

  it('starts an hour’s end at once', () => {
    const hour = { ...RECORDING, durationMs: 3_600_000 };
    expect(byteLength(hour)).toBe(115_200_044);
    const before = process.memoryUsage().arrayBuffers;
    const startedAt = performance.now();
    expect(read(hour, 115_100_000, 115_100_100)).toHaveLength(100);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  });

  it('writes companded formats with a fact chunk', () => {
    const recording = {
      ...RECORDING,
      format: { codec: 'alaw', rate: 8000, channels: 2 },
    } satisfies Recording;
    const file = read(recording);
    expect([file.readUInt16LE(20), file.readUInt32LE(16), file.toString('latin1', 38, 42)]).toEqual([
      6,
      18,
      'fact',
    ]);
    expect(file.readUInt32LE(46)).toBe(frameCount(recording));
    expect(file.readUInt32LE(54)).toBe(file.length - 58);
  });

  it('follows G.711', () => {
    expect([0, -1, 32_767, -32_768, 1000, -1000].map(alaw)).toEqual([0xd5, 0x55, 0xaa, 0x2a, 0xfa, 0x7a]);
    expect([0, 32_767, -32_768, 1000, -1000].map(mulaw)).toEqual([0xff, 0x80, 0x00, 0xce, 0x4e]);
  });
});

describe('readRange', () => {
  it.each([
    [undefined, 'whole'],
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=10-1000', { start: 10, end: 100 }],
    ['bytes=-7', { start: 93, end: 100 }],
    ['bytes=-700', { start: 0, end: 100 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=20-10', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['items=0-1', 'whole'],
  ])('%s', (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected);
  });
});
