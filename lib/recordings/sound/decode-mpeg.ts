import { MPEGDecoderWebWorker } from 'mpg123-decoder';

import { UnreadableSound } from './types';
import { interleave } from './samples';

/** A block takes milliseconds; a file that keeps the decoder busy for longer is broken. */
const BLOCK_TIMEOUT_MS = 10_000;

/**
 * Decodes MPEG audio frames (libmpg123 as WebAssembly) in a thread of its own: it takes seconds for an hour, and a file
 * that brings it into a loop can then be given up.
 */
export class MpegDecoder {
  private readonly decoder = new MPEGDecoderWebWorker({ enableGapless: false });
  private ready: Promise<void> | null = null;

  /**
   * @param frames whole frames of one sampling rate, one behind the other
   * @returns 16 bits, two sides, interleaved: the decoder makes a mono file's equal
   * @throws UnreadableSound when the decoder hangs
   */
  async decode(frames: Uint8Array): Promise<Int16Array<ArrayBuffer>> {
    await (this.ready ??= inTime(this.decoder.ready));
    const { channelData, samplesDecoded } = await inTime(this.decoder.decode(frames));
    return interleave(channelData, samplesDecoded, 2);
  }

  close(): void {
    // Its own free() would wait for a decoder that hangs.
    (this.decoder as unknown as { terminate: () => void }).terminate();
  }
}

export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnreadableSound('damaged')), BLOCK_TIMEOUT_MS);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
