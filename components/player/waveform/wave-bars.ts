/** Which side of a stereo recording; of a mono one the left is all there is. */
export type Channel = 'left' | 'right';

/** Faint recordings are drawn larger, up to so much: noise must not look like speech. */
const MOST_GAIN = 8;
/** The part of the stretches that the drawing's height is made for; single cracks stand out over it. */
const LOUD_QUANTILE = 0.99;
/** Loudness is heard by ratios: without this, quiet speech would be a flat line beside loud one. */
const COMPRESSION = 0.7;

/** Signed bytes of `GET …/recording/peaks`: minimum and maximum of each stretch, channel after channel within it. */
export function decodePeaks(base64: string): Int8Array {
  const binary = atob(base64);
  const peaks = new Int8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) peaks[at] = (binary.charCodeAt(at) << 24) >> 24;
  return peaks;
}

/** How loud each stretch is, 0 to 127, for one channel. */
export function levelsOf(peaks: Int8Array, channels: 1 | 2, channel: Channel): Uint8Array {
  const side = channels === 2 && channel === 'right' ? 1 : 0;
  const levels = new Uint8Array(Math.floor(peaks.length / 2 / channels));
  for (let stretch = 0; stretch < levels.length; stretch += 1) {
    const at = (stretch * channels + side) * 2;
    levels[stretch] = Math.max(Math.abs(peaks[at] ?? 0), Math.abs(peaks[at + 1] ?? 0));
  }
  return levels;
}

/** The level for which all sides together are drawn at full height. */
export function fullHeightLevel(sides: readonly Uint8Array[]): number {
  const spoken = Uint8Array.from(sides.flatMap((levels) => [...levels.filter((level) => level > 0)]));
  spoken.sort();
  const loud = spoken[Math.floor((spoken.length - 1) * LOUD_QUANTILE)] ?? 127;
  return Math.max(loud, 127 / MOST_GAIN);
}

/** Heights of `count` bars over the whole recording, 0 to 1: each as high as the loudest stretch under it. */
export function barHeights(levels: Uint8Array, count: number, fullLevel: number): Float32Array {
  const bars = new Float32Array(Math.max(0, count));
  for (let bar = 0; bar < bars.length; bar += 1) {
    const from = Math.floor((bar * levels.length) / bars.length);
    const until = Math.max(from + 1, Math.floor(((bar + 1) * levels.length) / bars.length));
    let loudest = 0;
    for (let at = from; at < until; at += 1) loudest = Math.max(loudest, levels[at] ?? 0);
    bars[bar] = Math.min(1, loudest / fullLevel) ** COMPRESSION;
  }
  return bars;
}

/** Bars around a middle line as an SVG path, in a box `pitch` wide for each bar and `height` high. */
export function barsPath(
  heights: Float32Array,
  { pitch, width, height }: { pitch: number; width: number; height: number },
): string {
  const least = 1;
  let path = '';
  heights.forEach((part, bar) => {
    const high = Math.max(least, Math.round(part * height));
    const top = (height - high) / 2;
    path += `M${bar * pitch} ${top}h${width}v${high}h-${width}z`;
  });
  return path;
}
