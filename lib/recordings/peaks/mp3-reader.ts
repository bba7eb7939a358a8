import { MPEGDecoderWebWorker } from 'mpg123-decoder';

import { UnreadableSound, type SampleSink, type SoundFormat } from './types';

/** About 4 s of sound at 32 kbit/s. */
const BLOCK_BYTES = 16_384;
/** 320 kbit/s. */
const MOST_BYTES_PER_MS = 40;
/** A block takes milliseconds; a file that keeps the decoder busy for longer is broken. */
const BLOCK_TIMEOUT_MS = 10_000;

/**
 * Reads an MP3 as it comes. The decoder (libmpg123 as WebAssembly) runs in a thread of its own: it takes seconds for
 * an hour, and a file that brings it into a loop can then be given up.
 */
export class Mp3Reader<Sink extends SampleSink> {
  private readonly decoder = new MPEGDecoderWebWorker();
  private ready: Promise<void> | null = null;
  private readonly block = new Uint8Array(BLOCK_BYTES);
  private filled = 0;
  private bytes = 0;
  private sink: Sink | null = null;
  private sampleRate = 0;
  private frames = 0;

  /** @param open called once, with the first sound; always of two channels, which a mono file's decoder makes equal */
  constructor(private readonly open: (format: SoundFormat) => Sink) {}

  /** @throws UnreadableSound */
  async push(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + BLOCK_BYTES - this.filled);
      this.block.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === BLOCK_BYTES) await this.decodeBlock();
    }
  }

  /** @throws UnreadableSound */
  async finish(): Promise<Sink> {
    await this.decodeBlock();
    if (!this.sink) throw new UnreadableSound('damaged');
    // Some frame can be found in any noise.
    const durationMs = (this.frames / this.sampleRate) * 1000;
    if (durationMs * MOST_BYTES_PER_MS * 10 < this.bytes) throw new UnreadableSound('damaged');
    return this.sink;
  }

  close(): void {
    // Its own free() would wait for a decoder that hangs.
    (this.decoder as unknown as { terminate: () => void }).terminate();
  }

  private async decodeBlock(): Promise<void> {
    // A copy of these bytes alone: a view would send all of the memory behind it to the thread.
    const block = this.block.slice(0, this.filled);
    this.bytes += this.filled;
    this.filled = 0;
    await (this.ready ??= inTime(this.decoder.ready));
    const { channelData, sampleRate, samplesDecoded } = await inTime(this.decoder.decode(block));
    const [left, right] = channelData;
    if (samplesDecoded === 0 || !left || !right) return;
    if (sampleRate !== this.sampleRate) {
      if (this.sink) throw new UnreadableSound('unsupported');
      this.sampleRate = sampleRate;
      this.sink = this.open({ sampleRate, channels: 2 });
    }
    this.frames += samplesDecoded;
    this.sink?.add(interleave(left, right, samplesDecoded));
  }
}

/** mpg123 gives two sides always. */
function interleave(left: Float32Array, right: Float32Array, count: number): Int16Array {
  const samples = new Int16Array(count * 2);
  for (let i = 0; i < count; i += 1) {
    samples[2 * i] = toSample(left[i] ?? 0);
    samples[2 * i + 1] = toSample(right[i] ?? 0);
  }
  return samples;
}

function toSample(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnreadableSound('damaged')), BLOCK_TIMEOUT_MS);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
