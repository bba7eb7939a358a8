import { toClock } from '@/components/recordings/time-words';
import type { Sentence } from '@/lib/jobs/schemas';

/** One sentence to copy: `[01:23] Robot: …`; the time only when wanted and known. */
export function sentenceText({ label, text, offsetSeconds }: Sentence, withTime: boolean): string {
  const time = withTime && offsetSeconds !== null ? `[${toClock(offsetSeconds)}] ` : '';
  return `${time}${label === '' ? '' : `${label}: `}${text}`;
}

/** The whole conversation to copy, a line for each sentence. */
export function conversationText(sentences: readonly Sentence[], withTimes: boolean): string {
  return sentences.map((sentence) => sentenceText(sentence, withTimes)).join('\n');
}
