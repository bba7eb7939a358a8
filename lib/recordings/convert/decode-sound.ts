import type { SampleSink, SoundFormat } from '../sound/types';
import { SoundReader } from '../sound/sound-reader';
import type { SoundBlock } from './types';

/**
 * The sound of a file as it comes, block by block; holds one piece's sound at a time.
 * @param channels how many to keep: of two the first alone, where both are known to be equal; null: as many as there are
 * @throws UnreadableSound; whatever the source throws
 */
export async function* decodeSound(
  bytes: AsyncIterable<Uint8Array>,
  channels: 1 | 2 | null,
): AsyncGenerator<SoundBlock, void> {
  const blocks: SoundBlock[] = [];
  const open = (format: SoundFormat): SampleSink => ({
    add: (samples) => {
      if (samples.length === 0) return;
      const kept = keepChannels(samples, format.channels, channels ?? format.channels);
      blocks.push({ samples: kept, sampleRate: format.sampleRate, channels: channels ?? format.channels });
    },
  });
  const reader = new SoundReader(open);
  try {
    for await (const piece of bytes) {
      await reader.push(piece);
      yield* blocks.splice(0);
    }
    await reader.finish();
    yield* blocks.splice(0);
  } finally {
    reader.close();
  }
}

/** A copy: the reader overwrites its samples. */
function keepChannels(samples: Int16Array<ArrayBuffer>, from: 1 | 2, to: 1 | 2): Int16Array<ArrayBuffer> {
  if (from === to) return new Int16Array(samples);
  const kept = new Int16Array((samples.length / from) * to);
  for (let frame = 0; frame * to < kept.length; frame += 1) {
    for (let side = 0; side < to; side += 1)
      kept[frame * to + side] = samples[frame * from + (side % from)] ?? 0;
  }
  return kept;
}
