import type { Peaks, Range } from '../sound/types';
import type { SpeechFigures, SideFigures } from '../queries';

/** Below this a side is silent whatever else it holds: -36 dB of full scale. */
const QUIETEST = 2;
/** A block whose quietest tenth tells the noise, and how far around a stretch the quietest block is looked for. */
const NOISE_BLOCK_MS = 10_000;
const NOISE_REACH_BLOCKS = 1;
/** Speech stands out from the noise by this factor, and is no fainter than this part of the side's loud voice. */
const ABOVE_NOISE = 2;
const BELOW_VOICE = 0.1;
/** Words rise and fall at least so much; what does not is a tone or noise. */
const LEAST_SWING = 2;
/** Pauses between words are speech; shorter sounds than words are not. */
const HANGOVER_MS = 300;
const SHORTEST_MS = 100;

/**
 * When there is speech, for each side, in order. By the energy of its stretches: over a threshold that follows the
 * side's own noise, pauses of up to 300 ms bridged, sounds under 100 ms dropped.
 */
export function detectSpeech({ channels, peaks, peaksPerSecond, durationMs }: Peaks): Range[][] {
  const stretchMs = 1000 / peaksPerSecond;
  return Array.from({ length: channels }, (_, side) => {
    const levels = levelsOf(peaks, channels, side);
    const isLoud = loudStretches(levels, Math.round(NOISE_BLOCK_MS / stretchMs));
    return rangesOf(isLoud, stretchMs, durationMs);
  });
}

function levelsOf(peaks: Int8Array, channels: number, side: number): Uint8Array {
  const levels = new Uint8Array(Math.floor(peaks.length / 2 / channels));
  for (let i = 0; i < levels.length; i += 1) {
    const at = (i * channels + side) * 2;
    levels[i] = Math.max(Math.abs(peaks[at] ?? 0), Math.abs(peaks[at + 1] ?? 0));
  }
  return levels;
}

function loudStretches(levels: Uint8Array, blockLength: number): boolean[] {
  const floors: number[] = [];
  for (let from = 0; from < levels.length; from += blockLength) {
    floors.push(quantile(levels.subarray(from, from + blockLength), 0.1));
  }
  const voice = quantile(levels, 0.98);
  if (voice < quantile(levels, 0.1) * LEAST_SWING) return Array.from(levels, () => false);
  const thresholds = floors.map((_, block) => {
    const around = floors.slice(Math.max(0, block - NOISE_REACH_BLOCKS), block + NOISE_REACH_BLOCKS + 1);
    // Somebody who never pauses is no noise.
    const noise = Math.min(Math.min(...around), voice / 3);
    return Math.max(QUIETEST, noise * ABOVE_NOISE, voice * BELOW_VOICE);
  });
  return Array.from(levels, (level, at) => level >= (thresholds[Math.floor(at / blockLength)] ?? QUIETEST));
}

/** The level that this part of the values does not exceed. */
function quantile(values: Uint8Array, part: number): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  let left = part * values.length;
  for (let value = 0; value < 256; value += 1) {
    left -= counts[value] ?? 0;
    if (left <= 0) return value;
  }
  return 0;
}

function rangesOf(isLoud: boolean[], stretchMs: number, durationMs: number): Range[] {
  const bridged: [number, number][] = [];
  for (const [at, loud] of isLoud.entries()) {
    if (!loud) continue;
    const from = at * stretchMs;
    const last = bridged.at(-1);
    if (last && from - last[1] <= HANGOVER_MS) last[1] = from + stretchMs;
    else bridged.push([from, from + stretchMs]);
  }
  return bridged
    .filter(([from, to]) => to - from >= SHORTEST_MS)
    .map(([from, to]) => [Math.round(from), Math.round(Math.min(to, durationMs))] as const);
}

const END_MS = 1000;

export function speechFigures(
  robot: readonly Range[],
  customer: readonly Range[],
  durationMs: number,
): SpeechFigures {
  const longest = silencesOf([robot, customer], durationMs, 1).reduce<Range | null>(
    (best, range) => (best && best[1] - best[0] >= range[1] - range[0] ? best : range),
    null,
  );
  const talksAtEnd = (ranges: readonly Range[]) => (ranges.at(-1)?.[1] ?? 0) > durationMs - END_MS;
  return {
    robot: sideFigures(robot, durationMs),
    customer: sideFigures(customer, durationMs),
    overlap_ms: overlapOf(robot, customer),
    longest_silence: longest && { from_ms: longest[0], to_ms: longest[1] },
    talking_at_end: talksAtEnd(robot)
      ? talksAtEnd(customer)
        ? 'both'
        : 'robot'
      : talksAtEnd(customer)
        ? 'customer'
        : 'nobody',
  };
}

function sideFigures(ranges: readonly Range[], durationMs: number): SideFigures {
  const lengths = ranges.map(([from, to]) => to - from);
  const talk = lengths.reduce((sum, length) => sum + length, 0);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  return { talk_ms: talk, silence_ms: durationMs - talk, turns: ranges.length, longest_ms: longest };
}

/** How long both talk at once, in ms. */
export function overlapOf(a: readonly Range[], b: readonly Range[]): number {
  let overlap = 0;
  let i = 0;
  let j = 0;
  for (let [left, right] = [a[0], b[0]]; left && right; [left, right] = [a[i], b[j]]) {
    overlap += Math.max(0, Math.min(left[1], right[1]) - Math.max(left[0], right[0]));
    if (left[1] < right[1]) i += 1;
    else j += 1;
  }
  return overlap;
}

/** When nobody speaks for at least so long, also before the first word and after the last one. */
export function silencesOf(
  sides: readonly (readonly Range[])[],
  durationMs: number,
  atLeastMs: number,
): Range[] {
  const speech = sides.flat().toSorted((a, b) => a[0] - b[0]);
  const silences: Range[] = [];
  let silentFrom = 0;
  for (const [from, to] of [...speech, [durationMs, durationMs] as const]) {
    if (from - silentFrom >= atLeastMs) silences.push([silentFrom, from]);
    silentFrom = Math.max(silentFrom, to);
  }
  return silences;
}
