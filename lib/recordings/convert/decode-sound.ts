import { Mp3Reader } from '../peaks/mp3-reader';
import type { SampleSink, SoundFormat } from '../peaks/types';
import { WavReader } from '../peaks/wav-reader';
import type { SoundBlock } from './types';

/**
 * The sound of a WAV or MP3 file as it comes, block by block; holds one piece's sound at a time.
 * @param channels how many to keep: of more than two the first two
 * @throws UnreadableSound; whatever the source throws
 */
export async function* decodeSound(
  bytes: AsyncIterable<Uint8Array>,
  from: 'wav' | 'mp3',
  channels: 1 | 2,
): AsyncGenerator<SoundBlock, void> {
  const blocks: SoundBlock[] = [];
  const open = (format: SoundFormat): SampleSink => ({
    add: (samples) => {
      const kept = keepChannels(samples, format.channels, channels);
      blocks.push({ samples: kept, sampleRate: format.sampleRate, channels });
    },
  });
  const reader = from === 'wav' ? new WavReader(open) : new Mp3Reader(open);
  try {
    for await (const piece of bytes) {
      await reader.push(piece);
      yield* blocks.splice(0);
    }
    await reader.finish();
    yield* blocks.splice(0);
  } finally {
    if (reader instanceof Mp3Reader) reader.close();
  }
}

/** A copy: the reader overwrites its samples. */
function keepChannels(samples: Int16Array, from: number, to: 1 | 2): Int16Array<ArrayBuffer> {
  if (from === to) return new Int16Array(samples);
  const kept = new Int16Array((samples.length / from) * to);
  for (let frame = 0; frame * to < kept.length; frame += 1) {
    for (let side = 0; side < to; side += 1) kept[frame * to + side] = samples[frame * from + side] ?? 0;
  }
  return kept;
}
