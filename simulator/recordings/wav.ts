/** What a recording's file is made of. alaw and mulaw have 8 bits a sample. */
export type WavFormat = { codec: 'pcm8' | 'pcm16' | 'alaw' | 'mulaw'; rate: number; channels: 1 | 2 };

const FORMAT_TAGS = { pcm8: 1, pcm16: 1, alaw: 6, mulaw: 7 } as const;

export function bytesPerFrame({ codec, channels }: WavFormat): number {
  return channels * (codec === 'pcm16' ? 2 : 1);
}

/** The RIFF header of a file with so many frames: 44 bytes, and 58 (with a `fact` chunk) for the companded codecs. */
export function wavHeader(format: WavFormat, frames: number): Buffer {
  const companded = format.codec === 'alaw' || format.codec === 'mulaw';
  const frameBytes = bytesPerFrame(format);
  const dataBytes = frames * frameBytes;
  const header = Buffer.alloc(companded ? 58 : 44);
  header.write('RIFF', 0);
  header.writeUInt32LE(header.length - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(companded ? 18 : 16, 16);
  header.writeUInt16LE(FORMAT_TAGS[format.codec], 20);
  header.writeUInt16LE(format.channels, 22);
  header.writeUInt32LE(format.rate, 24);
  header.writeUInt32LE(format.rate * frameBytes, 28);
  header.writeUInt16LE(frameBytes, 32);
  header.writeUInt16LE((frameBytes / format.channels) * 8, 34);
  if (companded) {
    header.write('fact', 38);
    header.writeUInt32LE(4, 42);
    header.writeUInt32LE(frames, 46);
  }
  header.write('data', header.length - 8);
  header.writeUInt32LE(dataBytes, header.length - 4);
  return header;
}

/** Writes one sample (-32768…32767) at a byte offset and returns the offset after it. */
export function writeSample(
  target: Buffer,
  offset: number,
  codec: WavFormat['codec'],
  sample: number,
): number {
  switch (codec) {
    case 'pcm16':
      return target.writeInt16LE(sample, offset);
    case 'pcm8':
      return target.writeUInt8((sample >> 8) + 128, offset);
    case 'alaw':
      return target.writeUInt8(alaw(sample), offset);
    case 'mulaw':
      return target.writeUInt8(mulaw(sample), offset);
  }
}

/** ITU-T G.711 A-law of a 16-bit sample. */
export function alaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  let magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767) >> 3; // 12 bits
  let exponent = 0;
  if (magnitude >= 32) {
    exponent = 31 - Math.clz32(magnitude) - 4;
    magnitude >>= exponent;
  } else {
    magnitude >>= 1;
    return (sign | magnitude) ^ 0x55;
  }
  return (sign | (exponent << 4) | (magnitude & 0x0f)) ^ 0x55;
}

/** ITU-T G.711 mu-law of a 16-bit sample. */
export function mulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}
