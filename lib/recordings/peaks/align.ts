import type { Range } from '../sound/types';

/** A sentence as the provider tells it: by whom, and when it was stored, in ms from the start that the page counts. */
export type TimedSentence = { side: 0 | 1 | null; atMs: number };

export type Alignment = {
  /** Place in the sound = a sentence's time + this, in ms. */
  offsetMs: number;
  /** Whether the provider's times are those of a sentence's first or of its last sound. */
  edge: 'start' | 'end';
  /** How well it fits: 1 when every sentence lies exactly on an edge. */
  score: number;
};

const REACH_MS = 60_000;
const STEP_MS = 50;
/** How far a sentence's time may be from the sound's and still count a little. */
const TOLERANCE_MS = 500;
const FEWEST_SENTENCES = 4;
const MOST_SENTENCES = 400;
/** Of 1, at which every sentence lies exactly on an edge. */
const LOWEST_SCORE = 0.55;
/** The best place has to beat every other one by this factor; this near, it is the same place. */
const CLEAR_BY = 1.15;
const SAME_PLACE_MS = 1500;

/**
 * Where the sentences lie in the sound: the shift at which their times meet the starts or the ends of the speech of
 * their own side best (cross-correlation over -60 s to +60 s). The provider's times are storage times (OutboundBot
 * 2019-12-26, ListJobs, Conversation.Timestamp); of which moment is not documented, so both edges are tried.
 * @param sides the speech of each side; a sentence without a side, or of a mono sound, may belong to any
 * @returns null when no shift stands out: better none than a silly one
 */
export function guessOffset(
  sentences: readonly TimedSentence[],
  sides: readonly (readonly Range[])[],
  durationMs: number,
): Alignment | null {
  const timed = sentences.slice(0, MOST_SENTENCES);
  // A call in which one alone spoke fits nearly everywhere.
  if (timed.length < FEWEST_SENTENCES) return null;
  const candidates = (['end', 'start'] as const).map((edge) => best(timed, sides, edge, durationMs));
  const [end, start] = candidates as [Alignment | null, Alignment | null];
  const winner = !start || (end && end.score >= start.score) ? end : start;
  return winner;
}

function best(
  sentences: readonly TimedSentence[],
  sides: readonly (readonly Range[])[],
  edge: Alignment['edge'],
  durationMs: number,
): Alignment | null {
  const bins = Math.ceil(durationMs / STEP_MS) + 1;
  const curves = sides.map((ranges) => curveOf([ranges], edge, bins));
  const any = sides.length === 1 ? (curves[0] ?? new Float32Array(bins)) : curveOf(sides, edge, bins);
  const steps = REACH_MS / STEP_MS;
  const scores: number[] = [];
  for (let shift = -steps; shift <= steps; shift += 1) {
    let score = 0;
    for (const { side, atMs } of sentences) {
      const curve = side === null ? any : (curves[side] ?? any);
      score += curve[Math.round(atMs / STEP_MS) + shift] ?? 0;
    }
    scores.push(score / sentences.length);
  }
  const top = scores.reduce((at, score, index) => (score > (scores[at] ?? 0) ? index : at), 0);
  const far = SAME_PLACE_MS / STEP_MS;
  const next = scores.reduce(
    (most, score, at) => (Math.abs(at - top) > far ? Math.max(most, score) : most),
    0,
  );
  const score = scores[top] ?? 0;
  if (score < LOWEST_SCORE || score < next * CLEAR_BY) return null;
  return { edge, score, offsetMs: (middleOfTop(scores, top) - steps) * STEP_MS };
}

/** Neighbours that are as good: the middle of them. */
function middleOfTop(scores: readonly number[], top: number): number {
  let last = top;
  while (scores[last + 1] === scores[top]) last += 1;
  return Math.round((top + last) / 2);
}

/** How well each moment fits an edge of speech: 1 on it, falling to 0 at the tolerance. */
function curveOf(sides: readonly (readonly Range[])[], edge: Alignment['edge'], bins: number): Float32Array {
  const curve = new Float32Array(bins);
  const reach = TOLERANCE_MS / STEP_MS;
  for (const [from, to] of sides.flat()) {
    const at = Math.round((edge === 'start' ? from : to) / STEP_MS);
    for (let bin = Math.max(0, at - reach + 1); bin < Math.min(bins, at + reach); bin += 1) {
      curve[bin] = Math.max(curve[bin] ?? 0, 1 - Math.abs(bin - at) / reach);
    }
  }
  return curve;
}
