import type { Sentence } from '../schemas';

/** When the earliest sentence was stored, in seconds as `offsetSeconds` counts; 0 where none has a time. */
export function earliestOffsetSeconds(sentences: readonly Pick<Sentence, 'offsetSeconds'>[]): number {
  let earliest: number | null = null;
  for (const { offsetSeconds } of sentences) {
    if (offsetSeconds !== null && (earliest === null || offsetSeconds < earliest)) earliest = offsetSeconds;
  }
  return earliest ?? 0;
}
