import { decodeSamples, SAMPLE_BYTES, type SampleCodec } from './sample-decoders';
import { UnreadableSound, type SampleSink, type SoundFormat } from './types';

const BLOCK_BYTES = 16_384;
/** A `fmt ` chunk is 16 to 40 bytes long. */
const LONGEST_FORMAT = 1024;
const TAGS = { pcm: 0x0001, alaw: 0x0006, mulaw: 0x0007, extensible: 0xfffe } as const;

type Format = SoundFormat & { codec: SampleCodec; frameBytes: number };

/** What the head of a WAV file says. */
export type WavFormat = Format & {
  /** Where the sound begins in the file. */
  dataOffset: number;
  /** Infinity when the head does not say; a file may hold less. */
  dataBytes: number;
};

type Step = 'riff' | 'chunk' | 'format' | 'skip' | 'data' | 'end';

/**
 * Reads a RIFF/WAVE (also RIFX and RF64) as it comes, however it is cut: PCM of 8 or 16 bits, A-law or mu-law, also as
 * WAVE_FORMAT_EXTENSIBLE. A data chunk that says nothing (0 or 0xFFFFFFFF) or too much goes on until the file ends.
 */
export class WavReader<Sink extends SampleSink> {
  private step: Step = 'riff';
  private bigEndian = false;
  /** Bytes of the step that are still to come; for `data`, until the chunk ends. */
  private missing = 12;
  private head: Buffer = EMPTY;
  private format: Format | null = null;
  private sink: Sink | null = null;
  private position = 0;
  private rest: Buffer = EMPTY;
  private readonly samples = new Int16Array(BLOCK_BYTES + 16);

  /** @param open called once, where the sound begins; what it returns takes the samples, which are overwritten after it */
  constructor(private readonly open: (format: WavFormat) => Sink) {}

  /** @throws UnreadableSound */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.step !== 'end') {
      const part = bytes.subarray(at, at + Math.min(this.missing, BLOCK_BYTES));
      at += part.length;
      this.position += part.length;
      this.missing -= part.length;
      if (this.step === 'data') this.readData(part);
      else if (this.step !== 'skip') this.head = Buffer.concat([this.head, part]);
      if (this.missing === 0) this.endStep();
    }
  }

  /** @throws UnreadableSound */
  finish(): Sink {
    if (!this.sink) throw new UnreadableSound(this.step === 'end' ? 'empty' : 'damaged');
    return this.sink;
  }

  private endStep(): void {
    const head = this.head;
    this.head = EMPTY;
    switch (this.step) {
      case 'riff':
        this.bigEndian = head.toString('latin1', 0, 4) === 'RIFX';
        if (head.toString('latin1', 8, 12) !== 'WAVE') throw new UnreadableSound('unsupported');
        return this.expect('chunk', 8);
      case 'chunk':
        return this.beginChunk(head.toString('latin1', 0, 4), this.u32(head, 4));
      case 'format':
        this.format = this.readFormat(head);
        return this.expect('chunk', 8);
      case 'skip':
        return this.expect('chunk', 8);
      case 'data':
        return this.expect('end', 0);
      case 'end':
    }
  }

  private beginChunk(name: string, size: number): void {
    const padded = size + (size % 2);
    if (name === 'fmt ') {
      if (size < 16 || size > LONGEST_FORMAT) throw new UnreadableSound('damaged');
      return this.expect('format', padded);
    }
    if (name !== 'data') return padded === 0 ? this.expect('chunk', 8) : this.expect('skip', padded);
    if (!this.format) throw new UnreadableSound('damaged');
    const dataBytes = size === 0 || size >= 0xffffffff ? Infinity : size;
    this.sink = this.open({ ...this.format, dataOffset: this.position, dataBytes });
    this.expect('data', dataBytes);
  }

  private expect(step: Step, missing: number): void {
    this.step = step;
    this.missing = missing;
  }

  private readFormat(head: Buffer): Format {
    const told = this.u16(head, 0);
    const tag = told === TAGS.extensible && head.length >= 26 ? this.u16(head, 24) : told;
    const channels = this.u16(head, 2);
    const sampleRate = this.u32(head, 4);
    const bits = this.u16(head, 14);
    if (channels < 1 || channels > 8 || sampleRate < 1000 || sampleRate > 192_000)
      throw new UnreadableSound('damaged');
    const codec = this.codecOf(tag, bits);
    return { codec, channels, sampleRate, frameBytes: channels * SAMPLE_BYTES[codec] };
  }

  private codecOf(tag: number, bits: number): SampleCodec {
    if (tag === TAGS.pcm && bits === 8) return 'pcm8';
    if (tag === TAGS.pcm && bits === 16) return this.bigEndian ? 'pcm16be' : 'pcm16le';
    if (tag === TAGS.alaw && bits === 8) return 'alaw';
    if (tag === TAGS.mulaw && bits === 8) return 'mulaw';
    throw new UnreadableSound('unsupported');
  }

  /** Takes whole frames and keeps the begun one for the next part. */
  private readData(part: Uint8Array): void {
    if (!this.format || !this.sink) return;
    const { codec, frameBytes } = this.format;
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, part]) : part;
    const whole = bytes.length - (bytes.length % frameBytes);
    if (whole > 0) this.sink.add(decodeSamples(codec, bytes.subarray(0, whole), this.samples));
    this.rest = whole < bytes.length ? Buffer.from(bytes.subarray(whole)) : EMPTY;
  }

  private u16(head: Buffer, at: number): number {
    return this.bigEndian ? head.readUInt16BE(at) : head.readUInt16LE(at);
  }

  private u32(head: Buffer, at: number): number {
    return this.bigEndian ? head.readUInt32BE(at) : head.readUInt32LE(at);
  }
}

const EMPTY = Buffer.alloc(0);
