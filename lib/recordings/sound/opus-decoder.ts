import { OpusDecoderWebWorker } from 'opus-decoder';

import { UnreadableSound, type SampleSink, type SoundFormat } from './types';
import { inTime } from './decode-mpeg';
import { OggPages } from './ogg-pages';
import { interleave } from './samples';
import { latin1 } from './tags';

/** What granules count, whatever the sampling rate. */
const GRANULE_RATE = 48_000;
const RATES = [8000, 12_000, 16_000, 24_000, 48_000] as const;
const PACKETS_AT_ONCE = 100;
/** No packet is longer (RFC 6716). */
const LONGEST_PACKET = 61_440;

type Worker = InstanceType<typeof OpusDecoderWebWorker<(typeof RATES)[number]>>;
type Head = { channels: number; preSkip: number; sampleRate: (typeof RATES)[number]; create: () => Worker };

/** Decodes Opus in Ogg as it comes (RFC 7845), by libopus as WebAssembly in a thread of its own. */
export class OpusDecoder<Sink extends SampleSink> {
  private readonly pages: OggPages;
  private head: Head | null = null;
  private seen = 0;
  private decoder: Worker | null = null;
  private waiting: Uint8Array[] = [];
  private sink: Sink | null = null;
  private written = 0;
  /** Granule of the last page, with which the sound ends. */
  private end: bigint | null = null;

  constructor(private readonly open: (format: SoundFormat) => Sink) {
    this.pages = new OggPages(({ bytes, granule, isLast }) => {
      this.seen += 1;
      if (this.seen === 1) this.head = readHead(bytes);
      // The second packet holds tags.
      else if (this.seen > 2 && bytes.length > 0 && bytes.length <= LONGEST_PACKET) this.waiting.push(bytes);
      if (isLast && granule !== null && granule > 0n) this.end = granule;
    });
  }

  /** @throws UnreadableSound */
  async push(bytes: Uint8Array): Promise<void> {
    this.pages.push(bytes);
    while (this.waiting.length > PACKETS_AT_ONCE) await this.decodeSome();
  }

  /** @throws UnreadableSound */
  async finish(): Promise<void> {
    while (this.waiting.length > 0) await this.decodeSome();
    if (this.written === 0) throw new UnreadableSound('damaged');
  }

  get opened(): Sink | null {
    return this.sink;
  }

  close(): void {
    (this.decoder as unknown as { terminate: () => void } | null)?.terminate();
  }

  private async decodeSome(): Promise<void> {
    const { head } = this;
    if (!head) throw new UnreadableSound('damaged');
    if (!this.decoder) {
      this.decoder = head.create();
      await inTime(this.decoder.ready);
    }
    const packets = this.waiting.splice(0, PACKETS_AT_ONCE);
    const { channelData, samplesDecoded, errors } = await inTime(this.decoder.decodeFrames(packets));
    // Some packet of a long call may be spoilt; where most are, this is not what it seems to be.
    if (errors.length > packets.length / 2) throw new UnreadableSound('damaged');
    const channels = head.channels === 1 ? 1 : 2;
    let count = samplesDecoded;
    if (this.end !== null && this.waiting.length === 0) {
      const total = Math.round(((Number(this.end) - head.preSkip) / GRANULE_RATE) * head.sampleRate);
      // The padding of the last packet; a file that was cut out of a longer one counts from elsewhere.
      const surplus = this.written + count - total;
      if (surplus > 0 && surplus < Math.min(count, head.sampleRate)) count -= surplus;
    }
    if (count === 0) return;
    this.sink ??= this.open({ sampleRate: head.sampleRate, channels });
    this.written += count;
    this.sink.add(interleave(channelData, count, channels));
  }
}

function readHead(bytes: Uint8Array): Head {
  if (latin1(bytes, 0, 8) !== 'OpusHead' || bytes.length < 19) throw new UnreadableSound('unsupported');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const channels = view.getUint8(9);
  const preSkip = view.getUint16(10, true);
  const told = view.getUint32(12, true);
  const family = view.getUint8(18);
  if (channels < 1 || channels > 8 || (family === 0 && channels > 2)) throw new UnreadableSound('damaged');
  if (family !== 0 && (family !== 1 || bytes.length < 21 + channels))
    throw new UnreadableSound('unsupported');
  const streamCount = family === 0 ? 1 : view.getUint8(19);
  const coupledStreamCount = family === 0 ? channels - 1 : view.getUint8(20);
  const table = family === 0 ? [...Array(channels).keys()] : [...bytes.subarray(21, 21 + channels)];
  if (streamCount < 1 || coupledStreamCount > streamCount || streamCount + coupledStreamCount > 8)
    throw new UnreadableSound('damaged');
  if (table.some((stream) => stream !== 255 && stream >= streamCount + coupledStreamCount))
    throw new UnreadableSound('damaged');
  // Speech of 8 kHz need not become 48.
  const sampleRate = RATES.find((rate) => told > 0 && rate >= told) ?? 48_000;
  return {
    channels,
    preSkip,
    sampleRate,
    create: () =>
      new OpusDecoderWebWorker({
        sampleRate,
        channels,
        streamCount,
        coupledStreamCount,
        channelMappingTable: table,
        preSkip: Math.round((preSkip / GRANULE_RATE) * sampleRate),
        forceStereo: channels > 2,
      }),
  };
}
