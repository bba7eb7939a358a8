'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';

import type { Wanted } from '@/lib/jobs/words/hits';
import { MATCH_CHOICES, PART_CHOICES, readTerms, SPEAKER_CHOICES } from '@/lib/jobs/words/terms';

const PARAMS = {
  words: parseAsString,
  by: parseAsStringLiteral(SPEAKER_CHOICES),
  part: parseAsStringLiteral(PART_CHOICES),
  match: parseAsStringLiteral(MATCH_CHOICES),
};

export type WordSearch = Wanted & { text: string };

/** What the table beside the job is searched for, as the address has it; null: for nothing, or for what was not said. */
export function useWordSearch(): WordSearch | null {
  const [{ words, by, part, match }] = useQueryStates(PARAMS);
  return useMemo(() => {
    const text = words?.trim() ?? '';
    const terms = match === 'none' ? null : readTerms(text);
    return terms && { text, terms, by: by ?? undefined, part: part ?? undefined };
  }, [words, by, part, match]);
}
