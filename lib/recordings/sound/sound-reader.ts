import { UnreadableSound, type SampleSink, type SoundFormat } from './types';
import { Mp3Decoder } from './mp3-decoder';
import { OpusDecoder } from './opus-decoder';
import { soundKind, type SoundKind } from './sound-kind';
import { createWavDecoder } from './wav-decoder';
import { WavReader, type DataSink } from './wav-reader';

/** What may be looked at before the kind is known; a tag is skipped and does not count. */
const LONGEST_HEAD = 131_072;

type Decoder = DataSink & { close?: () => void };

/** Reads any sound file that is known here as it comes, however it is cut. Close it in the end. */
export class SoundReader<Sink extends SampleSink> {
  private head: Buffer = Buffer.alloc(0);
  private needed = 16;
  private skip = 0;
  private decoder: Decoder | null = null;
  private sink: Sink | null = null;

  /** @param open called once, with the first sound; what it returns takes the samples */
  constructor(private readonly open: (format: SoundFormat) => Sink) {}

  /** @throws UnreadableSound */
  async push(bytes: Uint8Array): Promise<void> {
    const skipped = Math.min(this.skip, bytes.length);
    this.skip -= skipped;
    const rest = bytes.subarray(skipped);
    if (rest.length === 0) return;
    if (this.decoder) return this.decoder.push(rest);
    this.head = Buffer.concat([this.head, rest]);
    if (this.head.length >= this.needed) await this.begin(false);
  }

  /** @throws UnreadableSound */
  async finish(): Promise<Sink> {
    if (!this.decoder) {
      if (this.head.length === 0) throw new UnreadableSound('empty');
      await this.begin(true);
    }
    await this.decoder?.finish();
    if (!this.sink) throw new UnreadableSound('empty');
    return this.sink;
  }

  close(): void {
    this.decoder?.close?.();
  }

  private async begin(isWhole: boolean): Promise<void> {
    const found = soundKind(this.head, isWhole);
    if (found.kind === 'more') {
      if (found.upTo > this.head.length && found.upTo - this.head.length > LONGEST_HEAD) {
        // A tag with pictures: it is not kept.
        this.skip = found.upTo - 12 - this.head.length;
        this.head = Buffer.alloc(0);
        this.needed = 16;
      } else this.needed = Math.max(this.head.length + 1, found.upTo);
      return;
    }
    if (found.kind === null)
      throw new UnreadableSound(isWhole && this.head.length < 12 ? 'damaged' : 'unsupported');
    this.decoder = this.decoderOf(found.kind);
    const bytes = this.head.subarray(found.at);
    this.head = Buffer.alloc(0);
    await this.decoder.push(bytes);
  }

  private decoderOf(kind: SoundKind): Decoder {
    const open = (format: SoundFormat) => (this.sink = this.open(format));
    if (kind === 'wav') {
      let data: Decoder | null = null;
      const reader = new WavReader((format) => (data = createWavDecoder(format, open)));
      return {
        push: (bytes) => reader.push(bytes),
        finish: () => reader.finish(),
        close: () => data?.close?.(),
      };
    }
    if (kind === 'mp3') {
      const decoder = new Mp3Decoder(open);
      return {
        push: (bytes) => decoder.push(bytes),
        finish: async () => void (await decoder.finish()),
        close: () => decoder.close(),
      };
    }
    if (kind === 'ogg') return new OpusDecoder(open);
    throw new UnreadableSound(kind === 'amr' ? 'unplayable' : 'unsupported');
  }
}
