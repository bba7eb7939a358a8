import { UnreadableSound } from './types';
import { GSM_BLOCK_BYTES, GSM_BLOCK_SAMPLES } from './gsm';
import { imaSamples } from './ima-adpcm';
import { msSamples, STANDARD_COEFFICIENTS } from './ms-adpcm';
import { SAMPLE_BYTES, type SampleCodec } from './sample-decoders';

/** How the data chunk of a WAV file keeps its sound: sample by sample, in blocks, or as an MP3 in it. */
export type WavCodec = SampleCodec | 'ima' | 'ms' | 'gsm' | 'mpeg';

/** What the `fmt ` chunk says. */
export type WavCoding = {
  codec: WavCodec;
  /** Lines that were recorded: mostly one or two, one for each speaker. */
  lines: number;
  sampleRate: number;
  bigEndian: boolean;
  /** Bytes that are decoded together: a frame of all lines, or a block. 1 for MPEG. */
  blockBytes: number;
  coefficients: readonly (readonly [number, number])[];
  /** As every player knows it: tag, bits and block length fit each other. */
  isPlain: boolean;
};

const TAGS = {
  pcm: 0x0001,
  ms: 0x0002,
  float: 0x0003,
  alaw: 0x0006,
  mulaw: 0x0007,
  ima: 0x0011,
  gsm: 0x0031,
  layer12: 0x0050,
  mp3: 0x0055,
  extensible: 0xfffe,
} as const;
const PCM = [null, 'pcm8', 'pcm16', 'pcm24', 'pcm32'] as const;
const LONGEST_BLOCK = 65_536;

/**
 * Reads a `fmt ` chunk. The format tag decides: what else the head says of G.711 is often wrong.
 * @throws UnreadableSound
 */
export function readWavCoding(head: Buffer, bigEndian: boolean): WavCoding {
  const u16 = (at: number) =>
    at + 2 > head.length ? 0 : bigEndian ? head.readUInt16BE(at) : head.readUInt16LE(at);
  const told = u16(0);
  const tag = told === TAGS.extensible && head.length >= 26 ? u16(24) : told;
  const lines = u16(2);
  const sampleRate = bigEndian ? head.readUInt32BE(4) : head.readUInt32LE(4);
  const blockAlign = u16(12);
  const bits = u16(14);
  if (lines < 1 || lines > 32 || sampleRate < 1000 || sampleRate > 192_000)
    throw new UnreadableSound('damaged');
  const common = { lines, sampleRate, bigEndian, coefficients: STANDARD_COEFFICIENTS };
  const sampled = (codec: SampleCodec, isPlain: boolean): WavCoding => {
    const blockBytes = lines * SAMPLE_BYTES[codec];
    return { ...common, codec, blockBytes, isPlain: isPlain && blockAlign === blockBytes && !bigEndian };
  };
  const inBlocks = (codec: 'ima' | 'ms' | 'gsm', samples: number): WavCoding => {
    if (samples < 1 || blockAlign > LONGEST_BLOCK) throw new UnreadableSound('damaged');
    return { ...common, codec, blockBytes: blockAlign, isPlain: false };
  };
  switch (tag) {
    case TAGS.pcm: {
      // 20 bits come in 3 bytes: how long a frame is says how wide a sample.
      const width = blockAlign % lines === 0 && blockAlign > 0 ? blockAlign / lines : Math.ceil(bits / 8);
      const codec = PCM[width * 8 >= bits ? width : Math.ceil(bits / 8)];
      if (!codec || bits === 0) throw new UnreadableSound('unsupported');
      return sampled(codec, bits === SAMPLE_BYTES[codec] * 8);
    }
    case TAGS.float:
      if (bits !== 32 && bits !== 64) throw new UnreadableSound('unsupported');
      return sampled(bits === 32 ? 'float32' : 'float64', bits === 32);
    case TAGS.alaw:
    case TAGS.mulaw:
      return sampled(tag === TAGS.alaw ? 'alaw' : 'mulaw', bits === 8);
    case TAGS.ima:
      if (bits !== 4) throw new UnreadableSound('unplayable');
      return inBlocks('ima', imaSamples(blockAlign, lines));
    case TAGS.ms:
      if (bits !== 4) throw new UnreadableSound('unplayable');
      return { ...inBlocks('ms', msSamples(blockAlign, lines)), coefficients: readCoefficients(head, u16) };
    case TAGS.gsm:
      if (lines !== 1 || blockAlign !== GSM_BLOCK_BYTES) throw new UnreadableSound('unplayable');
      return inBlocks('gsm', GSM_BLOCK_SAMPLES);
    case TAGS.layer12:
    case TAGS.mp3:
      return { ...common, codec: 'mpeg', blockBytes: 1, isPlain: false };
    default:
      // G.726, G.722, G.729, TrueSpeech and others: no browser knows them either.
      throw new UnreadableSound('unplayable');
  }
}

/** How many samples of each line so many bytes of data hold; null when only decoding tells. */
export function samplesIn({ codec, lines, blockBytes }: WavCoding, bytes: number): number | null {
  if (codec === 'mpeg') return null;
  const blocks = Math.floor(bytes / blockBytes);
  const rest = bytes % blockBytes;
  if (codec === 'gsm') return blocks * GSM_BLOCK_SAMPLES;
  if (codec !== 'ima' && codec !== 'ms') return blocks;
  const inBlock = codec === 'ima' ? imaSamples : msSamples;
  return blocks * inBlock(blockBytes, lines) + inBlock(rest, lines);
}

function readCoefficients(head: Buffer, u16: (at: number) => number): WavCoding['coefficients'] {
  const count = u16(20);
  if (head.length < 22 + count * 4 || count < STANDARD_COEFFICIENTS.length) return STANDARD_COEFFICIENTS;
  const signed = (at: number) => (u16(at) << 16) >> 16;
  return Array.from({ length: count }, (_, i) => [signed(22 + i * 4), signed(24 + i * 4)] as const);
}
