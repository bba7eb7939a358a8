import { endianness } from 'node:os';

import { toSample } from './samples';

/** How a WAV file keeps one sample. */
export type SampleCodec = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'float64' | 'alaw' | 'mulaw';

export const SAMPLE_BYTES: Readonly<Record<SampleCodec, number>> = {
  pcm8: 1,
  pcm16: 2,
  pcm24: 3,
  pcm32: 4,
  float32: 4,
  float64: 8,
  alaw: 1,
  mulaw: 1,
};

/** ITU-T G.711 A-law: the 16-bit value of a byte. */
export function fromAlaw(byte: number): number {
  const inverted = byte ^ 0x55;
  const exponent = (inverted >> 4) & 7;
  const mantissa = ((inverted & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return inverted & 0x80 ? magnitude : -magnitude;
}

/** ITU-T G.711 mu-law: the 16-bit value of a byte. */
export function fromMulaw(byte: number): number {
  const inverted = ~byte & 0xff;
  const magnitude = ((((inverted & 0x0f) << 3) + 0x84) << ((inverted >> 4) & 7)) - 0x84;
  return inverted & 0x80 ? -magnitude : magnitude;
}

const table = (value: (byte: number) => number) => Int16Array.from({ length: 256 }, (_, byte) => value(byte));
const BYTE_VALUES = {
  pcm8: table((byte) => (byte - 128) * 256),
  alaw: table(fromAlaw),
  mulaw: table(fromMulaw),
};

const IS_BIG_ENDIAN = endianness() === 'BE';

/** Decodes whole samples into `target` and returns the part of it that was filled. Longer ones keep their 16 high bits. */
export function decodeSamples(
  codec: SampleCodec,
  bytes: Uint8Array,
  target: Int16Array<ArrayBuffer>,
  bigEndian = false,
): Int16Array<ArrayBuffer> {
  const width = SAMPLE_BYTES[codec];
  const count = Math.floor(bytes.length / width);
  if (codec === 'float32' || codec === 'float64') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < count; i += 1) {
      const value = width === 4 ? view.getFloat32(i * 4, !bigEndian) : view.getFloat64(i * 8, !bigEndian);
      target[i] = Number.isFinite(value) ? toSample(value) : 0;
    }
  } else if (codec === 'pcm16' && bigEndian === IS_BIG_ENDIAN) {
    // What most recordings are: the bytes are the samples, as this machine keeps them.
    const whole = bytes.subarray(0, count * width);
    new Uint8Array(target.buffer, target.byteOffset, whole.length).set(whole);
  } else if (codec === 'pcm16' || codec === 'pcm24' || codec === 'pcm32') {
    const high = bigEndian ? 0 : width - 1;
    const low = bigEndian ? 1 : width - 2;
    for (let i = 0; i < count; i += 1)
      target[i] = (bytes[width * i + low] ?? 0) | ((bytes[width * i + high] ?? 0) << 8);
  } else {
    const values = BYTE_VALUES[codec];
    for (let i = 0; i < count; i += 1) target[i] = values[bytes[i] ?? 0] ?? 0;
  }
  return target.subarray(0, count);
}
