import { foldText } from '@/lib/values/fold-text';
import { maskText } from '@/lib/values/masking';

import { readConversation } from '../detail/job-detail';
import { gramsOf } from './grams';
import { thirdsOf } from './hits';

/** Raised whenever words are read, masked or folded otherwise: all are then read again. */
export const WORDS_READ_AS = 1;

const BETWEEN_SENTENCES = '\n';
const BETWEEN_THIRDS = '\f';

export type Words = {
  customer: string;
  robot: string;
  other: string;
  customerGrams: number[];
  /** Of robot and others. */
  restGrams: number[];
};

/** A sentence as it is searched: what is hidden where it is shown is not found either, whoever asks. */
export function searchedText(text: string): string {
  return foldText(maskText(text)).replaceAll('\0', '').toWellFormed();
}

/**
 * What is found of a stored conversation; null: nothing was said. Numbers that are hidden on the screen are hidden here:
 * a search that found their digits would tell them.
 */
export function wordsOf(conversation: unknown): Words | null {
  const sentences = readConversation(conversation, null);
  const thirds = thirdsOf(sentences);
  type Thirds = [string, string, string];
  const none = (): Thirds => ['', '', ''];
  const said = { customer: none(), robot: none(), other: none() };
  sentences.forEach(({ speaker, text }, index) => {
    const searched = searchedText(text).trim();
    if (searched !== '') said[speaker][thirds[index] ?? 0] += searched + BETWEEN_SENTENCES;
  });
  const [customer, robot, other] = [said.customer, said.robot, said.other].map((parts) =>
    parts.every((part) => part === '') ? '' : parts.join(BETWEEN_THIRDS),
  ) as [string, string, string];
  if (customer + robot + other === '') return null;
  return { customer, robot, other, customerGrams: gramsOf(customer), restGrams: gramsOf(robot, other) };
}
