import { UnreadableSound } from './types';
import { soundKind } from './sound-kind';
import { readWavCoding, type WavCoding } from './wav-format';

const BLOCK_BYTES = 16_384;
/** A `fmt ` chunk is 16 to some 50 bytes long. */
const LONGEST_FORMAT = 1024;
const DS64_BYTES = 28;
const UNKNOWN = 0xffffffff;

/** What the head of a WAV file says. */
export type WavFormat = WavCoding & {
  /** Where the sound begins in the file. */
  dataOffset: number;
  /** Infinity when the head does not say; a file may hold less. */
  dataBytes: number;
  /** RF64: sizes that few programs find. */
  is64: boolean;
};

/** Takes the bytes of the sound. */
export type DataSink = {
  push: (bytes: Uint8Array) => void | Promise<void>;
  finish: () => void | Promise<void>;
};

type Step = 'riff' | 'chunk' | 'ds64' | 'format' | 'skip' | 'pad' | 'data' | 'end';

/**
 * Finds the sound in a RIFF/WAVE (also RIFX and RF64) as it comes, however it is cut. A data chunk that says nothing (0
 * or 0xFFFFFFFF) or too much goes on until the file ends; in RF64 its size stands in the `ds64` chunk (EBU Tech 3306).
 */
export class WavReader {
  private step: Step = 'riff';
  private bigEndian = false;
  /** Bytes of the step that are still to come; for `data`, until the chunk ends. */
  private missing = 12;
  private head: Buffer = EMPTY;
  private coding: WavCoding | null = null;
  private data: DataSink | null = null;
  private position = 0;
  private is64 = false;
  private size64: number | null = null;
  private isOdd = false;

  /** @param open called once, where the sound begins; what it returns takes the sound's bytes */
  constructor(private readonly open: (format: WavFormat) => DataSink) {}

  /** @throws UnreadableSound */
  async push(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length && this.step !== 'end') {
      const part = bytes.subarray(at, at + Math.min(this.missing, BLOCK_BYTES));
      at += part.length;
      this.position += part.length;
      this.missing -= part.length;
      if (this.step === 'data') {
        // Only the data that has to be waited for is: a promise for every piece would cost more than the piece.
        const work = this.data?.push(part);
        if (work) await work;
      } else if (this.step !== 'skip') this.head = Buffer.concat([this.head, part]);
      if (this.missing === 0) this.endStep();
    }
  }

  /** @throws UnreadableSound */
  async finish(): Promise<void> {
    if (!this.data) throw new UnreadableSound(this.step === 'end' ? 'empty' : 'damaged');
    await this.data.finish();
  }

  private endStep(): void {
    const head = this.head;
    this.head = EMPTY;
    switch (this.step) {
      case 'riff':
        this.bigEndian = head.toString('latin1', 0, 4) === 'RIFX';
        this.is64 = /^(RF64|BW64)$/.test(head.toString('latin1', 0, 4));
        if (head.toString('latin1', 8, 12) !== 'WAVE') throw new UnreadableSound('unsupported');
        return this.expect('chunk', 8);
      case 'chunk':
        return this.beginChunk(head.toString('latin1', 0, 4), this.u32(head, 4));
      case 'ds64':
        if (this.is64) this.size64 = Number(head.readBigUInt64LE(8));
        return this.endChunk();
      case 'format':
        this.coding = readWavCoding(head, this.bigEndian);
        return this.endChunk();
      case 'skip':
        return this.endChunk();
      case 'pad':
        // A byte that should be there, and be 0, but is the next chunk's first: some writers leave it out.
        this.expect('chunk', 8);
        if (head[0] === 0) return;
        this.head = head;
        this.missing = 7;
        return;
      case 'data':
        return this.expect('end', 0);
      case 'end':
    }
  }

  private beginChunk(name: string, size: number): void {
    this.isOdd = size % 2 === 1;
    if (name === 'fmt ') {
      if (size < 16 || size > LONGEST_FORMAT) throw new UnreadableSound('damaged');
      return this.expect('format', size);
    }
    if (name === 'ds64' && size >= DS64_BYTES - 4 && size <= LONGEST_FORMAT) return this.expect('ds64', size);
    if (name !== 'data') return size === 0 ? this.expect('chunk', 8) : this.expect('skip', size);
    if (!this.coding) throw new UnreadableSound('damaged');
    const told = this.is64 && size === UNKNOWN && this.size64 !== null ? this.size64 : size;
    const dataBytes = told === 0 || told === UNKNOWN || !Number.isSafeInteger(told) ? Infinity : told;
    this.data = this.open({ ...this.coding, dataOffset: this.position, dataBytes, is64: this.is64 });
    this.expect('data', dataBytes);
  }

  private endChunk(): void {
    if (this.isOdd) this.expect('pad', 1);
    else this.expect('chunk', 8);
  }

  private expect(step: Step, missing: number): void {
    this.step = step;
    this.missing = missing;
  }

  private u32(head: Buffer, at: number): number {
    return this.bigEndian ? head.readUInt32BE(at) : head.readUInt32LE(at);
  }
}

/** What a WAV file's first bytes say of its sound; null when it is not within them, or is not read here. */
export function readWavHead(head: Uint8Array): WavFormat | null {
  const found: WavFormat[] = [];
  const start = soundKind(head, true);
  if (start.kind !== 'wav') return null;
  const { at } = start;
  const reader = new WavReader((format) => {
    // Behind a tag not every player finds it.
    found.push({ ...format, dataOffset: format.dataOffset + at, isPlain: format.isPlain && at === 0 });
    return { push: () => {}, finish: () => {} };
  });
  // What takes nothing is not waited for: this has happened when the call returns.
  reader.push(head.subarray(at)).catch(() => {});
  return found[0] ?? null;
}

const EMPTY = Buffer.alloc(0);
