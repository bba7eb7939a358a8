import type { Sentence } from '@/lib/jobs/schemas';

/**
 * Where the words are in the sound, as the speech in it tells: `offsetSeconds` is added to each sentence's own;
 * `edge`: whether the provider's times are where sentences begin or where they end, null when it cannot be told.
 */
export type Alignment = { offsetSeconds: number; edge: 'start' | 'end' | null };

/** A sentence takes about so long, in seconds; Chinese telephone robots say four to five characters a second. */
const SECONDS_PER_CHARACTER = 0.22;
const SECONDS_PER_SENTENCE = 0.3;

type Placed = { soundSeconds: number | null; alignment: Alignment | null };

/** What is added to each sentence's own time, in seconds: as the speech in the sound tells, else without the ringing. */
export function wordsShift(
  sentences: readonly Pick<Sentence, 'offsetSeconds'>[],
  { soundSeconds, alignment }: Placed,
): number {
  if (alignment) return alignment.offsetSeconds;
  const offsets = sentences.map(({ offsetSeconds }) => offsetSeconds).filter((offset) => offset !== null);
  // Not -0, which would be shown.
  return 0 - ringingSeconds(offsets, soundSeconds);
}

/**
 * The second of the sound at which each sentence begins; null where no time is known.
 *
 * The provider tells when it stored a sentence (OutboundBot 2019-12-26), which is when its words were complete, and
 * counts from the dialling, while the sound begins with the answer. Without an alignment the ringing is taken off as far
 * as the length of the sound shows it, and a sentence begins as long before its storage as it takes to say, but not
 * before the one before it ended.
 * `soundSeconds` is the length of the sound; null when it is not known.
 */
export function sentenceStarts(
  sentences: readonly Pick<Sentence, 'offsetSeconds' | 'text'>[],
  placed: Placed,
): (number | null)[] {
  const { alignment } = placed;
  const shift = wordsShift(sentences, placed);
  let before = 0;
  return sentences.map(({ offsetSeconds, text }) => {
    if (offsetSeconds === null) return null;
    const stored = Math.max(0, offsetSeconds + shift);
    if (alignment?.edge === 'start') return stored;
    const spoken = text.length * SECONDS_PER_CHARACTER + SECONDS_PER_SENTENCE;
    const start = Math.min(stored, Math.max(before, stored - spoken, 0));
    before = stored;
    return start;
  });
}

/** Seconds from dialling to answer: what of the last sentence's time cannot lie within the sound. */
function ringingSeconds(offsets: readonly number[], soundSeconds: number | null): number {
  if (soundSeconds === null || offsets.length === 0) return 0;
  const first = offsets.reduce((least, offset) => Math.min(least, offset), Infinity);
  const last = offsets.reduce((most, offset) => Math.max(most, offset), 0);
  return Math.min(Math.max(0, last - soundSeconds), first);
}
