import { epochMs } from './to-record';

/**
 * How long a call lasted, in ms. Tasks[].Duration is taken as ms where it is told (its unit is not documented; the
 * provider's sibling operations use ms), else the time from the first to the last sentence.
 */
export function callDuration(
  duration: unknown,
  firstSentenceAt: unknown,
  lastSentenceAt: unknown,
): number | null {
  const told = epochMs(duration);
  if (told !== null && told > 0) return told;
  const first = epochMs(firstSentenceAt);
  const last = epochMs(lastSentenceAt);
  return first !== null && last !== null && last > first ? last - first : null;
}
