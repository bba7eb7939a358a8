/** The head of a WAV file as tests need it, with right sizes unless told otherwise. */
export type WavHead = {
  tag?: number;
  /** WAVE_FORMAT_EXTENSIBLE around the tag. */
  extensible?: boolean;
  channels?: number;
  rate?: number;
  bits?: number;
  /** What the data chunk says of its size. */
  dataSize?: number;
  /** Chunks before the data: name and content; an odd one is padded. */
  chunks?: [name: string, content: Buffer][];
  bigEndian?: boolean;
};

/** A WAV file around these bytes of sound. */
export function wavFile(data: Buffer, head: WavHead = {}): Buffer {
  const {
    tag = 1,
    extensible = false,
    channels = 2,
    rate = 8000,
    bits = 16,
    chunks = [],
    bigEndian = false,
  } = head;
  const u16 = (value: number) => number(value, 2, bigEndian);
  const u32 = (value: number) => number(value, 4, bigEndian);
  const frame = (channels * bits) / 8;
  const format = [
    u16(extensible ? 0xfffe : tag),
    u16(channels),
    u32(rate),
    u32(rate * frame),
    u16(frame),
    u16(bits),
  ];
  if (extensible) {
    const guid = Buffer.from('000000001000800000aa00389b71', 'hex');
    format.push(u16(22), u16(bits), u32(0), u16(tag), guid);
  }
  const chunk = (name: string, content: Buffer, size = content.length) =>
    Buffer.concat([Buffer.from(name), u32(size), content, Buffer.alloc(content.length % 2)]);
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', Buffer.concat(format)),
    ...chunks.map(([name, content]) => chunk(name, content)),
    chunk('data', data, head.dataSize),
  ]);
  return Buffer.concat([Buffer.from(bigEndian ? 'RIFX' : 'RIFF'), u32(body.length), body]);
}

function number(value: number, length: 2 | 4, bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(length);
  if (bigEndian) bytes.writeUIntBE(value, 0, length);
  else bytes.writeUIntLE(value, 0, length);
  return bytes;
}

/** Sound in 16 bits: each side is a tone of that height (0 to 32767) between two seconds, else silence. */
export function tones(
  seconds: number,
  rate: number,
  sides: { from: number; to: number; height: number }[],
): Int16Array {
  const samples = new Int16Array(Math.round(seconds * rate) * sides.length);
  for (let frame = 0; frame * sides.length < samples.length; frame += 1) {
    const at = frame / rate;
    for (const [side, { from, to, height }] of sides.entries()) {
      // A square of 200 Hz: every stretch reaches the full height.
      const sign = Math.floor(at * 400) % 2 === 0 ? 1 : -1;
      if (at >= from && at < to) samples[frame * sides.length + side] = sign * height;
    }
  }
  return samples;
}
