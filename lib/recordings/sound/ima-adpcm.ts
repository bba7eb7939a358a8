// IMA ADPCM as WAV keeps it (format 0x11): Multimedia Data Standards Update, Microsoft 1994; IMA Recommended Practices 3.00.

const STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
  107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724,
  796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026,
  4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10_442, 11_487, 12_635, 13_899, 15_289, 16_818,
  18_500, 20_350, 22_385, 24_623, 27_086, 29_794, 32_767,
];
const INDEX_CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8];
const HEAD_BYTES = 4;
const WORD_BYTES = 4;
const WORD_SAMPLES = 8;

/** Samples of each side in a block of so many bytes; a block may be cut short. */
export function imaSamples(bytes: number, channels: number): number {
  const words = Math.floor((bytes - HEAD_BYTES * channels) / (WORD_BYTES * channels));
  return words < 0 ? 0 : words * WORD_SAMPLES + 1;
}

/** Decodes one block: 16 bits, interleaved. */
export function decodeImaBlock(block: Uint8Array, channels: number): Int16Array {
  const count = imaSamples(block.length, channels);
  const samples = new Int16Array(count * channels);
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  if (count === 0) return samples;
  for (let side = 0; side < channels; side += 1) {
    let value = view.getInt16(side * HEAD_BYTES, true);
    let index = Math.min(88, block[side * HEAD_BYTES + 2] ?? 0);
    samples[side] = value;
    for (let at = 1; at < count; at += 1) {
      const word = Math.floor((at - 1) / WORD_SAMPLES);
      const within = (at - 1) % WORD_SAMPLES;
      const byte = block[(channels * (word + 1) + side) * WORD_BYTES + (within >> 1)] ?? 0;
      const nibble = within % 2 === 0 ? byte & 0x0f : byte >> 4;
      const step = STEPS[index] ?? 7;
      let change = step >> 3;
      if (nibble & 4) change += step;
      if (nibble & 2) change += step >> 1;
      if (nibble & 1) change += step >> 2;
      value = Math.max(-32768, Math.min(32767, nibble & 8 ? value - change : value + change));
      index = Math.max(0, Math.min(88, index + (INDEX_CHANGES[nibble & 7] ?? 0)));
      samples[at * channels + side] = value;
    }
  }
  return samples;
}
