/** 16 bits, interleaved, from sides of floating point (-1 to 1). A side that is missing is silent. */
export function interleave(
  sides: readonly Float32Array[],
  count: number,
  channels: 1 | 2,
): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(count * channels);
  for (let side = 0; side < channels; side += 1) {
    const values = sides[side] ?? NOTHING;
    for (let i = 0; i < count; i += 1) samples[channels * i + side] = toSample(values[i] ?? 0);
  }
  return samples;
}

const NOTHING = new Float32Array(0);

export function toSample(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
}

/**
 * Two sides of any number of lines, so that nobody who speaks is lost: the first, third … on the left, the second,
 * fourth … on the right.
 */
export function mixLines(samples: Int16Array, lines: number): Int16Array<ArrayBuffer> {
  const frames = Math.floor(samples.length / lines);
  const mixed = new Int16Array(frames * 2);
  for (let frame = 0; frame < frames; frame += 1) {
    let [left, right] = [0, 0];
    for (let line = 0; line < lines; line += 1) {
      const sample = samples[frame * lines + line] ?? 0;
      if (line % 2 === 0) left += sample;
      else right += sample;
    }
    mixed[frame * 2] = Math.max(-32768, Math.min(32767, left));
    mixed[frame * 2 + 1] = Math.max(-32768, Math.min(32767, right));
  }
  return mixed;
}

/** Leaves so many samples out at the beginning and, of the last ones, at the end, of a sound that comes in blocks. */
export class Trimmer {
  private skip: number;
  private held: Int16Array<ArrayBuffer> = new Int16Array(0);

  constructor(
    trim: { start: number; end: number },
    private readonly channels: number,
  ) {
    this.skip = trim.start * channels;
    this.hold = trim.end * channels;
  }
  private readonly hold: number;

  /** What of the sound so far is sure to stay. */
  next(block: Int16Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
    const skipped = Math.min(this.skip, block.length);
    this.skip -= skipped;
    const rest = block.subarray(skipped);
    if (this.hold === 0) return rest;
    const all = new Int16Array(this.held.length + rest.length);
    all.set(this.held);
    all.set(rest, this.held.length);
    const sure = Math.max(0, all.length - this.hold);
    this.held = all.slice(sure);
    return all.subarray(0, sure);
  }
}
