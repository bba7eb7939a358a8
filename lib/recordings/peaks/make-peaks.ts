import { setImmediate as breathe } from 'node:timers/promises';

import { Mp3Reader } from './mp3-reader';
import { PeakBuilder } from './peak-builder';
import { KIND_BYTES, soundKind } from './sound-kind';
import { UnreadableSound, type Peaks, type SoundFormat } from './types';
import { WavReader } from './wav-reader';

/** A slice of work on the server's own thread, in ms; others get their turn after it. */
const SLICE_MS = 5;
const PIECE_BYTES = 65_536;

type Reader = {
  push: (bytes: Uint8Array) => void | Promise<void>;
  finish: () => PeakBuilder | Promise<PeakBuilder>;
  close?: () => void;
};

/**
 * The peaks of a WAV or MP3 file, in one pass over its bytes; memory is that of the peaks.
 *
 * PCM is read in slices on the server's own thread: an hour of it is some hundred milliseconds of work that comes
 * spread over its transfer, less than handing every chunk to another thread costs. MP3 has a thread (see Mp3Reader).
 *
 * @throws UnreadableSound when the file is no sound that can be read; whatever the source throws
 */
export async function makePeaks(source: AsyncIterable<Uint8Array>): Promise<Peaks> {
  let reader: Reader | null = null;
  let head: Uint8Array | null = null;
  let sliceEnd = performance.now() + SLICE_MS;
  try {
    for await (const chunk of source) {
      const bytes: Uint8Array = head ? Buffer.concat([head, chunk]) : chunk;
      if (!reader) {
        head = bytes;
        if (bytes.length < KIND_BYTES) continue;
        reader = readerOf(bytes);
        head = null;
      }
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        await reader.push(bytes.subarray(at, at + PIECE_BYTES));
        if (performance.now() < sliceEnd) continue;
        await breathe();
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    if (!reader) throw new UnreadableSound(head ? 'damaged' : 'empty');
    return (await reader.finish()).finish();
  } finally {
    reader?.close?.();
  }
}

function readerOf(bytes: Uint8Array): Reader {
  const open = ({ sampleRate, channels }: SoundFormat) => new PeakBuilder(sampleRate, channels);
  const kind = soundKind(bytes);
  if (kind === 'wav') return new WavReader(open);
  if (kind === 'mp3') return new Mp3Reader(open);
  throw new UnreadableSound('unsupported');
}
