import { PEAKS_PER_SECOND, UnreadableSound, type Peaks } from '../sound/types';

/** Longer than any call; bounds what a recording without an end can take. */
const LONGEST_SECONDS = 6 * 3600;

/** Gathers peaks from 16-bit samples as they come; holds the peaks alone. */
export class PeakBuilder {
  private readonly sides: 1 | 2;
  private peaks: Int8Array;
  private used = 0;
  private frames = 0;
  private stretches = 0;
  private nextEnd: number;
  private areSame = true;
  private readonly lowest: [number, number] = [32767, 32767];
  private readonly highest: [number, number] = [-32768, -32768];

  /** @param channels interleaved in the samples */
  constructor(
    private readonly sampleRate: number,
    private readonly channels: 1 | 2,
  ) {
    this.sides = channels;
    this.peaks = new Int8Array(120 * PEAKS_PER_SECOND * 2 * this.sides);
    this.nextEnd = this.endOf(0);
  }

  /**
   * @param samples interleaved, whole frames
   * @throws UnreadableSound `too_long`
   */
  add(samples: Int16Array): void {
    const frames = samples.length / this.channels;
    let frame = 0;
    while (frame < frames) {
      const until = Math.min(frames, frame + this.nextEnd - this.frames);
      this.scan(samples, frame, until);
      this.frames += until - frame;
      frame = until;
      if (this.frames === this.nextEnd) this.closeStretch();
    }
  }

  /** @throws UnreadableSound `empty` */
  finish(): Peaks {
    if (this.frames === 0) throw new UnreadableSound('empty');
    if (this.frames > this.endOf(this.stretches - 1)) this.closeStretch();
    const isOneSide = this.sides === 1 || this.areSame;
    return {
      durationMs: Math.round((this.frames / this.sampleRate) * 1000),
      channels: isOneSide ? 1 : 2,
      peaksPerSecond: PEAKS_PER_SECOND,
      peaks:
        isOneSide && this.sides === 2 ? firstSide(this.peaks, this.used) : this.peaks.slice(0, this.used),
    };
  }

  private endOf(stretch: number): number {
    return Math.round(((stretch + 1) * this.sampleRate) / PEAKS_PER_SECOND);
  }

  private scan(samples: Int16Array, from: number, until: number): void {
    const stride = this.channels;
    const end = until * stride;
    for (let side = 0; side < this.sides; side += 1) {
      let lowest = this.lowest[side as 0 | 1];
      let highest = this.highest[side as 0 | 1];
      for (let at = from * stride + side; at < end; at += stride) {
        const sample = samples[at] ?? 0;
        if (sample < lowest) lowest = sample;
        if (sample > highest) highest = sample;
      }
      this.lowest[side as 0 | 1] = lowest;
      this.highest[side as 0 | 1] = highest;
    }
    if (this.sides === 1 || !this.areSame) return;
    for (let at = from * stride; at < end && this.areSame; at += stride) {
      this.areSame = samples[at] === samples[at + 1];
    }
  }

  private closeStretch(): void {
    if (this.stretches >= LONGEST_SECONDS * PEAKS_PER_SECOND) throw new UnreadableSound('too_long');
    if (this.used + 4 > this.peaks.length) {
      const larger = new Int8Array(this.peaks.length * 2);
      larger.set(this.peaks);
      this.peaks = larger;
    }
    for (let side = 0; side < this.sides; side += 1) {
      this.peaks[this.used] = toByte(this.lowest[side as 0 | 1]);
      this.peaks[this.used + 1] = toByte(this.highest[side as 0 | 1]);
      this.used += 2;
      this.lowest[side as 0 | 1] = 32767;
      this.highest[side as 0 | 1] = -32768;
    }
    this.stretches += 1;
    this.nextEnd = this.endOf(this.stretches);
  }
}

/** To the nearest, so that the faintest noise is silence on both sides of zero. */
function toByte(sample: number): number {
  return Math.max(-127, Math.min(127, Math.round(sample / 256)));
}

function firstSide(peaks: Int8Array, used: number): Int8Array {
  const one = new Int8Array(used / 2);
  for (let at = 0; at < one.length; at += 2) {
    one[at] = peaks[at * 2] ?? 0;
    one[at + 1] = peaks[at * 2 + 1] ?? 0;
  }
  return one;
}
