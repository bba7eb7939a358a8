'use client';

import { useTranslations } from 'next-intl';

import type { Sentence } from '@/lib/jobs/schemas';

/** Who says a sentence: the robot and the customer in words, anyone else as the provider names them. */
export function useSpeakerName(): (sentence: Sentence) => string {
  const t = useTranslations('conversation');
  return ({ speaker, label }) => (speaker === 'other' && label !== '' ? label : t(speaker));
}
