import { Worker } from 'node:worker_threads';

const RATES = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;
/** A block takes milliseconds; an encoder that is at it for longer has died. */
const BLOCK_TIMEOUT_MS = 20_000;

type Answer = Uint8Array<ArrayBuffer>;

/**
 * Makes MP3 of constant bit rate from samples, block by block. The encoder (LAME as WebAssembly) runs in a thread of
 * its own, because an hour of sound takes it many seconds. One block at a time.
 */
export class Mp3Encoder {
  private readonly worker: Worker;
  private waiting: { resolve: (bytes: Answer) => void; reject: (error: Error) => void } | null = null;
  private failure: Error | null = null;

  constructor(sampleRate: number, channels: 1 | 2) {
    const outputSampleRate = RATES.find((rate) => rate >= sampleRate) ?? 48_000;
    const bitrate = sideBitrate(outputSampleRate) * channels;
    this.worker = new Worker(new URL('./mp3-encoder-thread.mjs', import.meta.url), {
      workerData: { sampleRate, channels, outputSampleRate, bitrate },
    });
    this.worker.on('message', (bytes: Answer) => {
      this.waiting?.resolve(bytes);
      this.waiting = null;
    });
    this.worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', () => this.fail(new Error('the encoder has ended')));
  }

  /** @param samples interleaved; they are gone afterwards */
  encode(samples: Int16Array<ArrayBuffer>): Promise<Answer> {
    return this.ask(samples, [samples.buffer]);
  }

  /** The last bytes. */
  finish(): Promise<Answer> {
    return this.ask(null, []);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async ask(block: Int16Array<ArrayBuffer> | null, transfer: ArrayBuffer[]): Promise<Answer> {
    if (this.failure) throw this.failure;
    const timer = setTimeout(() => this.fail(new Error('the encoder hangs')), BLOCK_TIMEOUT_MS);
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.waiting = { resolve, reject };
        this.worker.postMessage(block, transfer);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
    this.waiting = null;
  }
}

/** Good speech, in kbit/s for each channel; 64 in all is the most below 16 kHz. */
function sideBitrate(sampleRate: number): 32 | 48 | 64 {
  if (sampleRate < 16_000) return 32;
  return sampleRate < 32_000 ? 48 : 64;
}
