/** What the four bytes before an MPEG audio frame say (ISO/IEC 11172-3, 13818-3; 2.5 for the rates below 16 kHz). */
export type MpegFrame = {
  version: 1 | 2 | 2.5;
  layer: 1 | 2 | 3;
  sampleRate: number;
  channels: 1 | 2;
  /** kbit/s; 0: "free format", whose frames do not say how long they are. */
  bitrate: number;
  /** Of each channel. */
  samples: number;
  /** Bytes with the header; 0 in free format. */
  length: number;
};

/** The longest frame: layer II, 160 kbit/s at 8 kHz. */
export const LONGEST_FRAME = 2881;
export const FRAME_HEADER_BYTES = 4;

const VERSIONS = [2.5, null, 2, 1] as const;
const RATES = {
  1: [44_100, 48_000, 32_000],
  2: [22_050, 24_000, 16_000],
  2.5: [11_025, 12_000, 8000],
} as const;
const BITRATES = {
  '1.1': [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1.2': [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1.3': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2.1': [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2.2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const MONO = 3;

/** The frame that begins there; null when none does. ADTS (AAC) has the same first eleven bits, but no layer. */
export function readMpegFrame(bytes: Uint8Array, at: number): MpegFrame | null {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  if (a !== 0xff || (b & 0xe0) !== 0xe0) return null;
  const version = VERSIONS[(b >> 3) & 3];
  const layer = 4 - ((b >> 1) & 3);
  if (!version || (layer !== 1 && layer !== 2 && layer !== 3)) return null;
  const sampleRate = RATES[version][(c >> 2) & 3];
  const table = version === 1 ? (`1.${layer}` as const) : layer === 1 ? '2.1' : '2.2';
  const bitrate = BITRATES[table][c >> 4];
  // Emphasis 2 is reserved.
  if (sampleRate === undefined || bitrate === undefined || (d & 3) === 2) return null;
  const samples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1;
  const length = (Math.floor((samples / 8 / slot) * ((bitrate * 1000) / sampleRate)) + ((c >> 1) & 1)) * slot;
  const channels = d >> 6 === MONO ? 1 : 2;
  return { version, layer, sampleRate, channels, bitrate, samples, length: bitrate === 0 ? 0 : length };
}

/** Whether one decoder goes from one frame to the other without starting anew. */
export function isSameStream(one: MpegFrame, other: MpegFrame): boolean {
  return (
    one.version === other.version &&
    one.layer === other.layer &&
    one.sampleRate === other.sampleRate &&
    (one.bitrate === 0) === (other.bitrate === 0)
  );
}
