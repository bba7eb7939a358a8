/** How a WAV file keeps one sample. */
export type SampleCodec = 'pcm8' | 'pcm16le' | 'pcm16be' | 'alaw' | 'mulaw';

export const SAMPLE_BYTES: Readonly<Record<SampleCodec, 1 | 2>> = {
  pcm8: 1,
  pcm16le: 2,
  pcm16be: 2,
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

/** Decodes whole samples into `target` and returns the part of it that was filled. */
export function decodeSamples(codec: SampleCodec, bytes: Uint8Array, target: Int16Array): Int16Array {
  const count = bytes.length / SAMPLE_BYTES[codec];
  if (codec === 'pcm16le' || codec === 'pcm16be') {
    const low = codec === 'pcm16le' ? 0 : 1;
    for (let i = 0; i < count; i += 1)
      target[i] = (bytes[2 * i + low] ?? 0) | ((bytes[2 * i + 1 - low] ?? 0) << 8);
  } else {
    const values = BYTE_VALUES[codec];
    for (let i = 0; i < count; i += 1) target[i] = values[bytes[i] ?? 0] ?? 0;
  }
  return target.subarray(0, count);
}
