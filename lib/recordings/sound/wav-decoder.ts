import type { SampleSink, SoundFormat } from './types';
import { GsmDecoder } from './gsm';
import { decodeImaBlock } from './ima-adpcm';
import { Mp3Decoder } from './mp3-decoder';
import { decodeMsBlock } from './ms-adpcm';
import { decodeSamples, SAMPLE_BYTES } from './sample-decoders';
import { mixLines } from './samples';
import { samplesIn, type WavCoding } from './wav-format';
import type { DataSink } from './wav-reader';

/** What is decoded at once, in bytes. */
const MOST_BYTES = 16_384;

/** Decodes the data chunk of a WAV file. `close` it when done: an MP3 within has a thread. */
export function createWavDecoder(
  coding: WavCoding,
  open: (format: SoundFormat) => SampleSink,
): DataSink & { close?: () => void } {
  if (coding.codec === 'mpeg') {
    const decoder = new Mp3Decoder(open);
    return {
      push: (bytes) => decoder.push(bytes),
      finish: async () => void (await decoder.finish()),
      close: () => decoder.close(),
    };
  }
  const { lines, sampleRate } = coding;
  const sink = open({ sampleRate, channels: lines === 1 ? 1 : 2 });
  return new BlockDecoder(coding, (samples) => sink.add(lines > 2 ? mixLines(samples, lines) : samples));
}

/** Takes whole blocks, and keeps the begun one for the next part. */
class BlockDecoder implements DataSink {
  private rest: Buffer = Buffer.alloc(0);
  private readonly decode: (bytes: Uint8Array) => Int16Array<ArrayBuffer>;
  private readonly step: number;

  constructor(
    private readonly coding: WavCoding,
    private readonly add: (samples: Int16Array<ArrayBuffer>) => void,
  ) {
    this.decode = blockDecoder(coding);
    const { codec, blockBytes } = coding;
    // Samples by many at once; blocks one by one.
    this.step =
      codec in SAMPLE_BYTES ? Math.max(1, Math.floor(MOST_BYTES / blockBytes)) * blockBytes : blockBytes;
  }

  push(part: Uint8Array): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, part]) : part;
    const whole = bytes.length - (bytes.length % this.coding.blockBytes);
    for (let at = 0; at < whole; at += this.step)
      this.add(this.decode(bytes.subarray(at, Math.min(whole, at + this.step))));
    this.rest = whole < bytes.length ? Buffer.from(bytes.subarray(whole)) : Buffer.alloc(0);
  }

  finish(): void {
    if (this.coding.codec in SAMPLE_BYTES) return;
    if ((samplesIn(this.coding, this.rest.length) ?? 0) > 0) this.add(this.decode(this.rest));
  }
}

function blockDecoder(coding: WavCoding): (bytes: Uint8Array) => Int16Array<ArrayBuffer> {
  const { codec, lines, bigEndian, coefficients } = coding;
  switch (codec) {
    case 'ima':
      return (block) => new Int16Array(decodeImaBlock(block, lines));
    case 'ms':
      return (block) => new Int16Array(decodeMsBlock(block, lines, coefficients));
    case 'gsm': {
      const decoder = new GsmDecoder();
      return (block) => new Int16Array(decoder.decode(block));
    }
    case 'mpeg':
      throw new TypeError('not in blocks');
    default: {
      const target = new Int16Array(MOST_BYTES + 64);
      return (bytes) => decodeSamples(codec, bytes, target, bigEndian);
    }
  }
}
