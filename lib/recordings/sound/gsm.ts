// GSM 06.10 full rate (ETSI EN 300 961), decoder, in the standard's own 16-bit arithmetic, and as WAV keeps it (format
// 0x31): two frames in 65 bytes, the lowest bit first.

export const GSM_BLOCK_BYTES = 65;
export const GSM_BLOCK_SAMPLES = 320;
const FRAME_SAMPLES = 160;
const SUB_SAMPLES = 40;
const MEMORY = 120;

const LAR_BITS = [6, 6, 5, 5, 4, 4, 3, 3];
const LAR_B = [0, 0, 2048, -2560, 94, -1792, -341, -1144];
const LAR_MIC = [-32, -32, -16, -16, -8, -8, -4, -4];
const LAR_INVA = [13_107, 13_107, 13_107, 13_107, 19_223, 17_476, 31_454, 29_708];
const LTP_GAIN = [3277, 11_469, 21_299, 32_767];
const APCM_FACTOR = [18_431, 20_479, 22_527, 24_575, 26_623, 28_671, 30_719, 32_767];

const clip = (value: number) => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value);
const add = (a: number, b: number) => clip(a + b);
const multiply = (a: number, b: number) => (a === -32_768 && b === -32_768 ? 32_767 : (a * b + 16_384) >> 15);

/** Decodes block after block of one sound: each goes on from the one before. */
export class GsmDecoder {
  /** The last 120 samples of the excitation, and the 40 that are being made. */
  private readonly excitation = new Int32Array(MEMORY + SUB_SAMPLES);
  private lag = SUB_SAMPLES;
  private areas = new Int32Array(8);
  private readonly lattice = new Int32Array(9);
  private emphasis = 0;
  private bits: { bytes: Uint8Array; at: number } = { bytes: new Uint8Array(0), at: 0 };

  /** @param block 65 bytes; gives 320 samples of 8 kHz */
  decode(block: Uint8Array): Int16Array {
    const samples = new Int16Array(GSM_BLOCK_SAMPLES);
    this.bits = { bytes: block, at: 0 };
    for (let frame = 0; frame < 2; frame += 1)
      this.decodeFrame(samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES));
    return samples;
  }

  private take(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, this.bits.at += 1)
      value |= (((this.bits.bytes[this.bits.at >> 3] ?? 0) >> (this.bits.at & 7)) & 1) << bit;
    return value;
  }

  private decodeFrame(samples: Int16Array): void {
    const areas = Int32Array.from(LAR_BITS, (bits, i) => decodeArea(this.take(bits), i));
    const residual = new Int32Array(FRAME_SAMPLES);
    for (let sub = 0; sub < 4; sub += 1) {
      this.decodeSub();
      residual.set(this.excitation.subarray(MEMORY), sub * SUB_SAMPLES);
      this.excitation.copyWithin(0, SUB_SAMPLES);
    }
    this.synthesize(residual, areas, samples);
    this.areas = areas;
    for (let at = 0; at < FRAME_SAMPLES; at += 1) {
      this.emphasis = add(samples[at] ?? 0, multiply(this.emphasis, 28_180));
      samples[at] = add(this.emphasis, this.emphasis) & ~7;
    }
  }

  /** Long-term synthesis over the decoded grid of a sub-frame (5.3.1 and 5.3.2). */
  private decodeSub(): void {
    const lag = this.take(7);
    const gain = LTP_GAIN[this.take(2)] ?? 0;
    const grid = this.take(2);
    const pulses = this.decodePulses();
    // A lag out of range is a bit error: the one before is used.
    if (lag >= 40 && lag <= 120) this.lag = lag;
    const { excitation } = this;
    for (let at = 0; at < SUB_SAMPLES; at += 1) {
      const onGrid = at - grid;
      const pulse = onGrid >= 0 && onGrid % 3 === 0 ? (pulses[onGrid / 3] ?? 0) : 0;
      excitation[MEMORY + at] = add(pulse, multiply(gain, excitation[MEMORY + at - this.lag] ?? 0));
    }
  }

  private decodePulses(): number[] {
    const coded = this.take(6);
    let exponent = coded > 15 ? (coded >> 3) - 1 : 0;
    let mantissa = coded - (exponent << 3);
    if (mantissa === 0) {
      exponent = -4;
      mantissa = 7;
    } else {
      while (mantissa <= 7) {
        mantissa = (mantissa << 1) | 1;
        exponent -= 1;
      }
      mantissa -= 8;
    }
    const factor = APCM_FACTOR[mantissa] ?? 0;
    const shift = 6 - exponent;
    const round = shift === 0 ? 0 : 1 << (shift - 1);
    return Array.from({ length: 13 }, () => {
      const value = (2 * this.take(3) - 7) << 12;
      return add(multiply(factor, value), round) >> shift;
    });
  }

  /** Short-term synthesis (5.3.3): the areas glide from the last frame's to this one's. */
  private synthesize(residual: Int32Array, areas: Int32Array, samples: Int16Array): void {
    const { lattice } = this;
    for (const [from, to, mix] of GLIDES) {
      const reflections = areas.map((area, i) => toReflection(mix(this.areas[i] ?? 0, area)));
      for (let at = from; at < to; at += 1) {
        let value = residual[at] ?? 0;
        for (let i = 7; i >= 0; i -= 1) {
          const reflection = reflections[i] ?? 0;
          value = clip(value - multiply(reflection, lattice[i] ?? 0));
          lattice[i + 1] = add(lattice[i] ?? 0, multiply(reflection, value));
        }
        lattice[0] = value;
        samples[at] = value;
      }
    }
  }
}

const GLIDES: readonly (readonly [number, number, (before: number, now: number) => number])[] = [
  [0, 13, (before, now) => add(add(before >> 2, now >> 2), before >> 1)],
  [13, 27, (before, now) => add(before >> 1, now >> 1)],
  [27, 40, (before, now) => add(add(before >> 2, now >> 2), now >> 1)],
  [40, FRAME_SAMPLES, (_before, now) => now],
];

function decodeArea(coded: number, i: number): number {
  const value = clip(((coded + (LAR_MIC[i] ?? 0)) << 10) - 2 * (LAR_B[i] ?? 0));
  const scaled = multiply(LAR_INVA[i] ?? 0, value);
  return add(scaled, scaled);
}

function toReflection(area: number): number {
  const size = area === -32_768 ? 32_767 : Math.abs(area);
  const value = size < 11_059 ? size << 1 : size < 20_070 ? size + 11_059 : add(size >> 2, 26_112);
  return area < 0 ? -value : value;
}
