import type { Range } from '@/lib/recordings/sound/types';

/** A part that is played over and over, in seconds; `to` is null while only its beginning is set. */
export type Loop = { from: number; to: number | null };

/** Shorter loops cannot be heard as one. */
const SHORTEST_LOOP_SECONDS = 0.3;
/** So much of a silence is kept before and after it, so that speech is not cut at its edges. */
const KEPT_BEFORE_SECONDS = 0.15;
const KEPT_AFTER_SECONDS = 0.25;
/** A jump that saves less is only a click in the sound. */
const WORTH_SECONDS = 0.3;

/** The loop after one more press of its key: its beginning, its end, none. An end before the beginning swaps them. */
export function stepLoop(loop: Loop | null, seconds: number): Loop | null {
  if (!loop) return { from: seconds, to: null };
  if (loop.to !== null) return null;
  const [from, to] = [Math.min(loop.from, seconds), Math.max(loop.from, seconds)];
  return to - from < SHORTEST_LOOP_SECONDS ? null : { from, to };
}

/**
 * Where running sound has to go on instead, in seconds, or null: back to a loop's beginning when its end is passed, or
 * over a silence. Within a loop all of it is heard.
 * @param before where the sound was a moment ago: whoever jumps behind a loop leaves it
 * @param silences in order; null: they are not to be skipped
 */
export function jumpTarget(
  { before, now }: { before: number; now: number },
  { loop, silences }: { loop: Loop | null; silences: readonly Range[] | null },
): number | null {
  if (loop && loop.to !== null && before < loop.to) return now >= loop.to ? loop.from : null;
  const silence = silences?.find(([, toMs]) => toMs / 1000 > now);
  if (!silence) return null;
  const target = silence[1] / 1000 - KEPT_AFTER_SECONDS;
  return now < silence[0] / 1000 + KEPT_BEFORE_SECONDS || target - now < WORTH_SECONDS ? null : target;
}
