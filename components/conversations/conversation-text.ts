import { toClock } from '@/components/recordings/time-words';
import type { Sentence } from '@/lib/jobs/schemas';

/** One sentence to copy: `[01:23] Robot: …`; `start` is where it begins, null for no time. */
export function sentenceText({ label, text }: Sentence, start: number | null): string {
  const time = start === null ? '' : `[${toClock(start)}] `;
  return `${time}${label === '' ? '' : `${label}: `}${text}`;
}

/** The whole conversation to copy, a line for each sentence; with the times when `starts` are given. */
export function conversationText(
  sentences: readonly Sentence[],
  starts: readonly (number | null)[] | null,
): string {
  return sentences.map((sentence, index) => sentenceText(sentence, starts?.[index] ?? null)).join('\n');
}
