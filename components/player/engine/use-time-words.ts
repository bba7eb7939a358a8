'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

import { toTimeWords } from './time-words';

/** Seconds in words for a screen reader: "1 minute 23 seconds". */
export function useTimeWords(): (seconds: number) => string {
  const t = useTranslations('player.words');
  return useCallback(
    (seconds) => {
      const { unit, ...parts } = toTimeWords(seconds);
      return t(unit, parts);
    },
    [t],
  );
}
