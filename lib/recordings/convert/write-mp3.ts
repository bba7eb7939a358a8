import { UnreadableSound } from '../sound/types';
import { Mp3Encoder } from './mp3-encoder';
import { LONGEST_WITH_THREAD_SECONDS } from './plan-conversion';
import type { SoundBlock } from './types';

/**
 * An MP3 of constant bit rate, as the sound comes: without a head, which could only be written at the end, every
 * program still reckons its length rightly.
 * @throws UnreadableSound `empty`, `too_long`; Error when the encoder fails
 */
export async function* writeMp3(sound: AsyncIterable<SoundBlock>): AsyncGenerator<Uint8Array, void> {
  let encoder: Mp3Encoder | null = null;
  let seconds = 0;
  try {
    for await (const { samples, sampleRate, channels } of sound) {
      encoder ??= new Mp3Encoder(sampleRate, channels);
      seconds += samples.length / channels / sampleRate;
      if (seconds > LONGEST_WITH_THREAD_SECONDS) throw new UnreadableSound('too_long');
      const bytes = await encoder.encode(samples);
      if (bytes.length > 0) yield bytes;
    }
    if (!encoder) throw new UnreadableSound('empty');
    yield await encoder.finish();
  } finally {
    await encoder?.close();
  }
}
