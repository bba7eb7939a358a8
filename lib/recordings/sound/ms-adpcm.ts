// Microsoft ADPCM (WAV format 2): Multimedia Data Standards Update, Microsoft 1994.

const ADAPTATION = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
/** The seven pairs that every file has first; a file may bring more. */
export const STANDARD_COEFFICIENTS: readonly (readonly [number, number])[] = [
  [256, 0],
  [512, -256],
  [0, 0],
  [192, 64],
  [240, 0],
  [460, -208],
  [392, -232],
];
const HEAD_BYTES = 7;

/** Samples of each side in a block of so many bytes; a block may be cut short. */
export function msSamples(bytes: number, channels: number): number {
  const data = bytes - HEAD_BYTES * channels;
  return data < 0 ? 0 : 2 + Math.floor((data * 2) / channels);
}

/** Decodes one block: 16 bits, interleaved. */
export function decodeMsBlock(
  block: Uint8Array,
  channels: number,
  coefficients: readonly (readonly [number, number])[] = STANDARD_COEFFICIENTS,
): Int16Array {
  const count = msSamples(block.length, channels);
  const samples = new Int16Array(count * channels);
  if (count === 0) return samples;
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const sides = Array.from({ length: channels }, (_, side) => {
    const [first = 256, second = 0] = coefficients[block[side] ?? 0] ?? [];
    const place = (nth: number) => channels + (nth * channels + side) * 2;
    const [delta, newest, before] = [0, 1, 2].map((nth) => view.getInt16(place(nth), true)) as [
      number,
      number,
      number,
    ];
    samples[side] = before;
    samples[channels + side] = newest;
    return { first, second, delta, newest, before };
  });
  const nibbles = (count - 2) * channels;
  for (let at = 0; at < nibbles; at += 1) {
    const byte = block[HEAD_BYTES * channels + (at >> 1)] ?? 0;
    const nibble = at % 2 === 0 ? byte >> 4 : byte & 0x0f;
    const state = sides[at % channels];
    if (!state) break;
    const signed = nibble >= 8 ? nibble - 16 : nibble;
    const predicted = (state.newest * state.first + state.before * state.second) / 256;
    const value = Math.max(-32768, Math.min(32767, Math.trunc(predicted) + signed * state.delta));
    state.before = state.newest;
    state.newest = value;
    state.delta = Math.max(16, Math.min(0xfffff, ((ADAPTATION[nibble] ?? 230) * state.delta) >> 8));
    samples[channels * 2 + at] = value;
  }
  return samples;
}
