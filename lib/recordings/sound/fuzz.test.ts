import { readdirSync } from 'node:fs';

import { describe, expect, it, vi } from 'vitest';

import { makePeaks } from '../peaks/make-peaks';
import { wavFile } from '../peaks/testing/wav';
import { UnreadableSound } from './types';
import { Mp3Splitter } from './mp3-splitter';
import { OggPages } from './ogg-pages';
import { soundKind } from './sound-kind';
import { chance, inPieces, soundFile } from './testing/files';

// A decoder's thread takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const NAMES = readdirSync(new URL('./testing/', import.meta.url)).filter((name) => !name.endsWith('.ts'));
/** Those that need no thread can be tried many times. */
const LIGHT = NAMES.filter((name) => name.endsWith('.wav') && name !== 'mp3-within.wav');

/** Peaks of a sensible length, or the reason why there are none; anything else is a fault of ours. */
async function settles(file: Buffer): Promise<void> {
  try {
    const { durationMs, peaks, channels } = await makePeaks(inPieces(file, 5000));
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(peaks.length % (channels * 2)).toBe(0);
  } catch (error) {
    if (!(error instanceof UnreadableSound)) throw error;
  }
}

function spoilt(file: Buffer, below: (limit: number) => number, within = file.length): Buffer {
  const copy = Buffer.from(file);
  for (let times = below(20) + 1; times > 0; times -= 1) copy[below(within)] = below(256);
  return copy;
}

describe('a spoilt file', () => {
  it.each(LIGHT)('neither breaks nor stops the reader: %s', async (name) => {
    const below = chance(name.length);
    const file = soundFile(name);
    for (let times = 0; times < 20; times += 1) {
      await settles(spoilt(file, below));
      await settles(spoilt(file, below, 100));
      await settles(file.subarray(0, below(file.length)));
      await settles(spoilt(file, below, 60).subarray(0, below(3000)));
    }
  });

  it.each(NAMES.filter((name) => !LIGHT.includes(name)))('nor one with a thread: %s', async (name) => {
    const below = chance(name.length);
    const file = soundFile(name);
    for (let times = 0; times < 3; times += 1) {
      await settles(spoilt(file, below));
      await settles(spoilt(file, below, 100));
      await settles(file.subarray(0, below(file.length)));
    }
  });

  it('that says absurd sizes is read to its end, or refused', async () => {
    const file = wavFile(Buffer.alloc(1000, 3));
    for (const tag of [1, 2, 3, 6, 7, 0x11, 0x31, 0x45, 0xfffe, 0xffff]) {
      for (const bits of [0, 1, 4, 8, 12, 16, 20, 24, 32, 33, 64, 65_535]) {
        for (const lines of [0, 1, 2, 3, 32, 33, 65_535]) {
          for (const block of [0, 1, 2, 4, 65, 256, 65_535]) {
            file.writeUInt16LE(tag, 20);
            file.writeUInt16LE(lines, 22);
            file.writeUInt16LE(block, 32);
            file.writeUInt16LE(bits, 34);
            await settles(file);
          }
        }
      }
    }
    for (const dataSize of [0, 999, 0x7fffffff, 0xffffffff]) await settles(wavFile(file, { dataSize }));
    const rf64 = Buffer.from(soundFile('rf64-list-after.wav'));
    for (const size of [0n, 1n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
      rf64.writeBigUInt64LE(size, 28);
      await settles(rf64);
    }
  });
});

describe('noise', () => {
  const below = chance(7);
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));

  it.each([
    '',
    '\xff\xfb',
    '\xff\xf1',
    'ID3\x03\0\0',
    'OggS\0\x02',
    'RIFF\xff\xff\xff\xffWAVE',
    'TAG',
    'APETAGEX',
  ])('that begins with %j is told, and ends', async (start) => {
    for (let times = 0; times < 40; times += 1) {
      const file = Buffer.concat([Buffer.from(start, 'latin1'), noise(below(6000))]);
      const found = soundKind(file, true);
      expect(found.kind).not.toBe('more');
      if (found.kind !== 'mp3') await settles(file);
    }
  });

  it('is cut into frames and pages without end or error of another kind', () => {
    for (let times = 0; times < 60; times += 1) {
      const bytes = noise(20_000);
      for (let at = 0; at < bytes.length - 4; at += 50 + below(900)) bytes.set([0xff, 0xfb, 0x90], at);
      let seen = 0;
      const splitter = new Mp3Splitter((frame, part) => (seen += Number(part.length === frame.length)));
      try {
        splitter.push(bytes);
        splitter.finish();
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableSound);
      }
      expect(seen).toBeLessThan(1000);
      const pages = new OggPages(() => {});
      expect(() => pages.push(bytes)).toThrow(UnreadableSound);
    }
  });
});
