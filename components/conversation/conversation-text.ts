import { toClock } from '@/components/player/engine/time-words';
import type { Sentence } from '@/lib/jobs/schemas';
import { oneLine } from '@/lib/values/one-line';

type NameOf = (sentence: Sentence) => string;

/** One sentence to copy, on one line: `[01:23] 机器人: …`; `start` is where it begins, null for no time. */
export function sentenceText(sentence: Sentence, start: number | null, nameOf: NameOf): string {
  const time = start === null ? '' : `[${toClock(start)}] `;
  return oneLine(`${time}${nameOf(sentence)}: ${sentence.text}`);
}

/** The whole conversation to copy, a line for each sentence; with the times when `starts` are given. */
export function conversationText(
  sentences: readonly Sentence[],
  starts: readonly (number | null)[] | null,
  nameOf: NameOf,
): string {
  return sentences
    .map((sentence, index) => sentenceText(sentence, starts?.[index] ?? null, nameOf))
    .join('\n');
}
