import { setImmediate as breathe } from 'node:timers/promises';

import { SoundReader } from '../sound/sound-reader';
import { PeakBuilder } from './peak-builder';
import type { Peaks } from '../sound/types';

/** A slice of work on the server's own thread, in ms; others get their turn after it. */
const SLICE_MS = 5;
const PIECE_BYTES = 65_536;

/**
 * The peaks of a sound file (WAV of nearly any kind, MP3, Opus), in one pass over its bytes; memory is that of the peaks.
 *
 * WAV is read in slices on the server's own thread: an hour of it is some hundred milliseconds of work that comes
 * spread over its transfer, less than handing every chunk to another thread costs. MP3 and Opus have a thread (see MpegDecoder).
 *
 * @throws UnreadableSound when the file is no sound that can be read; whatever the source throws
 */
export async function makePeaks(source: AsyncIterable<Uint8Array>): Promise<Peaks> {
  const reader = new SoundReader(({ sampleRate, channels }) => new PeakBuilder(sampleRate, channels));
  let sliceEnd = performance.now() + SLICE_MS;
  try {
    for await (const bytes of source) {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        await reader.push(bytes.subarray(at, at + PIECE_BYTES));
        if (performance.now() < sliceEnd) continue;
        await breathe();
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    return (await reader.finish()).finish();
  } finally {
    reader.close();
  }
}
