import { UnreadableSound, type SampleSink, type SoundFormat } from './types';
import { MpegDecoder } from './decode-mpeg';
import { Mp3FactsBuilder, type Mp3Facts } from './mp3-facts';
import { Trimmer } from './samples';

/** About 4 s of sound at 32 kbit/s. */
const BLOCK_BYTES = 16_384;

/** Decodes an MP3 as it comes, frame by frame, and checks that every frame became sound. */
export class Mp3Decoder<Sink extends SampleSink> {
  private readonly decoder = new MpegDecoder();
  private readonly facts: Mp3FactsBuilder;
  private readonly block = new Uint8Array(BLOCK_BYTES);
  private filled = 0;
  private waiting: Uint8Array[] = [];
  private sampleRate = 0;
  private sink: Sink | null = null;
  private trimmer: Trimmer | null = null;
  private decoded = 0;

  /** @param open called once, with the first sound; always of two sides, which a mono file's decoder makes equal */
  constructor(private readonly open: (format: SoundFormat) => Sink) {
    this.facts = new Mp3FactsBuilder((frame, bytes) => {
      this.sampleRate = frame.sampleRate;
      this.gather(bytes);
    });
  }

  /** @throws UnreadableSound */
  async push(bytes: Uint8Array): Promise<void> {
    this.facts.push(bytes);
    await this.decodeWaiting();
  }

  /** @throws UnreadableSound */
  async finish(): Promise<Mp3Facts> {
    const facts = this.facts.finish();
    this.flush();
    await this.decodeWaiting();
    if (this.decoded !== facts.frames * facts.frameSamples) throw new UnreadableSound('damaged');
    return facts;
  }

  /** The sink, once there was sound. */
  get opened(): Sink | null {
    return this.sink;
  }

  close(): void {
    this.decoder.close();
  }

  private gather(frame: Uint8Array): void {
    if (this.filled + frame.length > BLOCK_BYTES) this.flush();
    this.block.set(frame, this.filled);
    this.filled += frame.length;
  }

  private flush(): void {
    // A copy of these bytes alone: a view would send all of the memory behind it to the thread.
    if (this.filled > 0) this.waiting.push(this.block.slice(0, this.filled));
    this.filled = 0;
  }

  private async decodeWaiting(): Promise<void> {
    for (let block = this.waiting.shift(); block; block = this.waiting.shift()) {
      const samples = await this.decoder.decode(block);
      this.decoded += samples.length / 2;
      if (samples.length === 0) continue;
      this.sink ??= this.open({ sampleRate: this.sampleRate, channels: 2 });
      this.trimmer ??= new Trimmer(this.facts.trim, 2);
      this.sink.add(this.trimmer.next(samples));
    }
  }
}
