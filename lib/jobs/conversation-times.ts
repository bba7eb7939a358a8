import type { Sentence } from './schemas';

/** When the first sentence that has a time was stored, in seconds as `offsetSeconds` counts; 0 where none has one. */
export function firstOffsetSeconds(sentences: readonly Pick<Sentence, 'offsetSeconds'>[]): number {
  return sentences.find(({ offsetSeconds }) => offsetSeconds !== null)?.offsetSeconds ?? 0;
}
