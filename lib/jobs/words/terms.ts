import { foldText } from '@/lib/values/fold-text';

// What of a conversation is looked for, as the address says it. Also loads in the browser.

/** Who said it; robot: the robot alone, not a person whom it handed the call to. */
export const SPEAKER_CHOICES = ['customer', 'robot'] as const;
export type SpeakerChoice = (typeof SPEAKER_CHOICES)[number];
/** Where in the call: its first or last third. */
export const PART_CHOICES = ['first', 'last'] as const;
export type PartChoice = (typeof PART_CHOICES)[number];
/** Of several terms: every one, at least one, or (of a conversation that there is) none. */
export const MATCH_CHOICES = ['all', 'any', 'none'] as const;

export const MOST_TERMS = 8;
export const MOST_WORDS = 100;
/** Two Chinese characters, or two letters: one character says nothing that could be found quickly. */
const SHORTEST = 2;

const QUOTED = /["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+)/gu;

/**
 * The terms of what somebody typed: parted by spaces, one in quotation marks with its spaces, folded, each once.
 * Null: there is none, one is too short, or there are too many.
 */
export function readTerms(text: string): string[] | null {
  if (text.length > MOST_WORDS) return null;
  const terms = new Set<string>();
  for (const [, quoted, plain = ''] of text.replaceAll('\0', '').matchAll(QUOTED)) {
    const term = foldText(quoted ?? plain).trim();
    if (term === '') continue;
    if (term.length < SHORTEST) return null;
    terms.add(term);
  }
  return terms.size === 0 || terms.size > MOST_TERMS ? null : [...terms];
}
