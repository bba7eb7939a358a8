import { UnreadableSound } from '../sound/types';
import type { SoundBlock } from './types';

export const WAV_HEAD_BYTES = 44;
const SAMPLE_BYTES = 2;
/** What stands for a size in a file that is written before its end is known. */
const UNKNOWN = 0xffffffff;

/**
 * A RIFF/WAVE file with 16-bit PCM, as the sound comes.
 * @param frames how many there will be; null writes a head without sizes, which programs read to the end
 * @throws UnreadableSound `empty`; Error when there are not as many frames as were told
 */
export async function* writeWav(
  sound: AsyncIterable<SoundBlock>,
  frames: number | null,
): AsyncGenerator<Uint8Array, void> {
  let written = 0;
  for await (const { samples, sampleRate, channels } of sound) {
    if (written === 0) yield wavHead(sampleRate, channels, frames);
    written += samples.length / channels;
    // The byte order of a WAV is that of every machine that Node runs on.
    yield new Uint8Array(samples.buffer);
  }
  if (written === 0) throw new UnreadableSound('empty');
  // Never a short file with a proper end.
  if (frames !== null && written !== frames) throw new Error(`${written} frames came instead of ${frames}`);
}

/** @param frames null: a head without sizes */
export function wavHead(sampleRate: number, channels: number, frames: number | null): Uint8Array {
  const frameBytes = channels * SAMPLE_BYTES;
  const dataBytes = frames === null ? UNKNOWN : frames * frameBytes;
  const head = Buffer.alloc(WAV_HEAD_BYTES);
  head.write('RIFF', 0);
  head.writeUInt32LE(frames === null ? UNKNOWN : dataBytes + WAV_HEAD_BYTES - 8, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * frameBytes, 28);
  head.writeUInt16LE(frameBytes, 32);
  head.writeUInt16LE(SAMPLE_BYTES * 8, 34);
  head.write('data', 36);
  head.writeUInt32LE(dataBytes, 40);
  return head;
}
